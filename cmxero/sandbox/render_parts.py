"""What a document shows of the payments and credits that settle it (xero-api.md 2.1)."""

from decimal import Decimal

from cmxero.sandbox.dates import day_ms, day_text
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import CreditNote, Invoice

ONE = Decimal("1.0000000000")


def credit_name(credit: Invoice) -> str:
    """What a credit is called in JSON: CreditNote, Overpayment or Prepayment."""
    if isinstance(credit, CreditNote):
        return "CreditNote"
    return "Overpayment" if credit.type == "RECEIVE-OVERPAYMENT" else "Prepayment"


def payments_json(state: OrganisationState, document_id: str) -> list[JsonObject]:
    """The live payments of an invoice, or refunds of a credit, in short."""
    return [
        {
            "PaymentID": payment.payment_id,
            **({"BatchPaymentID": payment.batch_payment_id} if payment.batch_payment_id else {}),
            "Date": day_ms(payment.payment_date),
            "Amount": payment.amount,
            **({"Reference": payment.reference} if payment.reference else {}),
            "CurrencyRate": ONE,
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for payment in state.payments_of(document_id)
    ]


def applied_json(state: OrganisationState, invoice: Invoice) -> dict[str, list[JsonObject]]:
    """The credits used for an invoice, by kind, each with what was applied of it."""
    found: dict[str, list[JsonObject]] = {"CreditNotes": [], "Prepayments": [], "Overpayments": []}
    for allocation in state.allocations_of(invoice.invoice_id):
        credit = state.document(allocation.credit_id)
        if credit is None or credit.invoice_id == invoice.invoice_id:
            continue
        name = credit_name(credit)
        found[f"{name}s"].append(
            {
                f"{name}ID": credit.invoice_id,
                "ID": credit.invoice_id,
                **({"CreditNoteNumber": credit.number} if credit.number else {}),
                "AppliedAmount": allocation.amount,
                "DateString": day_text(allocation.allocation_date),
                "Date": day_ms(allocation.allocation_date),
                "Total": credit.total,
                "LineItems": [],
            }
        )
    return found
