"""Invoices: create, update, and the status machine (xero-api.md 1.1 to 1.7)."""

from datetime import date, datetime
from typing import Any

import msgspec

from cmxero.core.money import ZERO
from cmxero.sandbox.amounts import totals
from cmxero.sandbox.contacts import MISSING, resolve_contact
from cmxero.sandbox.fields import (
    JsonObject,
    find_day,
    find_flag,
    find_list,
    find_object,
    find_text,
)
from cmxero.sandbox.invoice_rules import (
    LIVE,
    check_number,
    check_paid_edit,
    check_status,
    lock_message,
    moves_stamp,
    next_number,
)
from cmxero.sandbox.lines import LineReader
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, Contact, Invoice, Line
from cmxero.sandbox.refusals import RefusedError

TYPES = ("ACCREC", "ACCPAY")
LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
_TEXTS = {"Reference": "reference", "Url": "url", "BrandingThemeID": "branding_theme_id"}


def create_invoice(
    state: OrganisationState, element: JsonObject, now_utc: datetime, unitdp: int
) -> Invoice:
    """Save a new invoice.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    kind = find_text(element, "Type")
    if kind not in TYPES:
        raise RefusedError(["The Type field must be ACCREC or ACCPAY."])
    blank = Invoice(
        invoice_id="",
        type=kind,
        number="",
        contact_id="",
        invoice_date=state.today(now_utc),
        status="",
        updated_utc=now_utc,
    )
    return _Change(state, blank, element, now_utc, unitdp).save()


def update_invoice(
    state: OrganisationState,
    invoice: Invoice,
    element: JsonObject,
    now_utc: datetime,
    unitdp: int,
) -> Invoice:
    """Save a changed invoice; fields that are not sent stay as they are.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    try:
        return _Change(state, invoice, element, now_utc, unitdp).save()
    except RefusedError as refusal:
        raise RefusedError(refusal.messages, invoice.invoice_id) from refusal


def settle(state: OrganisationState, invoice_id: str, now_utc: datetime) -> None:
    """Recompute what is paid after a payment came or went; PAID exactly when nothing is due."""
    invoice = state.invoices[invoice_id]
    payments = state.payments_of(invoice_id)
    paid = sum((payment.amount for payment in payments), ZERO)
    moved = state.stamp(now_utc) if state.settings.switches.payment_moves_invoice else None
    state.save(
        derive(
            msgspec.structs.replace(
                invoice, amount_paid=paid, updated_utc=moved or invoice.updated_utc
            ),
            max((payment.payment_date for payment in payments), default=None),
        )
    )


def derive(invoice: Invoice, last_paid_on: date | None) -> Invoice:
    """The invoice with status and FullyPaidOnDate as its amounts have them."""
    if invoice.status not in {"AUTHORISED", "PAID"}:
        return invoice
    if invoice.amount_due == ZERO:
        return msgspec.structs.replace(
            invoice, status="PAID", fully_paid_on=last_paid_on or invoice.invoice_date
        )
    return msgspec.structs.replace(invoice, status="AUTHORISED", fully_paid_on=None)


class _Change:
    """One element of a request against the invoice it creates or changes."""

    def __init__(
        self,
        state: OrganisationState,
        old: Invoice,
        element: JsonObject,
        now_utc: datetime,
        unitdp: int,
    ) -> None:
        self.state, self.old, self.element = state, old, element
        self.now_utc, self.unitdp = now_utc, unitdp
        self.is_new = not old.invoice_id
        self.messages: list[str] = []

    def save(self) -> Invoice:
        status = find_text(self.element, "Status") or self.old.status or "DRAFT"
        self.messages += check_status(self.old, status)
        if self.messages:
            raise RefusedError(self.messages)
        if status in {"VOIDED", "DELETED"}:
            return self._end(status)
        contact = self._contact()
        invoice = self._header(status, contact)
        invoice = self._lines(invoice)
        self._check(invoice)
        if self.messages:
            raise RefusedError(self.messages)
        return self._keep(invoice, contact)

    def _end(self, status: str) -> Invoice:
        message = lock_message(self.state.settings, self.old.invoice_date)
        if message and self.old.status in LIVE:
            raise RefusedError([message])
        stamp = self.state.stamp(self.now_utc)
        ended = msgspec.structs.replace(
            self.old, status=status, updated_utc=stamp, fully_paid_on=None
        )
        self.state.save(ended)
        return ended

    def _contact(self) -> Contact | None:
        sent = find_object(self.element, "Contact")
        if not sent:
            if self.is_new:
                self.messages.append(MISSING)
            return self.state.contacts.get(self.old.contact_id)
        try:
            return resolve_contact(self.state, sent, self.now_utc)
        except RefusedError as refusal:
            self.messages += refusal.messages
            return None

    def _header(self, status: str, contact: Contact | None) -> Invoice:
        element, old = self.element, self.old
        changes: dict[str, Any] = {
            "status": status,
            "number": find_text(element, "InvoiceNumber") or old.number,
            "contact_id": contact.contact_id if contact else old.contact_id,
            "invoice_date": find_day(element, "Date") or old.invoice_date,
            "due_date": find_day(element, "DueDate") or old.due_date,
            "line_amount_types": find_text(element, "LineAmountTypes") or old.line_amount_types,
            "currency_code": find_text(element, "CurrencyCode") or old.currency_code,
        }
        for key, field in _TEXTS.items():
            text = find_text(element, key)
            if text is not None:
                changes[field] = text
        sent_to_contact = find_flag(element, "SentToContact")
        if sent_to_contact is not None and status in {"AUTHORISED", "PAID"}:
            changes["sent_to_contact"] = sent_to_contact
        if old.type == "ACCREC" and not changes["number"]:
            changes["number"] = next_number(self.state)
        return msgspec.structs.replace(old, **changes)

    def _lines(self, invoice: Invoice) -> Invoice:
        if invoice.line_amount_types not in LINE_AMOUNT_TYPES:
            self.messages.append("LineAmountTypes must be Exclusive, Inclusive or NoTax.")
            return invoice
        reader = LineReader(
            self.state,
            invoice.type,
            invoice.line_amount_types,
            self.unitdp,
            is_final=invoice.status not in {"DRAFT", ""},
            old_line_amount_types="" if self.is_new else self.old.line_amount_types,
            old={line.line_item_id: line for line in self.old.lines},
            messages=self.messages,
        )
        listed = find_list(self.element, "LineItems")
        lines: tuple[Line, ...] = reader.keep() if listed is None else reader.read(listed)
        if not lines:
            self.messages.append("One or more line items must be specified")
        sums = totals(lines, invoice.line_amount_types)
        return msgspec.structs.replace(
            invoice,
            lines=lines,
            sub_total=sums.sub_total,
            total_tax=sums.total_tax,
            total=sums.total,
        )

    def _check(self, invoice: Invoice) -> None:
        settings = self.state.settings
        days = (
            [invoice.invoice_date]
            if self.old.status not in LIVE
            else [self.old.invoice_date, invoice.invoice_date]
        )
        self.messages += dict.fromkeys(filter(None, (lock_message(settings, d) for d in days)))
        self.messages += check_number(self.state, self.old, invoice)
        self.messages += check_paid_edit(self.old, invoice)
        if invoice.status != "DRAFT" and invoice.due_date is None:
            self.messages.append("The document DueDate field must be specified.")
        if invoice.total < ZERO:
            self.messages.append("The document total must not be less than zero.")
        if invoice.currency_code != settings.currency_code:
            self.messages.append(
                f"Users Organisation is not subscribed to currency {invoice.currency_code}"
            )
        if "xero" in invoice.url.lower():
            self.messages.append("The Url must not contain the word xero.")

    def _keep(self, invoice: Invoice, contact: Contact | None) -> Invoice:
        state = self.state
        if contact:
            flag = "is_customer" if invoice.type == "ACCREC" else "is_supplier"
            # IsCustomer and IsSupplier are blind spots: they do not move the stamp (2.5)
            flagged = msgspec.structs.replace(contact, **{flag: True})
            if flagged != state.contacts.get(contact.contact_id):
                state.save(flagged)
        last_paid = max(
            (payment.payment_date for payment in state.payments_of(self.old.invoice_id)),
            default=None,
        )
        settled = derive(invoice, last_paid)
        stamp = state.stamp(self.now_utc)
        if not self.is_new and not moves_stamp(state.settings.switches, self.old, settled):
            stamp = self.old.updated_utc
        kept = msgspec.structs.replace(
            settled,
            invoice_id=self.old.invoice_id or state.new_id("invoice"),
            updated_utc=stamp,
        )
        state.save(kept)
        return kept


def find_for_update(state: OrganisationState, element: JsonObject) -> Invoice | None:
    """The invoice that an element of a POST means: by id, or a sales invoice by number.

    Raises:
        RefusedError: an id that does not exist.
    """
    invoice_id = find_text(element, "InvoiceID")
    if invoice_id and invoice_id != NO_ID:
        invoice = state.invoices.get(invoice_id.lower())
        if invoice is None:
            raise RefusedError(["The invoice with the specified InvoiceID was not found."])
        return invoice
    number = find_text(element, "InvoiceNumber")
    if not number or find_text(element, "Type") == "ACCPAY":
        return None
    found = state.invoice_numbered(number)
    if found and found.status not in LIVE | {"DRAFT", "SUBMITTED"}:
        return None if state.settings.switches.number_reusable_after_void else found
    return found
