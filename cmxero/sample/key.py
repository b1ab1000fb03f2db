"""The answer key: every planted fault, and so every disagreement a perfect workbench reports.

``subject`` and ``amount`` are written as the workbench's findings write them: the amount is what
the fault adds to Case Manager receivables minus Xero receivables, in dollars.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cmxero.core.money import ZERO


class Where(StrEnum):
    """Where a fault can be seen."""

    JOURNAL = "journal file"
    XERO = "Xero"
    BOTH = "both sides"


@dataclass(slots=True)
class PlantedFault:
    """One entry of the key.

    Attributes:
        kind: a word of ``FindingKind`` where one fits, else plain words.
        code: the problem's code, where there is one.
        file: the journal file it stands in, empty if in none.
        row: the row there, as Excel counts.
        how: one or two sentences: what was done.
    """

    id: str
    kind: str
    where: Where
    subject: str
    amount: Decimal
    how: str
    code: str = ""
    file: str = ""
    row: int = 0

    def as_json(self) -> dict[str, str | int]:
        """As it stands in ``answer_key.json``; what is empty is left out."""
        entry: dict[str, str | int] = {"id": self.id, "kind": self.kind}
        if self.code:
            entry["code"] = self.code
        entry |= {"where": self.where.value, "subject": self.subject, "amount": str(self.amount)}
        if self.file:
            entry |= {"file": self.file, "row": self.row}
        return entry | {"how": self.how}


class AnswerKey:
    """The planted faults, in the order in which they were planted."""

    def __init__(self) -> None:
        self.faults: list[PlantedFault] = []
        self._planted: set[tuple[str, str]] = set()
        self._of: dict[str, list[PlantedFault]] = {}

    def add(
        self,
        kind: str,
        subject: str,
        how: str,
        *,
        where: Where,
        amount: Decimal = ZERO,
        code: str = "",
        transaction: str = "",
    ) -> PlantedFault:
        """Enter a fault.

        Args:
            transaction: number of the Case Manager transaction it shows on, which ``locate``
                finds it by; empty if there is none.
        """
        fault = PlantedFault(
            id=f"F{len(self.faults) + 1:03d}",
            kind=kind,
            where=where,
            subject=subject,
            amount=amount,
            how=how,
            code=code,
        )
        self.faults.append(fault)
        self._planted.add((kind, subject))
        if transaction:
            self._of.setdefault(transaction, []).append(fault)
        return fault

    def holds(self, kind: str, subject: str) -> bool:
        """Whether such a fault was planted already."""
        return (kind, subject) in self._planted

    def locate(self, transaction: str, file: str, row: int) -> None:
        """Note where a transaction was written."""
        for fault in self._of.pop(transaction, ()):
            fault.file, fault.row = file, row
