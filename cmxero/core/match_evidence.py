"""The evidence card of a match in sentences: facts for, facts against, runner-up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.match_candidates import Candidate, Side
from cmxero.core.match_facts import MatchFacts
from cmxero.core.matching import Match, Matching
from cmxero.core.money import ZERO
from cmxero.core.named_numbers import number_of
from cmxero.core.wording import capitalised, counted, date_words

FACTS_IN_WORDS = (
    "the same invoice",
    "texts that connect them",
    "no text for another",
    "the same customer",
    "the same date",
)
"""``MatchFacts`` in its order, as they are said of a way."""
_LACKING = (
    "is not about one invoice",
    "its texts do not connect all of it",
    "a text speaks for another",
    "is not of one customer",
    "is not of one date",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a match, what against, and what else it could have been."""

    facts_for: tuple[str, ...]
    facts_against: tuple[str, ...]
    runner_up: str


@dataclass(frozen=True, slots=True)
class TwoSides:
    """Candidates side by side.

    Attributes:
        case_side: parts on Case Manager's side, in words with their amounts.
        xero_side: parts on Xero's side.
        amount: what Case Manager's side adds to what is owed, in dollars; of a match, Xero's too.
    """

    case_side: tuple[str, ...]
    xero_side: tuple[str, ...]
    amount: Decimal

    def __str__(self) -> str:
        return f"{' and '.join(self.case_side)} = {' and '.join(self.xero_side)}"


def two_sides(parts: Sequence[Candidate]) -> TwoSides:
    """Who stands on which side. What may have moved on either stands where it is needed."""
    case, xero = _split(parts)
    return TwoSides(
        tuple(f"{each.what} of {_amount(each.effect)}{_dated(each)}" for each in case),
        tuple(f"{each.what} of {_amount(-each.effect)}{_dated(each)}" for each in xero),
        sum((each.effect for each in case), ZERO),
    )


def facts_in_words(facts: MatchFacts) -> str:
    """E.g. ``the same invoice, the same date; but a text speaks for another``."""
    held = facts._replace(no_text_against=False)
    words = [word for word, holds in zip(FACTS_IN_WORDS, held, strict=True) if holds]
    text = ", ".join(words) or "nothing else in common"
    return text if facts.no_text_against else f"{text}; but a text speaks for another"


def evidence(matching: Matching, around: Iterable[Candidate]) -> Evidence:
    """The card of a unique match.

    Args:
        around: candidates whose texts may connect them with it, also those outside its group.
    """
    (match,) = matching.ways
    outside = [each for each in around if each not in match.parts]
    return Evidence(
        tuple(_for(match)), tuple(_against(match, matching, outside)), _runner_up(match, matching)
    )


def _for(match: Match) -> Iterable[str]:
    case, xero = _split(match.parts)
    left = " and ".join(_amount(each.effect) for each in case)
    right = " and ".join(_amount(-each.effect) for each in xero)
    yield f"To the cent: {left} in Case Manager, {right} in Xero."
    first = match.parts[0]
    if match.facts.same_invoice:
        yield f"All are about invoice {first.case_invoice_number}."
    yield from _names(case, xero)
    if match.facts.same_customer:
        yield f"All are of {first.customer or 'the same Xero contact'}."
    if match.facts.same_date and first.day:
        yield f"All are dated {date_words(first.day)}."


def _names(case: Sequence[Candidate], xero: Sequence[Candidate]) -> Iterable[str]:
    for one in case:
        for other in xero:
            yield from _naming(one, other)
            yield from _naming(other, one)
            both = one.references & other.references - one.numbers - other.numbers
            if both:
                yield f"{capitalised(one.what)} and {other.what} both carry {_written(both)}."


def _naming(one: Candidate, other: Candidate) -> Iterable[str]:
    """How the texts of one name the other: by its own number, else by that of its invoice."""
    invoice = number_of(other.case_invoice_number)
    named = one.references & other.numbers
    if own := named - {invoice}:
        yield f"{capitalised(one.what)} names {_written(own)} in its text: {other.what}."
    elif named:
        yield (
            f"{capitalised(one.what)} names invoice {_written(named)} in its text, "
            f"which {other.what} is about."
        )


def _against(match: Match, matching: Matching, outside: Sequence[Candidate]) -> Iterable[str]:
    parts, facts = match.parts, match.facts
    if not facts.same_invoice:
        yield from _on_invoices(parts)
    if not facts.is_named:
        yield from _not_named(parts)
    if not facts.same_customer:
        names = sorted({each.customer for each in parts if each.customer})
        yield f"The customers differ: {'; '.join(names)}."
    yield from _on_days(parts)
    case, xero = _split(parts)
    if min(len(case), len(xero)) > 1:
        yield f"It takes {len(parts)} findings to come out even; so many may do so by chance."
    for one_sided in matching.cancelling:
        whats = " and ".join(part.what for part in one_sided)
        yield f"{capitalised(whats)} come to 0.00 on one side alone."
    for each in outside:
        named = [part.what for part in parts if part.words_shared_with(each)]
        if named:
            yield (
                f"A text connects {named[0]} with {each.what} of {_amount(each.amount)} too, "
                "which is no part of it."
            )


def _on_invoices(parts: Sequence[Candidate]) -> Iterable[str]:
    numbers = sorted({each.case_invoice_number for each in parts if each.case_invoice_number})
    if len(numbers) > 1:
        yield f"They are about different invoices: {', '.join(numbers)}."
    unknown = [each.what for each in parts if not each.case_invoice_number]
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        whats = capitalised(" and ".join(unknown))
        yield f"{whats} {verb} about no invoice that Case Manager knows."


def _on_days(parts: Sequence[Candidate]) -> Iterable[str]:
    days = sorted({each.day for each in parts if each.day})
    if len(days) > 1:
        apart = counted((days[-1] - days[0]).days, "day")
        yield f"They lie {apart} apart, from {date_words(days[0])} to {date_words(days[-1])}."
    for each in parts:
        if each.day is None:
            yield f"On which day {each.what} moved is not known."


def _not_named(parts: Sequence[Candidate]) -> Iterable[str]:
    nameless = [
        each.what for each in parts if not any(each.words_shared_with(other) for other in parts)
    ]
    if len(nameless) == len(parts):
        yield "Neither side's texts name the other."
    elif nameless:
        yield f"No text connects {' or '.join(nameless)} with the other side."
    else:
        yield "Texts connect only some of them with each other."


def _runner_up(match: Match, matching: Matching) -> str:
    if not matching.rivals:
        return "None: nothing else in the group comes to 0.00 with any of these."
    rival = matching.rivals[0]
    if match.facts > rival.facts:
        lacking = zip(_LACKING, match.facts, rival.facts, strict=True)
        why = "comes to 0.00 as well, but " + next(
            words for words, ours, theirs in lacking if ours > theirs
        )
    else:
        taken = next(part.what for part in rival.parts if part.key in matching.taken)
        why = f"falls away, since {taken} belongs to a better match"
    others = len(matching.rivals) - 1
    more = f" {counted(others, 'other set')} {'is' if others == 1 else 'are'} no better."
    return f"{two_sides(rival.parts)}: {why}.{more if others else ''}"


def _split(parts: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    case = [each for each in parts if each.side is Side.CASE_MANAGER]
    xero = [each for each in parts if each.side is Side.XERO]
    either = [each for each in parts if each.side is Side.EITHER]
    if case:
        return case, xero + either
    if xero:
        return either, xero
    return [each for each in either if each.effect > 0], [
        each for each in either if each.effect < 0
    ]


def _written(words: Iterable[str]) -> str:
    return max(sorted(words), key=len).upper()


def _amount(amount: Decimal) -> str:
    return f"{amount + 0:,.2f}"


def _dated(candidate: Candidate) -> str:
    return f" ({date_words(candidate.day)})" if candidate.day else ""
