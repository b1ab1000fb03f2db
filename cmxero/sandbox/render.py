"""Documents as Xero's JSON: which fields appear where follows the official examples (2.6)."""

from decimal import Decimal
from enum import Enum, auto
from uuid import UUID

from cmxero.sandbox.amounts import price
from cmxero.sandbox.dates import day_ms, day_text, instant_ms, instant_text
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, Contact, Invoice, Line, LineTracking
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.render_parts import ONE, applied_json, payments_json


class View(Enum):
    """How much of a document an answer shows."""

    FULL = auto()
    """By id, or in a paged list: with lines and payments."""

    THIN = auto()
    """In an unpaged list: no lines, hardly any contact."""

    SUMMARY = auto()
    """With ``summaryOnly``: neither lines nor payments."""

    WRITTEN = auto()
    """In the answer to a write: with lines, without payments."""


def invoice_json(
    state: OrganisationState, invoice: Invoice, view: View, unitdp: int = 2
) -> JsonObject:
    """An invoice; prices at four places only with ``unitdp=4`` (1.4)."""
    is_thin = view is View.THIN or view is View.SUMMARY
    body: JsonObject = {
        "Type": payable_type(invoice),
        "InvoiceID": invoice.invoice_id,
        "InvoiceNumber": invoice.number,
        "Reference": invoice.reference,
        "Prepayments": [],
        "Overpayments": [],
        **_attached(state, invoice, view),
        "AmountDue": invoice.amount_due,
        "AmountPaid": invoice.amount_paid,
        "SentToContact": invoice.sent_to_contact,
        "CurrencyRate": ONE,
        "HasErrors": False,
        "IsDiscounted": any(line.discount_rate or line.discount_amount for line in invoice.lines),
        "Contact": contact_json(state.contacts[invoice.contact_id], is_thin=is_thin),
        **_dates(invoice),
        "Status": invoice.status,
        "LineAmountTypes": invoice.line_amount_types,
        "LineItems": [] if is_thin else [line_json(line, unitdp) for line in invoice.lines],
        "SubTotal": invoice.sub_total,
        "TotalTax": invoice.total_tax,
        "Total": invoice.total,
        "UpdatedDateUTC": instant_ms(invoice.updated_utc),
        "UpdatedDateUTCString": instant_text(invoice.updated_utc),
        "CurrencyCode": invoice.currency_code,
    }
    if view is View.SUMMARY:
        del body["LineItems"], body["Prepayments"], body["Overpayments"]
    if invoice.amount_credited or is_thin:
        body["AmountCredited"] = invoice.amount_credited
    if invoice.url:
        body["Url"] = invoice.url
    if is_id(invoice.branding_theme_id):
        body["BrandingThemeID"] = invoice.branding_theme_id
    return body


def payable_type(document: Invoice) -> str:
    """The Type of a document where it stands in an invoice's place, as in a payment (2.1)."""
    return {
        "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
        "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
    }.get(document.type, document.type)


def failed_invoice_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """An element that was not saved, as it comes back in its place (1.3)."""
    sent = element.get("Contact")
    contact = sent if isinstance(sent, dict) else {}
    return {
        **_echo(element, ("InvoiceNumber", "Reference")),
        **({"Type": element["Type"]} if element.get("Type") in {"ACCREC", "ACCPAY"} else {}),
        "InvoiceID": refusal.element_id or NO_ID,
        "Prepayments": [],
        "Overpayments": [],
        "SentToContact": False,
        "CurrencyRate": Decimal("0.0"),
        "IsDiscounted": False,
        "Contact": {
            **_echo(contact, ("Name",)),
            **({"ContactID": contact["ContactID"]} if is_id(contact.get("ContactID")) else {}),
            "ContactPersons": [],
            "HasValidationErrors": False,
        },
        "LineItems": [],
        "StatusAttributeString": "ERROR",
        "HasErrors": True,
        "ValidationErrors": messages_json(refusal),
    }


def messages_json(refusal: RefusedError) -> list[JsonObject]:
    """Validation messages as Xero lists them."""
    return [{"Message": message} for message in refusal.messages]


def hollow_invoice_json(state: OrganisationState, invoice: Invoice) -> JsonObject:
    """The document inside a listed payment: which it is, nothing about amounts (2.1, 2.6)."""
    return {
        "Type": payable_type(invoice),
        "InvoiceID": invoice.invoice_id,
        "InvoiceNumber": invoice.number,
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "Contact": contact_json(state.contacts[invoice.contact_id], is_thin=True),
        "LineItems": [],
        "CurrencyCode": invoice.currency_code,
    }


def contact_json(contact: Contact, *, is_thin: bool = False) -> JsonObject:
    """A contact; thin ones are what unpaged lists and embedded documents carry."""
    body: JsonObject = {"ContactID": contact.contact_id}
    if contact.contact_number or is_thin:
        body["ContactNumber"] = contact.contact_number
    if contact.merged_to_id:
        body["MergedToContactID"] = contact.merged_to_id
    if not is_thin:
        body |= {
            "AccountNumber": contact.account_number,
            "ContactStatus": contact.status,
            "FirstName": contact.first_name,
            "LastName": contact.last_name,
            "EmailAddress": contact.email_address,
            "BankAccountDetails": "",
            "UpdatedDateUTC": instant_ms(contact.updated_utc),
            "IsSupplier": contact.is_supplier,
            "IsCustomer": contact.is_customer,
        }
    return body | {
        "Name": contact.name,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def line_json(line: Line, unitdp: int) -> JsonObject:
    """A line; one of text alone shows no price."""
    body: JsonObject = {"Description": line.description}
    if line.quantity is not None and line.unit_amount is not None:
        body["UnitAmount"] = price(line.unit_amount, unitdp)
        body["TaxType"] = line.tax_type or "NONE"
        body["Quantity"] = line.quantity
    if line.account_code:
        body["AccountCode"] = line.account_code
    if line.item_code:
        body["ItemCode"] = line.item_code
    if line.discount_rate:
        body["DiscountRate"] = line.discount_rate
    if line.discount_amount:
        body["DiscountAmount"] = line.discount_amount
    body["TaxAmount"] = line.tax_amount
    body["LineAmount"] = line.line_amount
    body["Tracking"] = [_tracking_json(one) for one in line.tracking]
    body["LineItemID"] = line.line_item_id
    body["ValidationErrors"] = []
    return body


def _tracking_json(one: LineTracking) -> JsonObject:
    return {
        "Name": one.name,
        "Option": one.option,
        "TrackingCategoryID": one.category_id,
        "TrackingOptionID": one.option_id,
    }


def _attached(state: OrganisationState, invoice: Invoice, view: View) -> JsonObject:
    if view is View.WRITTEN or view is View.SUMMARY:
        return {}
    return {
        "Payments": payments_json(state, invoice.invoice_id),
        **applied_json(state, invoice),
        "HasAttachments": False,
    }


def _dates(invoice: Invoice) -> JsonObject:
    body = {
        "DateString": day_text(invoice.invoice_date),
        "Date": day_ms(invoice.invoice_date),
    }
    if invoice.due_date:
        body["DueDateString"] = day_text(invoice.due_date)
        body["DueDate"] = day_ms(invoice.due_date)
    if invoice.fully_paid_on:
        body["FullyPaidOnDate"] = day_ms(invoice.fully_paid_on)
    return body


def _echo(element: JsonObject, keys: tuple[str, ...]) -> JsonObject:
    return {key: element[key][:255] for key in keys if isinstance(element.get(key), str)}


def is_id(value: object) -> bool:
    """Whether a value that was sent can stand where the contract wants an id."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
