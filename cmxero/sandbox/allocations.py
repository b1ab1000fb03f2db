"""Using a credit for an invoice, and taking it back (xero-api.md 2.4).

A credit is a credit note, an overpayment or a prepayment; an allocation is no Payment.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from cmxero.core.money import ZERO, half_up
from cmxero.sandbox import refusals
from cmxero.sandbox.fields import JsonObject, find_day, find_number, find_object, find_text
from cmxero.sandbox.invoice_rules import LIVE, lock_message
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Allocation, Invoice
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.settling import settle


def create_allocation(
    state: OrganisationState, credit_id: str, element: JsonObject, now_utc: datetime
) -> Allocation:
    """Use a part of a credit for one sales invoice of the same contact.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    messages: list[str] = []
    credit = state.document(credit_id)
    invoice = _invoice(state, element, messages)
    day = find_day(element, "Date") or state.today(now_utc)
    if message := lock_message(state.settings, day):
        messages.append(message.replace("document", "allocation"))
    amount = _amount(element, messages)
    if credit and invoice:
        messages += _broken_rules(credit, invoice, amount)
    if messages or credit is None or invoice is None:
        raise RefusedError(messages)
    allocation = Allocation(
        allocation_id=state.new_id("allocation"),
        credit_id=credit.invoice_id,
        invoice_id=invoice.invoice_id,
        allocation_date=day,
        amount=amount,
        updated_utc=state.stamp(now_utc),
        applied_utc=state.stamp(now_utc),
    )
    state.save(allocation)
    _settle_both(state, allocation, now_utc)
    return allocation


def delete_allocation(
    state: OrganisationState, allocation: Allocation, now_utc: datetime
) -> Allocation:
    """Take a credit back from an invoice; both are open again.

    Raises:
        RefusedError: taken back already, or in a locked period.
    """
    message = lock_message(state.settings, allocation.allocation_date)
    if allocation.is_deleted:
        message = "This allocation has already been deleted."
    if message:
        raise RefusedError([message.replace("document", "allocation")], allocation.allocation_id)
    deleted = msgspec.structs.replace(allocation, is_deleted=True, updated_utc=state.stamp(now_utc))
    state.save(deleted)
    _settle_both(state, deleted, now_utc)
    return deleted


def _settle_both(state: OrganisationState, allocation: Allocation, now_utc: datetime) -> None:
    moves = state.settings.switches.allocation_moves_invoice
    settle(state, allocation.invoice_id, now_utc, moves=moves)
    settle(state, allocation.credit_id, now_utc)


def _invoice(state: OrganisationState, element: JsonObject, messages: list[str]) -> Invoice | None:
    sent = find_object(element, "Invoice") or {}
    invoice_id = (find_text(sent, "InvoiceID") or "").lower()
    number = find_text(sent, "InvoiceNumber") or ""
    invoice = state.invoices.get(invoice_id) if invoice_id else state.invoice_numbered(number)
    if invoice is None:
        messages.append("Invoice could not be found.")
    return invoice


def _amount(element: JsonObject, messages: list[str]) -> Decimal:
    amount = find_number(element, "Amount")
    if amount is None or amount <= 0 or half_up(amount) != amount:
        messages.append("The allocation amount must be greater than zero, in whole cents.")
        return ZERO
    return half_up(amount)


def _broken_rules(credit: Invoice, invoice: Invoice, amount: Decimal) -> list[str]:
    if credit.status not in LIVE or invoice.status not in LIVE:
        return [refusals.ALLOCATE_NOT_AUTHORISED]
    broken = {
        refusals.ALLOCATED_TO_A_BILL: invoice.type != "ACCREC",
        refusals.ALLOCATED_TO_OTHER_CONTACT: credit.contact_id != invoice.contact_id,
        refusals.ALLOCATED_TOO_MUCH_OF_CREDIT: amount > credit.amount_due,
        refusals.ALLOCATED_TOO_MUCH_TO_INVOICE: amount > invoice.amount_due,
    }
    return [message for message, is_broken in broken.items() if is_broken]
