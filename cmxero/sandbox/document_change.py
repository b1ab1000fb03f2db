"""Creating and changing an invoice or credit note from one element of a request (1.1 to 1.7)."""

from datetime import datetime
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
    NUMBERED,
    check_number,
    check_paid_edit,
    check_status,
    lock_message,
    moves_stamp,
    next_number,
    number_key,
)
from cmxero.sandbox.lines import LINE_AMOUNT_TYPES, LineReader
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Contact, CreditNote, Invoice, Line
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.settling import derive, last_settled_on

_TEXTS = {"Reference": "reference", "Url": "url", "BrandingThemeID": "branding_theme_id"}


def update_document(
    state: OrganisationState,
    document: Invoice,
    element: JsonObject,
    now_utc: datetime,
    unitdp: int,
) -> Invoice:
    """Save a changed invoice or credit note; fields that are not sent stay as they are.

    Raises:
        RefusedError: with every message and the document's id; nothing was saved.
    """
    try:
        return DocumentChange(state, document, element, now_utc, unitdp).save()
    except RefusedError as refusal:
        raise RefusedError(refusal.messages, document.invoice_id) from refusal


class DocumentChange:
    """One element of a request against the invoice or credit note it creates or changes.

    Args:
        old: the document as it is; a new one has no id yet.
        unitdp: decimal places of unit prices.
    """

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
        self.is_note = isinstance(old, CreditNote)
        self.messages: list[str] = []

    def save(self) -> Invoice:
        """Check everything, then keep it.

        Raises:
            RefusedError: with every message; nothing was saved.
        """
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
            "number": find_text(element, number_key(old)) or old.number,
            "contact_id": contact.contact_id if contact else old.contact_id,
            "invoice_date": find_day(element, "Date") or old.invoice_date,
            "due_date": find_day(element, "DueDate") or old.due_date,
            "line_amount_types": find_text(element, "LineAmountTypes") or old.line_amount_types,
            "currency_code": find_text(element, "CurrencyCode")
            or self.state.settings.currency_code,
        }
        for key, field in _TEXTS.items():
            text = find_text(element, key)
            if text is not None:
                changes[field] = text
        sent_to_contact = find_flag(element, "SentToContact")
        if sent_to_contact is not None and status in {"AUTHORISED", "PAID"}:
            changes["sent_to_contact"] = sent_to_contact
        if old.type in NUMBERED and not changes["number"]:
            changes["number"] = next_number(self.state, old.type)
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
        if invoice.status != "DRAFT" and invoice.due_date is None and not self.is_note:
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
            flag = "is_supplier" if invoice.type == "ACCPAY" else "is_customer"
            # IsCustomer and IsSupplier are blind spots: they do not move the stamp (2.5)
            flagged = msgspec.structs.replace(contact, **{flag: True})
            if flagged != state.contacts.get(contact.contact_id):
                state.save(flagged)
        settled = derive(invoice, last_settled_on(state, self.old.invoice_id))
        stamp = state.stamp(self.now_utc)
        if not self.is_new and not moves_stamp(state.settings.switches, self.old, settled):
            stamp = self.old.updated_utc
        kept = msgspec.structs.replace(
            settled,
            invoice_id=self.old.invoice_id or self._new_id(),
            updated_utc=stamp,
        )
        state.save(kept)
        return kept

    def _new_id(self) -> str:
        return self.state.new_id("credit-note" if self.is_note else "invoice")
