"""What speaks for a match, worked out for any set of a group's candidates, given as a bit mask."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from cmxero.core.folding import squeeze
from cmxero.core.match_candidates import Candidate, Side


class MatchFacts(NamedTuple):
    """What speaks for a match, the strongest first; each holds for every part or not at all.

    They compare as tuples do: the first in which two matches differ decides. An invoice is chosen
    from a list in both systems while a reference is typed, so the invoice comes first.

    Attributes:
        same_invoice: all are about one case invoice.
        is_named: texts connect all of it: one names a part of the other side by its number or its
            invoice's, or both carry the same reference, and so on from part to part.
        no_text_against: no text connects a part so with a candidate that is not one.
        same_customer: all are of one Xero contact, or of one name where a contact is not known.
        same_date: all are known to be of one date.
    """

    same_invoice: bool
    is_named: bool
    no_text_against: bool
    same_customer: bool
    same_date: bool


class FactTable:
    """The candidates of a group, and which of them agree in what.

    Args:
        around: candidates outside the group whose texts may speak against a match within it.
        window_days: how far apart the dates of a match may lie.
    """

    def __init__(
        self, candidates: Sequence[Candidate], around: Iterable[Candidate], window_days: int
    ) -> None:
        self.candidates = tuple(candidates)
        self._window_days = window_days
        self._case = self._where(lambda each: each.side is Side.CASE_MANAGER)
        self._xero = self._where(lambda each: each.side is Side.XERO)
        self._invoice = self._alike(lambda each: each.case_invoice_number)
        self._customer = [self._where(_same_customer_as(each)) for each in self.candidates]
        self._date = self._alike(lambda each: each.day)
        self._named = [self._naming(each) for each in self.candidates]
        self._nameless = sum(1 << place for place, named in enumerate(self._named) if not named)
        outside = [each for each in around if each not in self.candidates]
        self._drawn_out = self._where(lambda one: any(map(one.words_shared_with, outside)))
        self._far = [self._far_from(each) for each in self.candidates]
        self._are_all_near = not any(self._far)

    def facts(self, mask: int) -> MatchFacts:
        """What speaks for this set."""
        first = (mask & -mask).bit_length() - 1
        return MatchFacts(
            same_invoice=_holds(mask, self._invoice[first]),
            is_named=not mask & self._nameless and self._is_connected(mask),
            no_text_against=not mask & self._drawn_out
            and all(_holds(self._named[place], mask) for place in places(mask)),
            same_customer=all(_holds(mask, self._customer[place]) for place in places(mask)),
            same_date=_holds(mask, self._date[first]),
        )

    def is_one_sided(self, mask: int) -> bool:
        """Whether all of the set move the same ledger."""
        return _holds(mask, self._case) or _holds(mask, self._xero)

    def is_small(self, mask: int, most_parts: int) -> bool:
        """Whether the set has so few parts, or all but one of them move the same ledger."""
        count = mask.bit_count()
        most = max((mask & self._case).bit_count(), (mask & self._xero).bit_count())
        return count <= most_parts or count - most <= 1

    def is_near(self, mask: int) -> bool:
        """Whether all known dates of the set lie within the window."""
        return self._are_all_near or not any(self._far[place] & mask for place in places(mask))

    def parts(self, mask: int) -> tuple[Candidate, ...]:
        """The candidates of a set."""
        return tuple(self.candidates[place] for place in places(mask))

    def _is_connected(self, mask: int) -> bool:
        reached, left = 0, mask & -mask
        while left:
            reached |= left
            left = reduce(or_, (self._named[place] for place in places(left))) & mask & ~reached
        return reached == mask

    def _naming(self, one: Candidate) -> int:
        return self._where(lambda other: other is not one and one.words_shared_with(other))

    def _far_from(self, one: Candidate) -> int:
        day = one.day
        if day is None:
            return 0
        window = self._window_days
        return self._where(
            lambda other: other.day is not None and abs((other.day - day).days) > window
        )

    def _where(self, holds: Callable[[Candidate], object]) -> int:
        return sum(1 << place for place, each in enumerate(self.candidates) if holds(each))

    def _alike(self, trait: Callable[[Candidate], object]) -> list[int]:
        """For each candidate those of the same trait, itself too; none if it has no such trait."""
        traits = [trait(each) for each in self.candidates]
        return [
            sum(1 << place for place, other in enumerate(traits) if each and other == each)
            for each in traits
        ]


@lru_cache(maxsize=1 << 16)
def places(mask: int) -> tuple[int, ...]:
    """Which bits of a mask are set, ascending."""
    found = []
    while mask:
        found.append((mask & -mask).bit_length() - 1)
        mask &= mask - 1
    return tuple(found)


def _same_customer_as(one: Candidate) -> Callable[[Candidate], bool]:
    name = squeeze(one.customer)

    def is_same(other: Candidate) -> bool:
        if one.contact and other.contact:
            return one.contact == other.contact
        return bool(name) and name == squeeze(other.customer)

    return is_same


def _holds(mask: int, within: int) -> bool:
    return mask & within == mask
