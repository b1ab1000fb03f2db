"""Drafts in requests of a size that Xero takes."""

from collections.abc import Callable, Iterator, Sequence

from cmxero.core.documents import InvoiceDraft

BATCH_SIZE = 50
"""Elements a create request; Xero's recommended working size (xero-api.md 1.2)."""

BATCH_BYTES = 3_500_000
"""Bytes a create request; the smaller of the two limits that Xero states (1.2)."""

Encode = Callable[[Sequence[InvoiceDraft]], bytes]
Batches = tuple[tuple[InvoiceDraft, ...], ...]


def split_into_batches(
    drafts: Sequence[InvoiceDraft], encode: Encode | None
) -> tuple[Batches, int]:
    """The drafts in requests of at most 50 and 3.5 MB, and the bytes of all of them."""
    batches, total = [], 0
    for start in range(0, len(drafts), BATCH_SIZE):
        for batch, size in _fitting(tuple(drafts[start : start + BATCH_SIZE]), encode):
            batches.append(batch)
            total += size
    return tuple(batches), total


def _fitting(
    batch: tuple[InvoiceDraft, ...], encode: Encode | None
) -> Iterator[tuple[tuple[InvoiceDraft, ...], int]]:
    size = len(encode(batch)) if encode else 0
    if size <= BATCH_BYTES or len(batch) == 1:
        yield batch, size
        return
    half = len(batch) // 2
    yield from _fitting(batch[:half], encode)
    yield from _fitting(batch[half:], encode)
