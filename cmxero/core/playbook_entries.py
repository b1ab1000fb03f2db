"""The entries that settle findings: what is entered where, with typed fields to copy or to do.

Each class is one operation of one system. A person copies its fields; a program that plays either
side does what ``operation`` names. Amounts are in dollars and signed as the system wants them:
only an adjustment carries a sign (case-manager.md 4.1). Dates lie outside Xero's lock dates
wherever the entry is made in Xero.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar


class System(StrEnum):
    """Where an entry is made."""

    XERO = "Xero"
    CASE_MANAGER = "Case Manager"
    CMXERO = "cmxero"
    """Nothing is entered: cmxero does something it has a command for, or a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation of one system.

    Attributes:
        operation: its name, stable, for whoever plays it.
        document: what is made or changed, in words.
        may_be_sent: whether entries of this kind are among those cmxero sends.
    """

    system: ClassVar[System]
    operation: ClassVar[str]
    document: ClassVar[str]
    may_be_sent: ClassVar[bool] = False

    @property
    def is_sendable(self) -> bool:
        """Whether cmxero may send it to Xero itself, after preview and approval."""
        return self.may_be_sent


# Case Manager ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterAdjustment(Entry):
    """An adjustment of one line of an invoice (case-manager.md 1.7).

    Attributes:
        refers_to: name of the cost it is applied to; empty for the invoice as a whole.
        sub_total, tax, total: signed dollars; tax is what Case Manager works out on sub_total.
    """

    system: ClassVar[System] = System.CASE_MANAGER
    operation: ClassVar[str] = "enter adjustment"
    document: ClassVar[str] = "adjustment"

    case_invoice_number: str
    refers_to: str
    tax_code: str
    sub_total: Decimal
    tax: Decimal
    total: Decimal
    adjustment_date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCasePayment(Entry):
    """A payment on an invoice; it carries no tax (case-manager.md 1.8)."""

    system: ClassVar[System] = System.CASE_MANAGER
    operation: ClassVar[str] = "enter payment in Case Manager"
    document: ClassVar[str] = "payment"

    case_invoice_number: str
    amount: Decimal
    payment_date: date
    reference: str
    payment_type: str
    payer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCaseRefund(Entry):
    """Money given back, selected against one payment; notes are mandatory (case-manager.md 1.9).

    Attributes:
        payment_number: of the payment it pays back; empty where none is known.
    """

    system: ClassVar[System] = System.CASE_MANAGER
    operation: ClassVar[str] = "enter refund in Case Manager"
    document: ClassVar[str] = "refund"

    case_invoice_number: str
    payment_number: str
    amount: Decimal
    refund_date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectTransaction(Entry):
    """A transaction corrected; then its journal is exported and imported again.

    Attributes:
        subject: e.g. ``invoice 1001``.
        code: what is wrong, as the problem catalogue and the reader call it.
        column: of the journal export.
        value: as it stands there.
        wanted: what must stand there; empty where only a person knows.
    """

    system: ClassVar[System] = System.CASE_MANAGER
    operation: ClassVar[str] = "correct transaction"
    document: ClassVar[str] = "correction"

    journal_number: str
    subject: str
    code: str
    column: str
    value: str
    wanted: str


# cmxero and the person in front of it ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportInvoice(Entry):
    """An invoice sent by the export of its journal, as a draft."""

    system: ClassVar[System] = System.CMXERO
    operation: ClassVar[str] = "export invoice"
    document: ClassVar[str] = "export"

    journal_number: str
    case_invoice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain(Entry):
    """An invoice given free for the next export although Xero had it once."""

    system: ClassVar[System] = System.CMXERO
    operation: ClassVar[str] = "send again"
    document: ClassVar[str] = "export"

    case_invoice_number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FullPull(Entry):
    """Everything recounted: some changes move no timestamp (xero-api.md 2.5)."""

    system: ClassVar[System] = System.CMXERO
    operation: ClassVar[str] = "pull everything"
    document: ClassVar[str] = "pull"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitUntil(Entry):
    """Nothing to do before a day."""

    system: ClassVar[System] = System.CMXERO
    operation: ClassVar[str] = "wait"
    document: ClassVar[str] = "nothing"

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDifference(Entry):
    """A person's word that it may stay as it is."""

    system: ClassVar[System] = System.CMXERO
    operation: ClassVar[str] = "accept"
    document: ClassVar[str] = "decision"

    reason: str
