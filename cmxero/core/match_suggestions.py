"""A verdict as people and machines read it, with the keys to link by."""

from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.match_candidates import Nature
from cmxero.core.match_evidence import TwoSides, evidence, facts_in_words, two_sides
from cmxero.core.match_groups import CircleMatching
from cmxero.core.matching import MOST_CANDIDATES, MOST_PARTS, Match, Verdict
from cmxero.core.wording import counted

MOST_WAYS = 20
"""Of an ambiguous verdict so many ways are written out; its words say how many there are."""


@dataclass(frozen=True, slots=True)
class MatchWay:
    """One set of findings that comes to 0.00.

    Attributes:
        keys: of the findings, to link them by.
        case_side: its parts on Case Manager's side, in words.
        xero_side: its parts on Xero's side.
        amount: what each side adds to what is owed, in dollars.
        facts_for: what speaks for it, e.g. ``the same invoice``.
    """

    keys: tuple[str, ...]
    case_side: tuple[str, ...]
    xero_side: tuple[str, ...]
    amount: Decimal
    facts_for: str

    def __str__(self) -> str:
        return str(TwoSides(self.case_side, self.xero_side, self.amount))


@dataclass(frozen=True, slots=True)
class MatchSuggestion:
    """One verdict on findings that could belong together; cmxero links nothing by itself.

    Attributes:
        in_words: the verdict, e.g. ``ambiguous (3 ways)``.
        about: the invoice or the customer.
        keys: every finding it is about; of a unique match those to link.
        case_side, xero_side: the same in words, side by side.
        ways: the match if unique; the ways to choose from if ambiguous, best first, at most
            ``MOST_WAYS``; else none.
        facts_for, facts_against, runner_up: the evidence card, in sentences.
    """

    verdict: Verdict
    in_words: str
    about: str
    nature: Nature
    keys: tuple[str, ...]
    case_side: tuple[str, ...]
    xero_side: tuple[str, ...]
    ways: tuple[MatchWay, ...]
    facts_for: tuple[str, ...]
    facts_against: tuple[str, ...]
    runner_up: str

    @property
    def needs_a_person(self) -> bool:
        """Whether there is something to decide or to look at."""
        return self.verdict is not Verdict.IMPOSSIBLE

    @property
    def card(self) -> tuple[str, ...]:
        """The evidence card, line by line."""
        lines = [f"{self.about}, {self.nature}: {self.in_words}"]
        if self.verdict is Verdict.UNIQUE:
            lines += [f"  {self.ways[0]}"]
        elif self.verdict is Verdict.IMPOSSIBLE:
            lines += [f"  Case Manager: {each}" for each in self.case_side]
            lines += [f"  Xero: {each}" for each in self.xero_side]
        lines += [f"  For: {fact}" for fact in self.facts_for]
        lines += [f"  Against: {fact}" for fact in self.facts_against]
        if self.runner_up:
            lines += [f"  Runner-up: {self.runner_up}"]
        if self.verdict is Verdict.AMBIGUOUS:
            lines += [
                f"  {place}. {way}; {way.facts_for}" for place, way in enumerate(self.ways, 1)
            ]
        return tuple(lines)


def suggestion(found: CircleMatching) -> MatchSuggestion:
    """A verdict in words."""
    matching = found.matching
    facts_for, against, runner_up = _sentences(found)
    sides = two_sides(matching.candidates)
    return MatchSuggestion(
        verdict=matching.verdict,
        in_words=matching.in_words,
        about=_about(found),
        nature=found.nature,
        keys=tuple(each.key for each in matching.candidates),
        case_side=sides.case_side,
        xero_side=sides.xero_side,
        ways=tuple(_way(match) for match in matching.ways[:MOST_WAYS]),
        facts_for=facts_for,
        facts_against=against,
        runner_up=runner_up,
    )


def _sentences(found: CircleMatching) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    matching, count = found.matching, len(found.matching.candidates)
    if matching.verdict is Verdict.UNIQUE:
        card = evidence(matching, found.around)
        return card.facts_for, card.facts_against, card.runner_up
    if matching.verdict is Verdict.AMBIGUOUS:
        return (), (f"{_ways(len(matching.ways))}, and no fact separates them. Choose.",), ""
    if matching.verdict is Verdict.IMPOSSIBLE:
        why = (
            f"No set of these {count} with both sides in it comes to 0.00 (of several on both "
            f"sides, up to {MOST_PARTS} together; dates within the window)."
        )
        return (), (why,), ""
    why = (
        f"{counted(count, 'finding')} could belong together, and only up to {MOST_CANDIDATES} "
        "are searched. Settle those that are clear, or look through a shorter window of days."
    )
    return (), (why,), ""


def _ways(count: int) -> str:
    shown = f"; {MOST_WAYS} are shown" if count > MOST_WAYS else ""
    return f"{count:,} ways come to 0.00{shown}"


def _way(match: Match) -> MatchWay:
    sides = two_sides(match.parts)
    return MatchWay(
        match.keys, sides.case_side, sides.xero_side, sides.amount, facts_in_words(match.facts)
    )


def _about(found: CircleMatching) -> str:
    parts = found.matching.candidates
    numbers = {each.case_invoice_number for each in parts}
    if len(numbers) == 1 and (number := next(iter(numbers))):
        return f"Invoice {number}"
    return next((each.customer for each in parts if each.customer), "No customer's name")
