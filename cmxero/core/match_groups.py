"""Matches suggested for everything that has no link, searched invoice by invoice, then by customer.

A *circle* is what could have to do with each other: findings of one nature that share a case
invoice or a Xero contact; where the contact is not known, a customer's name. A circle within the
limit is searched as a whole. A larger one is searched invoice by invoice first; since being about
the same invoice is the strongest fact, a match found there is the one that a search of the whole
would find. What is left is searched together if it is within the limit then, else piece by piece
where gaps in time longer than the window part it; a piece that is too large still is not searched,
and says so.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cmxero.core.folding import squeeze
from cmxero.core.match_candidates import Candidate, Nature, Side
from cmxero.core.matching import MOST_CANDIDATES, WINDOW_DAYS, Matching, Verdict, match_group

Group = tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class CircleMatching:
    """A verdict, and the circle it was found in."""

    matching: Matching
    circle: Group

    @property
    def nature(self) -> Nature:
        """Documents or money."""
        return self.circle[0].nature


def match_all(
    candidates: Iterable[Candidate], *, window_days: int = WINDOW_DAYS
) -> tuple[CircleMatching, ...]:
    """Every verdict on every circle that has both sides; no candidate is in two unique matches.

    Returns:
        in the order of the circles' first keys.
    """
    found: list[CircleMatching] = []
    for circle in circles(each for each in candidates if each.effect):
        if has_both_sides(circle):
            verdicts = match_circle(circle, window_days=window_days)
            found += [CircleMatching(matching, circle) for matching in verdicts]
    return tuple(found)


def circles(candidates: Iterable[Candidate]) -> tuple[Group, ...]:
    """Candidates that hang together by invoice, contact or name, each nature by itself."""
    listed = sorted(candidates, key=lambda each: each.key)
    leader = {each.key: each.key for each in listed}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    without_contact = {squeeze(each.customer) for each in listed if not each.contact}
    first_with: dict[tuple[str, ...], str] = {}
    for each in listed:
        for trait in _traits(each, without_contact):
            met = first_with.setdefault((each.nature, *trait), each.key)
            leader[find(each.key)] = find(met)
    together: dict[str, list[Candidate]] = defaultdict(list)
    for each in listed:
        together[find(each.key)].append(each)
    return tuple(tuple(group) for group in together.values())


def match_circle(circle: Sequence[Candidate], *, window_days: int) -> tuple[Matching, ...]:
    """Every verdict on one circle."""
    if len(circle) <= MOST_CANDIDATES:
        return match_group(circle, window_days=window_days)
    by_invoice: dict[str, list[Candidate]] = defaultdict(list)
    for each in circle:
        if each.case_invoice_number:
            by_invoice[each.case_invoice_number].append(each)
    found = [
        verdict
        for group in by_invoice.values()
        if has_both_sides(group)
        for verdict in match_group(group, around=circle, window_days=window_days)
    ]
    unique = [verdict for verdict in found if verdict.verdict is Verdict.UNIQUE]
    taken = _keys(unique)
    later = [
        verdict
        for piece in _pieces([each for each in circle if each.key not in taken], window_days)
        if has_both_sides(piece)
        for verdict in match_group(piece, around=circle, window_days=window_days)
    ]
    unsearched = _keys(each for each in later if each.verdict is Verdict.NOT_SEARCHED)
    contested = [
        verdict
        for verdict in found
        if verdict.verdict is Verdict.AMBIGUOUS and not unsearched.isdisjoint(_keys([verdict]))
    ]
    return (*unique, *contested, *later)


def has_both_sides(group: Sequence[Candidate]) -> bool:
    """Whether any match could be in it."""
    sides = {each.side for each in group}
    return len(group) > 1 and not sides <= {Side.CASE_MANAGER} and not sides <= {Side.XERO}


def _pieces(group: Sequence[Candidate], window_days: int) -> list[list[Candidate]]:
    """The group, parted where no match can reach across: gaps in time longer than the window."""
    dated = sorted((each.day, each.key, each) for each in group if each.day)
    if len(group) <= MOST_CANDIDATES or len(dated) < len(group):
        return [list(group)]
    pieces: list[list[Candidate]] = []
    last = date.min
    for day, _, each in dated:
        if not pieces or (day - last).days > window_days:
            pieces.append([])
        pieces[-1].append(each)
        last = day
    return pieces


def _keys(verdicts: Iterable[Matching]) -> set[str]:
    return {part.key for verdict in verdicts for part in verdict.candidates}


def _traits(candidate: Candidate, without_contact: Container[str]) -> Iterable[tuple[str, str]]:
    if candidate.case_invoice_number:
        yield "invoice", candidate.case_invoice_number
    if candidate.contact:
        yield "contact", candidate.contact
    name = squeeze(candidate.customer)
    if name and name in without_contact:
        yield "customer", name
