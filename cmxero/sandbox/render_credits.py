"""Credit notes, overpayments, prepayments and allocations as Xero's JSON (xero-api.md 2.1, 2.4)."""

from cmxero.sandbox.dates import day_ms, day_text, instant_ms, instant_text
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, Allocation, BankCredit, CreditNote, Invoice
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.render import View, contact_json, is_id, line_json, messages_json
from cmxero.sandbox.render_parts import ONE, credit_name, payments_json

EMPTY_LISTS: JsonObject = {
    "Payments": [],
    "CreditNotes": [],
    "Prepayments": [],
    "Overpayments": [],
    "HasErrors": False,
    "IsDiscounted": False,
    "LineItems": [],
}


def credit_json(
    state: OrganisationState, credit: Invoice, view: View, unitdp: int = 2
) -> JsonObject:
    """A credit note, overpayment or prepayment, with its refunds and allocations."""
    is_thin = view is View.THIN
    name = credit_name(credit)
    body: JsonObject = {
        f"{name}ID": credit.invoice_id,
        "ID": credit.invoice_id,
        "Type": credit.type,
        "Reference": credit.reference,
        "RemainingCredit": credit.amount_due,
        "Allocations": [
            allocation_json(state, one) for one in state.allocations_of(credit.invoice_id)
        ],
        "Payments": payments_json(state, credit.invoice_id),
        "CurrencyRate": ONE,
        "HasAttachments": False,
        "Contact": contact_json(state.contacts[credit.contact_id], is_thin=is_thin),
        "DateString": day_text(credit.invoice_date),
        "Date": day_ms(credit.invoice_date),
        "Status": credit.status,
        "LineAmountTypes": credit.line_amount_types,
        "LineItems": [] if is_thin else [line_json(line, unitdp) for line in credit.lines],
        "SubTotal": credit.sub_total,
        "TotalTax": credit.total_tax,
        "Total": credit.total,
        "UpdatedDateUTC": instant_ms(credit.updated_utc),
        "UpdatedDateUTCString": instant_text(credit.updated_utc),
        "CurrencyCode": credit.currency_code,
    }
    return body | (_note_fields(credit) if isinstance(credit, CreditNote) else {})


def _note_fields(note: Invoice) -> JsonObject:
    """What only credit notes have."""
    body: JsonObject = {
        "CreditNoteNumber": note.number,
        "SentToContact": note.sent_to_contact,
        "HasErrors": False,
    }
    if note.due_date:
        body["DueDate"] = day_ms(note.due_date)
    if note.fully_paid_on:
        body["FullyPaidOnDate"] = day_ms(note.fully_paid_on)
    if is_id(note.branding_theme_id):
        body["BrandingThemeID"] = note.branding_theme_id
    return body


def failed_credit_note_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """A credit note that was not saved, as it comes back in its place (1.3)."""
    number = element.get("CreditNoteNumber")
    return {
        "CreditNoteID": refusal.element_id or NO_ID,
        **({"CreditNoteNumber": number[:255]} if isinstance(number, str) else {}),
        "LineItems": [],
        "StatusAttributeString": "ERROR",
        "HasErrors": True,
        "ValidationErrors": messages_json(refusal),
    }


def allocation_json(state: OrganisationState, allocation: Allocation) -> JsonObject:
    """An allocation as its credit shows it: which invoice, how much, when."""
    invoice = state.invoices[allocation.invoice_id]
    return {
        "AllocationID": allocation.allocation_id,
        "Amount": allocation.amount,
        "Date": day_ms(allocation.allocation_date),
        "Invoice": {
            "InvoiceID": invoice.invoice_id,
            "InvoiceNumber": invoice.number,
            **EMPTY_LISTS,
        },
        "IsDeleted": False,
    }


def written_allocation_json(state: OrganisationState, allocation: Allocation) -> JsonObject:
    """An allocation in the answer to its making, with the credit it is of."""
    credit = state.document(allocation.credit_id)
    body = allocation_json(state, allocation)
    if credit:
        name = credit_name(credit)
        body[name] = {
            f"{name}ID": credit.invoice_id,
            "ID": credit.invoice_id,
            "LineItems": [],
        }
    return body | {"ValidationErrors": []}


def deleted_allocation_json(allocation: Allocation) -> JsonObject:
    """What comes back of a deleted allocation: bare, without Amount, the invoice in a list.

    So the official samples and reports of real calls have it, against the contract's own schema
    (xero-api.md 7.2, 8.2).
    """
    return {
        "AllocationId": allocation.allocation_id,
        "Date": day_ms(allocation.allocation_date),
        "Invoice": [{"InvoiceID": allocation.invoice_id}],
        "IsDeleted": True,
    }


def failed_allocation_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """An allocation that was not made, as it comes back in its place (1.3)."""
    amount, sent = element.get("Amount"), element.get("Invoice")
    invoice_id = sent.get("InvoiceID") if isinstance(sent, dict) else None
    return {
        "AllocationID": NO_ID,
        "Amount": amount if _is_number(amount) else 0,
        "Date": element["Date"] if isinstance(element.get("Date"), str) else "",
        "Invoice": {
            "InvoiceID": invoice_id if is_id(invoice_id) else NO_ID,
            **EMPTY_LISTS,
        },
        "StatusAttributeString": "ERROR",
        "ValidationErrors": messages_json(refusal),
    }


def _is_number(value: object) -> bool:
    return not isinstance(value, (str, bool, list, dict)) and value is not None


def bank_transaction_json(
    state: OrganisationState, credit: BankCredit, unitdp: int = 2
) -> JsonObject:
    """The bank transaction that an overpayment or prepayment came by."""
    account = state.account(account_id=credit.account_id)
    return {
        "BankTransactionID": credit.invoice_id,
        f"{credit_name(credit)}ID": credit.invoice_id,
        "Type": credit.type,
        "Status": "VOIDED" if credit.status == "VOIDED" else "AUTHORISED",
        "BankAccount": {
            "AccountID": credit.account_id,
            "Code": account.code if account else "",
            "Name": account.name if account else "",
        },
        "Reference": credit.reference,
        "IsReconciled": credit.is_reconciled,
        "CurrencyRate": ONE,
        "HasAttachments": False,
        "Contact": contact_json(state.contacts[credit.contact_id]),
        "DateString": day_text(credit.invoice_date),
        "Date": day_ms(credit.invoice_date),
        "LineAmountTypes": credit.line_amount_types,
        "LineItems": [line_json(line, unitdp) for line in credit.lines],
        "SubTotal": credit.sub_total,
        "TotalTax": credit.total_tax,
        "Total": credit.total,
        "UpdatedDateUTC": instant_ms(credit.updated_utc),
        "CurrencyCode": credit.currency_code,
    }


def failed_bank_transaction_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """A bank transaction that was not saved, as it comes back in its place (1.3)."""
    kind = element.get("Type")
    known = isinstance(kind, str) and kind.startswith("RECEIVE-")
    return {
        "BankTransactionID": refusal.element_id or NO_ID,
        "Type": kind if known else "RECEIVE",
        "BankAccount": {},
        "LineItems": [],
        "StatusAttributeString": "ERROR",
        "ValidationErrors": messages_json(refusal),
    }
