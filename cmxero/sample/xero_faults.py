"""Faults that the Xero user makes on invoices."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.findings import FindingKind
from cmxero.core.money import ZERO
from cmxero.core.numbering import xero_number
from cmxero.sample.changes import find_change
from cmxero.sample.key import Where
from cmxero.sample.names import INSURERS
from cmxero.sample.stage import Stage, plain

STRANGERS = ("Wombat Gully Fencing", "Mallee Moon Catering", "Kookaburra Ridge Pool Care")
LATER_DUE, LATER_DATE = timedelta(days=14), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class HandPayment:
    """What is paid in part: a hand-typed invoice, by Xero's number, and its total."""

    number: str
    reference: str
    total: Decimal
    invoiced_on: date


def number_used_twice(stage: Stage, invoice: CaseInvoice, turn: int) -> None:
    """Somebody typed another invoice under this number before the export.

    Case Manager's invoice never arrives, the stranger's counts in Xero, and the effect is the
    one less the other. The stranger pays a part of it.
    """
    stranger = stage.other_amount(invoice.total, stage.rng.randint(1311, 9877))
    stage.books.case_invoice(invoice.total)
    stage.books.xero_invoice(stranger)
    number = xero_number(invoice.number)
    contact = STRANGERS[turn % len(STRANGERS)]
    stage.script.type_invoice(
        number, contact, invoice.transaction_date, stranger, before_export=True
    )
    stage.key.add(
        FindingKind.NUMBER_USED_TWICE,
        number,
        f"Before the export Xero holds {number} for {contact} over {stranger}; "
        f"Case Manager's is over {invoice.total}.",
        where=Where.BOTH,
        amount=invoice.total - stranger,
        transaction=invoice.number,
    )
    _plant_payment(
        stage,
        FindingKind.PAYMENT_HAND_TYPED,
        HandPayment(number, f"STRANGER {turn + 1:06d}", stranger, invoice.transaction_date),
        transaction=invoice.number,
    )


def typed_by_hand(stage: Stage, invoice: CaseInvoice, turn: int) -> None:
    """A CM- number that Case Manager does not know, and a part payment on it.

    The invoice takes its whole total off the difference, the payment gives its amount back.
    """
    plain(stage, invoice)
    total = stage.other_amount(ZERO, stage.rng.randint(15000, 95000))
    number = xero_number(str(stage.unknown_xero_number + turn))
    contact = STRANGERS[(turn + 1) % len(STRANGERS)]
    day = invoice.transaction_date
    stage.script.type_invoice(number, contact, day, total, before_export=False)
    stage.books.xero_invoice(total)
    stage.key.add(
        FindingKind.TYPED_BY_HAND,
        number,
        f"The Xero user types {number} for {contact} over {total}.",
        where=Where.XERO,
        amount=-total,
    )
    _plant_payment(
        stage,
        FindingKind.PAYMENT_UNKNOWN_INVOICE,
        HandPayment(number, f"HAND {turn + 1:06d}", total, day),
    )


def totals_differ(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """A line's price was changed in Xero, without an adjustment."""
    change = find_change(stage, invoice)
    stage.books.case_invoice(invoice.total)
    stage.books.xero_invoice(invoice.total + change.total)
    stage.script.edit(
        "edit_line", invoice.number, line=change.place, unit_amount=str(change.unit_amount)
    )
    stage.key.add(
        FindingKind.TOTALS_DIFFER,
        xero_number(invoice.number),
        f"The Xero user gives line {change.place + 1} the price {change.unit_amount}, which "
        f"changes the total from {invoice.total} to {invoice.total + change.total}.",
        where=Where.XERO,
        amount=-change.total,
        transaction=invoice.number,
    )


def dates_edited(stage: Stage, invoice: CaseInvoice, turn: int) -> None:
    """The due date, or every second time the date, was changed in Xero."""
    stage.open_on_both(invoice)
    if turn % 2 == 0:
        due = (invoice.due_date or invoice.transaction_date) + LATER_DUE
        stage.script.edit("edit_dates", invoice.number, due_date=due.isoformat())
        how = f"The Xero user changes the due date to {due}."
    else:
        day = invoice.transaction_date + LATER_DATE
        stage.script.edit("edit_dates", invoice.number, date=day.isoformat())
        how = f"The Xero user changes the date to {day}."
    _plant_edit(stage, invoice, how)


def contact_edited(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """The invoice was put on another contact in Xero."""
    stage.open_on_both(invoice)
    others = [p.name for p in INSURERS if p.name != invoice.contact.company_name]
    contact = stage.rng.choice(others)
    stage.script.edit("edit_contact", invoice.number, contact=contact)
    _plant_edit(stage, invoice, f"The Xero user puts it on the contact {contact}.")


def voided(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """The approved invoice was voided."""
    stage.script.edit("void", invoice.number)
    _plant_gone(stage, invoice, FindingKind.VOIDED_IN_XERO, "approves and then voids it")


def deleted(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """The draft was deleted."""
    stage.script.delete_draft(invoice.number)
    _plant_gone(stage, invoice, FindingKind.DELETED_IN_XERO, "deletes the draft")


def still_draft(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """The draft was never approved."""
    stage.script.leave_draft(invoice.number)
    _plant_gone(stage, invoice, FindingKind.STILL_DRAFT, "leaves the draft unapproved")


def export_failed(stage: Stage, invoice: CaseInvoice, code: str, what: str) -> None:
    """The invoice counts in Case Manager, but cannot be sent as it is."""
    stage.books.case_invoice(invoice.total)
    stage.key.add(
        FindingKind.EXPORT_FAILED,
        xero_number(invoice.number),
        what,
        where=Where.JOURNAL,
        amount=invoice.total,
        code=code,
        transaction=invoice.number,
    )


def _plant_payment(
    stage: Stage, kind: FindingKind, what: HandPayment, *, transaction: str = ""
) -> None:
    """A part payment on a hand-typed invoice, which Case Manager must not take over."""
    paid = stage.receipts.part_of(what.total)
    day = stage.soon_after(what.invoiced_on, 3, 20)
    stage.script.pay(what.number, paid, day.isoformat(), what.reference)
    stage.books.xero_payment(paid, mirrored=False)
    stage.key.add(
        kind,
        f"payment {what.reference} on {what.number}",
        f"Part payment of {paid} on the hand-typed {what.number}.",
        where=Where.XERO,
        amount=paid,
        transaction=transaction,
    )


def _plant_edit(stage: Stage, invoice: CaseInvoice, how: str) -> None:
    stage.key.add(
        FindingKind.EDITED_IN_XERO,
        xero_number(invoice.number),
        how,
        where=Where.XERO,
        transaction=invoice.number,
    )


def _plant_gone(stage: Stage, invoice: CaseInvoice, kind: FindingKind, deed: str) -> None:
    stage.books.case_invoice(invoice.total)
    stage.key.add(
        kind,
        xero_number(invoice.number),
        f"The Xero user {deed}.",
        where=Where.XERO,
        amount=invoice.total,
        transaction=invoice.number,
    )
