"""What is wrong with something that came in, in words a bookkeeper can act on."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem stops."""

    BLOCKS = "blocks"
    """The row or document is held back until it is mended."""

    WARNS = "warns"
    """It goes on, but a person should look."""

    INFORMS = "informs"
    """It goes on, and nothing is wrong; it is said so that nobody is surprised."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do about it.

    Attributes:
        code: stable short name, e.g. ``bad-date``; used to group equal causes.
        message: one sentence saying what is wrong.
        remedy: one sentence saying what to do, and in which system.
        severity: whether it stops the row or document.
        subject: the transaction it is about, e.g. ``invoice 1001``; empty for a whole file.
        row: row number in the file as Excel counts, the header being row 1; None if not a row.
        column: the header of the file's column, empty if not one column.
        value: the offending text as it stands in the file.
        raw: the whole row as JSON text, kept so that nothing that came in is lost.
    """

    code: str
    message: str
    remedy: str
    severity: Severity = Severity.BLOCKS
    subject: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    raw: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the row or document is held back."""
        return self.severity is Severity.BLOCKS

    @property
    def warns(self) -> bool:
        """Whether it goes on, but a person should look."""
        return self.severity is Severity.WARNS
