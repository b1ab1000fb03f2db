"""Every problem an invoice can have on its way to Xero: what it means, and where it is mended.

The codes are stable. Their texts stand in ``problem_texts_case`` and ``problem_texts_xero``; here
they become a ``Problem``, and here documentation and export log look a code up.
"""

from dataclasses import dataclass
from enum import StrEnum

from cmxero.core.problem_texts_case import CASE_TEXTS
from cmxero.core.problem_texts_xero import XERO_TEXTS
from cmxero.core.problem_words import CASE_MANAGER, NOWHERE, OPTIONS, XERO
from cmxero.core.problems import Problem, Severity


class MendedIn(StrEnum):
    """Where a person puts it right."""

    CASE_MANAGER = CASE_MANAGER
    XERO = XERO
    OPTIONS = OPTIONS
    NOWHERE = NOWHERE


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One code.

    Attributes:
        means: the cause in words, for any invoice.
        message: what is said of one invoice; filled from its facts.
        remedy: what to do; filled from the same facts.
    """

    code: str
    severity: Severity
    mended_in: MendedIn
    means: str
    message: str
    remedy: str


CATALOGUE: dict[str, CatalogueEntry] = {
    row.code: CatalogueEntry(
        row.code,
        Severity(row.severity),
        MendedIn(row.mended_in),
        row.means,
        row.message,
        row.remedy,
    )
    for row in (*CASE_TEXTS, *XERO_TEXTS)
}


def describe(code: str) -> CatalogueEntry | None:
    """What the catalogue says of a code; None for a code that is not of the pre-flight."""
    return CATALOGUE.get(code)


def problem(
    code: str, number: str, *, row: int | None = None, value: str = "", **facts: object
) -> Problem:
    """A problem of an invoice in the catalogue's words.

    Args:
        number: Case Manager's number of the invoice.
        row: of the file, as Excel counts.
        value: the offending text.
        facts: what the texts name beside these.
    """
    entry = CATALOGUE[code]
    known = {"number": number, "value": value, **facts}
    return Problem(
        code,
        entry.message.format(**known),
        entry.remedy.format(**known),
        entry.severity,
        subject=number,
        row=row or None,
        value=value,
    )
