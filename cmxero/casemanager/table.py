"""A file as rows of text, whatever it is written in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

KnownHeader = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Table:
    """A header row and the rows below it.

    Attributes:
        headers: the first row that is not blank.
        rows: number of the row as Excel counts, and its cells as text. To be read once.
        broken: what is wrong with a row as such; filled while the rows are read. A row number to
            a code of ``faults.FAULTS``.
    """

    headers: list[str]
    rows: Iterator[tuple[int, list[str]]]
    broken: dict[int, str] = field(default_factory=dict)
