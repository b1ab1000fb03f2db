"""What may be done to an invoice: statuses, numbers, lock dates, edits after payment (1.6, 1.7)."""

from collections.abc import Iterator
from datetime import date

import msgspec

from cmxero.sandbox import refusals
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import CreditNote, Invoice
from cmxero.sandbox.settings_records import Settings
from cmxero.sandbox.switches import Switches

LIVE = frozenset({"AUTHORISED", "PAID"})
LONGEST_NUMBER = 255
_UNFINISHED = frozenset({"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"})
TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset({"DRAFT", "SUBMITTED", "AUTHORISED"}),
    "DRAFT": _UNFINISHED,
    "SUBMITTED": _UNFINISHED,
    "AUTHORISED": frozenset({"AUTHORISED", "VOIDED"}),
    # PAID is derived, so sending AUTHORISED for a paid invoice asks for no change
    "PAID": frozenset({"PAID", "AUTHORISED", "VOIDED"}),
    "VOIDED": frozenset(),
    "DELETED": frozenset(),
}


NUMBERED = {"ACCREC": "INV-", "ACCRECCREDIT": "CN-"}
"""Documents whose number is unique and given if missing, with the prefix of given ones."""


def number_key(document: Invoice) -> str:
    """The JSON key of a document's number."""
    return "CreditNoteNumber" if isinstance(document, CreditNote) else "InvoiceNumber"


def check_status(old: Invoice, status: str) -> Iterator[str]:
    """Messages about going from an invoice's status to another."""
    if status not in TRANSITIONS[old.status]:
        is_note = isinstance(old, CreditNote)
        yield refusals.NOTE_WRONG_STATUS if is_note else refusals.WRONG_STATUS
    elif status == "VOIDED" and (old.amount_paid or old.amount_credited):
        yield refusals.VOID_HAS_PAYMENTS


def check_number(state: OrganisationState, old: Invoice, new: Invoice) -> Iterator[str]:
    """Messages about a document's number; bills may share theirs."""
    number = new.number
    is_note = isinstance(new, CreditNote)
    word = "Credit Note #" if is_note else "Invoice #"
    if len(number) > LONGEST_NUMBER:
        yield f"{word} must be {LONGEST_NUMBER} characters or fewer."
    if not (number.isascii() and number.isprintable()):
        yield f"{word} must consist of printable ASCII characters."
    if new.type not in NUMBERED:
        return
    holder = numbered(state, new.type, number)
    if holder is None or holder.invoice_id == old.invoice_id:
        return
    is_dead = holder.status in {"VOIDED", "DELETED"}
    if not (is_dead and state.settings.switches.number_reusable_after_void):
        yield refusals.NOTE_NUMBER_TAKEN if is_note else refusals.NUMBER_TAKEN


def numbered(state: OrganisationState, kind: str, number: str) -> Invoice | None:
    """The sales invoice or credit note of a number."""
    if kind == "ACCRECCREDIT":
        return state.credit_note_numbered(number)
    return state.invoice_numbered(number)


def next_number(state: OrganisationState, kind: str) -> str:
    """The next free ``INV-`` or ``CN-`` number."""
    prefix = NUMBERED[kind]
    table = state.credit_notes if kind == "ACCRECCREDIT" else state.invoices
    count = 1 + sum(1 for row in table.values() if row.number.startswith(prefix))
    while numbered(state, kind, f"{prefix}{count:04d}"):
        count += 1
    return f"{prefix}{count:04d}"


def lock_message(settings: Settings, day: date) -> str | None:
    """Why a document of this date may not be touched, or None (1.7, lock dates)."""
    for name, locked in (
        ("period lock date", settings.period_lock_date),
        ("end of year lock date", settings.end_of_year_lock_date),
    ):
        if locked and day <= locked:
            return (
                f"The document date cannot be before the {name}, "
                f"currently set at {locked.day} {locked:%B %Y}"
            )
    return None


def check_paid_edit(old: Invoice, new: Invoice) -> Iterator[str]:
    """A message if a part-paid or paid invoice is edited beyond what Xero allows (1.6)."""
    if (old.amount_paid or old.amount_credited) and _frozen_part(old, new) != old:
        yield refusals.HAS_PAYMENTS


def moves_stamp(switches: Switches, old: Invoice, new: Invoice) -> bool:
    """Whether this edit moves UpdatedDateUTC; not every change does (2.5)."""
    if new == old:
        return True
    unseen = msgspec.structs.replace(
        new, due_date=old.due_date, sent_to_contact=old.sent_to_contact
    )
    if (old.amount_paid or old.amount_credited) and unseen == old:
        return switches.paid_due_date_moves
    if len(new.lines) == len(old.lines):
        lines = tuple(
            msgspec.structs.replace(line, account_code=before.account_code)
            for line, before in zip(new.lines, old.lines, strict=True)
        )
        if msgspec.structs.replace(new, lines=lines) == old:
            return switches.line_account_moves
    return True


def _frozen_part(old: Invoice, new: Invoice) -> Invoice:
    """The new invoice with everything that stays editable put back."""
    before = {line.line_item_id: line for line in old.lines}
    lines = tuple(
        msgspec.structs.replace(
            line,
            description=before[line.line_item_id].description,
            account_code=before[line.line_item_id].account_code,
            tracking=before[line.line_item_id].tracking,
        )
        if line.line_item_id in before
        else line
        for line in new.lines
    )
    return msgspec.structs.replace(
        new,
        status=old.status,
        reference=old.reference,
        due_date=old.due_date,
        number=old.number,
        branding_theme_id=old.branding_theme_id,
        # the contact stays editable unless a credit is allocated (1.6)
        contact_id=new.contact_id if old.amount_credited else old.contact_id,
        url=old.url,
        sent_to_contact=old.sent_to_contact,
        lines=lines,
    )
