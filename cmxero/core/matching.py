"""Which documents of both sides belong together where nothing links them: exact, never a guess.

A *match* is a set of candidates whose effects on Case Manager minus Xero sum to 0.00, to the cent,
of which no smaller part sums to 0.00, which are not all of one side, and whose known dates lie
within a window. With two or more on both sides it has at most ``MOST_PARTS``: larger sums meet by
chance. Where one side gives a single one, the other may give as many as there are.

Only what holds for every part of a match separates it from another that shares a candidate with
it, in the order of ``MatchFacts``: the same case invoice, texts that connect it, no text that
connects a part with something else, the same customer, the same date. A nearer date or fewer
parts separate nothing.

A match is *unique* if it is better so than each other that shares a candidate with it. It takes
its candidates, the others fall away, and what is left is looked at again. What no round separates
is *ambiguous*, with all its ways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import NamedTuple

from cmxero.core.match_candidates import Candidate, Side
from cmxero.core.match_facts import FactTable, MatchFacts, places
from cmxero.core.match_search import smallest_zero_sums
from cmxero.core.money import money
from cmxero.core.wording import counted

MOST_CANDIDATES = 16
"""Larger groups are not searched: the time doubles with each candidate."""
MOST_PARTS = 6
"""Of a match with two or more candidates on both sides."""
WINDOW_DAYS = 180
"""How far apart the dates of a match may lie: an overcharge is often found months later."""


@dataclass(frozen=True, slots=True)
class Match:
    """Candidates that belong together, Case Manager's first, and what speaks for it."""

    parts: tuple[Candidate, ...]
    facts: MatchFacts

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the findings."""
        return tuple(part.key for part in self.parts)


class Verdict(StrEnum):
    """What the search says of a group, or of a part of it."""

    UNIQUE = "unique"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    NOT_SEARCHED = "not searched"


@dataclass(frozen=True, slots=True)
class Matching:
    """One verdict.

    Attributes:
        candidates: what it is about: of a unique match its parts, of an ambiguous one all that
            take part in any way, else the whole group.
        ways: the matches, best first; one if unique, none if impossible or not searched.
        rivals: of a unique match, the others that share a candidate with it, best first.
        taken: keys of candidates of the rivals that other unique matches took.
        cancelling: sets of one side alone that sum to 0.00 and share a candidate with a unique
            match: its facts read another way.
    """

    verdict: Verdict
    candidates: tuple[Candidate, ...]
    ways: tuple[Match, ...] = ()
    rivals: tuple[Match, ...] = ()
    taken: frozenset[str] = frozenset()
    cancelling: tuple[tuple[Candidate, ...], ...] = ()

    @property
    def in_words(self) -> str:
        """E.g. ``unique``, ``ambiguous (3 ways)``, ``not searched (17 candidates)``."""
        if self.verdict is Verdict.AMBIGUOUS:
            return f"{self.verdict} ({counted(len(self.ways), 'way')})"
        if self.verdict is Verdict.NOT_SEARCHED:
            return f"{self.verdict} ({counted(len(self.candidates), 'candidate')})"
        return self.verdict.value


class _Found(NamedTuple):
    """A match as a bit mask over the candidates of its group."""

    mask: int
    facts: MatchFacts


def match_group(
    group: Iterable[Candidate],
    *,
    around: Iterable[Candidate] = (),
    window_days: int = WINDOW_DAYS,
) -> tuple[Matching, ...]:
    """Every verdict on candidates that could belong together, whatever order they come in.

    A candidate without effect is left aside, since it would fit anything.

    Args:
        around: candidates outside the group whose texts may speak against a match within it.
        window_days: how far apart the dates of a match may lie.

    Returns:
        unique matches in the order of their first candidates, then ambiguous ones; where there is
        no match at all, one verdict on the whole group.

    Raises:
        InexactAmountError: an effect has parts of a cent.
    """
    candidates = tuple(sorted((each for each in group if each.effect), key=_place))
    if len(candidates) > MOST_CANDIDATES:
        return (Matching(Verdict.NOT_SEARCHED, candidates),)
    sums = smallest_zero_sums([int(money(each.effect) * 100) for each in candidates])
    table = FactTable(candidates, around, window_days)
    near = [mask for mask in sums if table.is_small(mask, MOST_PARTS) and table.is_near(mask)]
    found = [_Found(mask, table.facts(mask)) for mask in near if not table.is_one_sided(mask)]
    if not found:
        return (Matching(Verdict.IMPOSSIBLE, candidates),)
    found.sort(key=lambda each: ([not fact for fact in each.facts], places(each.mask)))
    unique, left = _separate(found)
    one_sided = [mask for mask in near if table.is_one_sided(mask)]
    return (
        *(_unique(table, each, found, unique, one_sided) for each in unique),
        *(_ambiguous(table, cluster, left) for cluster in _clusters(left)),
    )


def _separate(found: Sequence[_Found]) -> tuple[list[_Found], list[_Found]]:
    """The unique matches, and those that no round separates."""
    unique: list[_Found] = []
    left = list(found)
    while winners := _winners(left):
        unique += winners
        gone = _union(each.mask for each in winners)
        left = [each for each in left if not each.mask & gone]
    return sorted(unique, key=lambda each: each.mask & -each.mask), left


def _winners(found: Sequence[_Found]) -> list[_Found]:
    """Those that are better than each other one that shares a candidate with them."""
    best: dict[int, MatchFacts] = {}
    as_good: dict[int, int] = {}
    for mask, facts in found:
        for place in places(mask):
            if place not in best or facts > best[place]:
                best[place], as_good[place] = facts, 1
            elif facts == best[place]:
                as_good[place] += 1
    return [
        each
        for each in found
        if all(best[place] == each.facts and as_good[place] == 1 for place in places(each.mask))
    ]


def _clusters(found: Iterable[_Found]) -> list[int]:
    """The candidates of matches that hang together by shared ones, a mask a cluster."""
    clusters: list[int] = []
    for match in found:
        touched = [cluster for cluster in clusters if cluster & match.mask]
        clusters = [cluster for cluster in clusters if not cluster & match.mask]
        clusters.append(match.mask | _union(touched))
    return sorted(clusters, key=lambda mask: mask & -mask)


def _unique(
    table: FactTable,
    match: _Found,
    found: Sequence[_Found],
    unique: Sequence[_Found],
    one_sided: Sequence[int],
) -> Matching:
    parts = table.parts(match.mask)
    rivals = [each for each in found if each.mask & match.mask and each is not match]
    others = _union(each.mask for each in unique) & ~match.mask
    rivalled = _union(each.mask for each in rivals)
    return Matching(
        Verdict.UNIQUE,
        parts,
        ways=(Match(parts, match.facts),),
        rivals=tuple(Match(table.parts(each.mask), each.facts) for each in rivals),
        taken=frozenset(part.key for part in table.parts(others & rivalled)),
        cancelling=tuple(table.parts(mask) for mask in one_sided if mask & match.mask),
    )


def _ambiguous(table: FactTable, cluster: int, found: Sequence[_Found]) -> Matching:
    ways = [each for each in found if each.mask & cluster]
    return Matching(
        Verdict.AMBIGUOUS,
        table.parts(cluster),
        ways=tuple(Match(table.parts(each.mask), each.facts) for each in ways),
    )


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _place(candidate: Candidate) -> tuple[bool, date, str]:
    return (candidate.side is not Side.CASE_MANAGER, candidate.day or date.max, candidate.key)
