"""Matches suggested for everything that has no link, from what is closest to what is wider.

A *circle* is what could have to do with each other: findings of one nature that share a case
invoice or a Xero contact; where the contact is not known, a customer's name. A circle within the
limit is searched as a whole.

A larger one is searched invoice by invoice, then by what texts connect, and then what is left, if
it is within the limit by then, else piece by piece where gaps in time longer than the window part
it. A piece that is too large still is not searched, and says so. Since the invoice is the
strongest fact and texts the next, the matches found so are those that a search of the whole would
find.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from cmxero.core.match_candidates import Candidate, Nature
from cmxero.core.match_circles import (
    Group,
    Surroundings,
    by_invoice,
    by_text,
    circles,
    has_both_sides,
)
from cmxero.core.matching import MOST_CANDIDATES, WINDOW_DAYS, Matching, Verdict, match_group

_UNDECIDED = {Verdict.AMBIGUOUS, Verdict.NOT_SEARCHED}


@dataclass(frozen=True, slots=True)
class CircleMatching:
    """A verdict, and those of its circle that a text may connect with it."""

    matching: Matching
    around: Group

    @property
    def nature(self) -> Nature:
        """Documents or money."""
        return self.matching.candidates[0].nature


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
            around = Surroundings(circle)
            found += [
                CircleMatching(matching, around.of(matching.candidates))
                for matching in match_circle(circle, around, window_days=window_days)
            ]
    return tuple(found)


def match_circle(circle: Group, around: Surroundings, *, window_days: int) -> tuple[Matching, ...]:
    """Every verdict on one circle."""
    if len(circle) <= MOST_CANDIDATES:
        return match_group(circle, window_days=window_days)
    search = partial(_search, around=around, window_days=window_days)
    found = search(by_invoice(circle))
    unique = [each for each in found if each.verdict is Verdict.UNIQUE]
    contested = [each for each in found if each.verdict is Verdict.AMBIGUOUS]
    open_ = _keys(each for each in found if each.verdict in _UNDECIDED)
    connected = search(by_text(_without(circle, unique)))
    unique += [each for each in connected if _is_sure(each, open_)]
    later = search(_pieces(_without(circle, unique), window_days))
    unsearched = _keys(each for each in later if each.verdict is Verdict.NOT_SEARCHED)
    contested = [each for each in contested if not unsearched.isdisjoint(_keys([each]))]
    return (*unique, *contested, *later)


def _search(groups: Iterable[Group], *, around: Surroundings, window_days: int) -> list[Matching]:
    return [
        verdict
        for group in groups
        if has_both_sides(group)
        for verdict in match_group(group, around=around.of(group), window_days=window_days)
    ]


def _is_sure(matching: Matching, undecided: Container[str]) -> bool:
    """Whether a match that texts connect would be unique in the whole circle, too.

    All that could be as good is in the group with it, except what is about one invoice.
    """
    if matching.verdict is not Verdict.UNIQUE or not matching.ways[0].facts.is_named:
        return False
    (match,) = matching.ways
    is_best = all(rival.facts < match.facts for rival in matching.rivals)
    return is_best and not any(key in undecided for key in match.keys)


def _pieces(group: Group, window_days: int) -> list[Group]:
    """The group, parted where no match can reach across: gaps in time longer than the window."""
    dated = sorted((each.day, each.key, each) for each in group if each.day)
    if len(group) <= MOST_CANDIDATES or len(dated) < len(group):
        return [group]
    pieces: list[Group] = []
    last = date.min
    for day, _, each in dated:
        if not pieces or (day - last).days > window_days:
            pieces.append(())
        pieces[-1] += (each,)
        last = day
    return pieces


def _without(circle: Iterable[Candidate], matchings: Iterable[Matching]) -> Group:
    taken = _keys(matchings)
    return tuple(each for each in circle if each.key not in taken)


def _keys(matchings: Iterable[Matching]) -> set[str]:
    return {part.key for matching in matchings for part in matching.candidates}
