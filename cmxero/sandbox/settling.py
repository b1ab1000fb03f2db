"""What payments and allocations make of a document: amounts, PAID and back (1.6, 2.4)."""

from datetime import date, datetime

import msgspec

from cmxero.core.money import ZERO
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Invoice


def settle(
    state: OrganisationState, document_id: str, now_utc: datetime, *, moves: bool = True
) -> None:
    """Recompute a document after a payment or allocation came or went.

    Args:
        moves: whether that moves the document's UpdatedDateUTC.
    """
    document = state.document(document_id)
    if document is None:
        return
    moved = state.stamp(now_utc) if moves else document.updated_utc
    paid = sum((payment.amount for payment in state.payments_of(document_id)), ZERO)
    credited = sum((one.amount for one in state.allocations_of(document_id)), ZERO)
    changed = msgspec.structs.replace(
        document, amount_paid=paid, amount_credited=credited, updated_utc=moved
    )
    state.save(derive(changed, last_settled_on(state, document_id)))


def settle_paid(
    state: OrganisationState, document_id: str, now_utc: datetime, *, is_deletion: bool = False
) -> None:
    """Recompute a document after a payment or refund; switches decide on its stamp (2.5)."""
    switches = state.settings.switches
    moves = switches.payment_moves_invoice
    if is_deletion:
        moves = moves and switches.deleted_payment_moves_invoice
    settle(state, document_id, now_utc, moves=moves)


def derive(document: Invoice, settled_on: date | None) -> Invoice:
    """The document with status and FullyPaidOnDate as its amounts have them."""
    if document.status not in {"AUTHORISED", "PAID"}:
        return document
    if document.amount_due == ZERO:
        return msgspec.structs.replace(
            document, status="PAID", fully_paid_on=settled_on or document.invoice_date
        )
    return msgspec.structs.replace(document, status="AUTHORISED", fully_paid_on=None)


def last_settled_on(state: OrganisationState, document_id: str) -> date | None:
    """The date of the last live payment or allocation of a document."""
    days = [payment.payment_date for payment in state.payments_of(document_id)]
    days += [allocation.allocation_date for allocation in state.allocations_of(document_id)]
    return max(days, default=None)
