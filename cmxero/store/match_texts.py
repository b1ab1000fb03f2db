"""What could tie a finding to one of the other side: numbers, texts, customer, day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cmxero.store.database import Database, Parameters


@dataclass(frozen=True, slots=True)
class MatchTexts:
    """Of the documents one finding is about.

    Attributes:
        day: when the ledger moved; None where no document says so.
        numbers: the documents' own numbers and their invoice's.
        texts: references, reasons and notes that people wrote.
        contact_id: the customer in Xero; empty if not known.
    """

    day: date | None
    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    contact_id: str


def read_match_texts(database: Database, parameters: Sequence[Parameters]) -> dict[str, MatchTexts]:
    """By key, for every finding that moves the difference."""
    with database.read(parameters) as con:
        rows = con.execute(
            "select finding_key, day, numbers, texts, contact_id from report.match_fact"
        ).fetchall()
    return {
        str(key): MatchTexts(day, tuple(numbers or ()), tuple(texts or ()), str(contact_id))
        for key, day, numbers, texts, contact_id in rows
    }
