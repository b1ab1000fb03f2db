"""Which amounts add up to nothing: every subset that does and of which no smaller part does.

Exact and complete. The sums of all subsets stand in one list in the order of their bit masks; a
set of subsets is one whole number with a bit a mask, so that "holds a smaller one" is worked out
for all subsets at once, sixteen shifts for sixteen amounts.
"""

from collections.abc import Sequence
from functools import cache


def smallest_zero_sums(cents: Sequence[int]) -> tuple[int, ...]:
    """Bit masks, ascending, of the subsets that sum to 0 and hold no smaller one that does.

    A union of two such subsets is not among them. Time and memory double with each amount:
    callers stay within ``matching.MOST_CANDIDATES``.

    Args:
        cents: whole cents, none of them 0.
    """
    sums = [0]
    for amount in cents:
        sums += [partial + amount for partial in sums]
    zeros = [mask for mask, total in enumerate(sums) if not total and mask]
    if len(zeros) <= 1:
        return tuple(zeros)
    size = len(sums)
    marks = bytearray(-(-size // 8))
    for mask in zeros:
        marks[mask >> 3] |= 1 << (mask & 7)
    larger = _larger(int.from_bytes(marks, "little"), len(cents)).to_bytes(len(marks), "little")
    return tuple(mask for mask in zeros if not larger[mask >> 3] >> (mask & 7) & 1)


def _larger(subsets: int, count: int) -> int:
    """The subsets that hold one of the given ones and are not that one itself."""
    holding = subsets
    for place, without in enumerate(_without(count)):
        holding |= (holding & without) << (1 << place)
    larger = 0
    for place, without in enumerate(_without(count)):
        larger |= (holding & without) << (1 << place)
    return larger


@cache
def _without(count: int) -> tuple[int, ...]:
    """For each place, the subsets of ``count`` amounts in which it is not taken."""
    every = (1 << (1 << count)) - 1
    return tuple(every // ((1 << (1 << place)) + 1) for place in range(count))
