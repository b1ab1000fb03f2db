"""What cmxero would send to Xero to settle a finding: the exact documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cmxero.core.credits import CreditNoteDraft, XeroCredit
from cmxero.core.documents import AUTHORISED, PAID, InvoiceDraft, XeroInvoice
from cmxero.core.findings import Finding
from cmxero.core.money import ZERO
from cmxero.core.playbook_credit_entries import AllocateCredit, CreateCreditNote
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_xero_entries import DeleteDraft

Amounts = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One document as Xero would get it; a credit note goes together with its use.

    Attributes:
        case_invoice_number: the invoice of the finding, empty if it names none.
        draft: the credit note to create; None where one is only used or a draft deleted.
        allocation: its use, or that of a credit note that is there.
        deletion: the draft to delete.
        invoice: as Xero holds it just now; None if it was not found.
        note: what goes into the invoice's history, to be completed with run and person; empty
            for nothing.
    """

    case_invoice_number: str
    draft: CreditNoteDraft | None = None
    allocation: AllocateCredit | None = None
    deletion: DeleteDraft | None = None
    xero_invoice_id: str = ""
    invoice_number: str = ""
    invoice: XeroInvoice | None = None
    note: str = ""

    @property
    def operation(self) -> str:
        """The entry it begins with."""
        if self.draft:
            return CreateCreditNote.operation
        return AllocateCredit.operation if self.allocation else DeleteDraft.operation

    @property
    def number(self) -> str:
        """What a person finds it by in Xero."""
        if self.draft:
            return self.draft.number
        return self.allocation.credit if self.allocation else self.invoice_number

    @property
    def to_allocate(self) -> Decimal:
        """Dollars to be used for the invoice."""
        return self.allocation.amount if self.allocation else ZERO

    def __str__(self) -> str:
        """What it comes to, as it stands in the invoice's history."""
        used = f", {self.to_allocate} of it for {self.invoice_number}" if self.to_allocate else ""
        if self.draft:
            return f"credit note {self.draft.number} over {self.draft.total}{used}"
        if self.allocation:
            return f"{self.to_allocate} of credit note {self.number} used for {self.invoice_number}"
        return f"draft {self.invoice_number} deleted"


@dataclass(frozen=True, slots=True)
class SettlePlan:
    """What would be sent for one finding, or why nothing is.

    Attributes:
        way: name of the way of the playbook that is gone; empty if none.
        documents: in the order they go.
        held: why nothing is sent, in sentences; empty where it may go.
        left: steps that stay for a person afterwards.
        notes: what a person should know before.
    """

    finding: Finding
    way: str = ""
    documents: tuple[PlannedDocument, ...] = ()
    held: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it may be sent."""
        return bool(self.documents) and not self.held


def documents_of(entries: Sequence[Entry], case_invoice_number: str) -> Iterator[PlannedDocument]:
    """Each credit note with its use; a use or a deletion of its own stands alone."""
    waiting: PlannedDocument | None = None
    for entry in entries:
        if isinstance(entry, AllocateCredit) and waiting and not entry.xero_credit_id:
            yield replace(waiting, allocation=entry)
            waiting = None
            continue
        if waiting:
            yield waiting
            waiting = None
        made = _document(entry, case_invoice_number)
        if isinstance(entry, CreateCreditNote):
            waiting = made
        elif made:
            yield made
    if waiting:
        yield waiting


def facts_of(finding: Finding) -> str:
    """What a finding says in figures; another text is another situation."""
    return f"{finding.case_amount}|{finding.xero_amount}|{finding.effect}"


def amounts_of(invoice: XeroInvoice) -> Amounts:
    """What an entry depends on; whatever else of the invoice changed does it no harm."""
    return (
        invoice.status,
        invoice.total,
        invoice.amount_due,
        invoice.amount_paid,
        invoice.amount_credited,
        invoice.contact_id,
    )


def is_ours(
    credit: XeroCredit,
    *,
    number: str,
    contact_id: str,
    day: date | None,
    total: Decimal,
    currency_code: str,
) -> bool:
    """Whether a live credit note in Xero is the one we mean."""
    return (
        credit.number == number
        and credit.contact_id == contact_id
        and credit.credit_date == day
        and credit.total == total
        and credit.currency_code == currency_code
        and credit.status in {AUTHORISED, PAID}
    )


def is_draft_of(credit: XeroCredit, draft: CreditNoteDraft) -> bool:
    """Whether a live credit note in Xero is this draft."""
    return is_ours(
        credit,
        number=draft.number,
        contact_id=draft.contact_id,
        day=draft.credit_date,
        total=draft.total,
        currency_code=draft.currency_code,
    )


def likeness(draft: CreditNoteDraft, contact_name: str) -> InvoiceDraft:
    """A credit note as an invoice, whose accounts, tax types and texts obey the same rules."""
    return InvoiceDraft(
        case_invoice_number=draft.number,
        number=draft.number,
        contact_name=contact_name,
        invoice_date=draft.credit_date,
        due_date=draft.credit_date,
        reference=draft.reference,
        currency_code=draft.currency_code,
        lines=draft.lines,
        total=draft.total,
        total_tax=draft.total_tax,
        case_total=draft.total,
        case_tax=draft.total_tax,
    )


def _document(entry: Entry, number: str) -> PlannedDocument | None:
    if not isinstance(entry, CreateCreditNote | AllocateCredit | DeleteDraft):
        return None
    draft = allocation = deletion = None
    if isinstance(entry, CreateCreditNote):
        draft = CreditNoteDraft(
            entry.number,
            entry.contact_id,
            entry.credit_date,
            entry.reference,
            entry.currency_code,
            entry.lines,
            entry.total,
            entry.total_tax,
        )
    elif isinstance(entry, AllocateCredit):
        allocation = entry
    else:
        deletion = entry
    return PlannedDocument(
        number, draft, allocation, deletion, entry.xero_invoice_id, entry.invoice_number
    )
