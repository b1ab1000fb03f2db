"""A Xero in memory that keeps the rules the workflows rely on: numbers unique, states obeyed."""

import json
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
from fake_xero_credits import FakeCredits, pages_since
from fake_xero_rules import BAD_NAME, broken_rules, good_name, invoice_from

from cmxero.core.documents import (
    ConnectedOrganisation,
    ElementOutcome,
    ElementState,
    XeroAccount,
    XeroInvoice,
    XeroOrganisation,
    XeroPayment,
    XeroTaxRate,
)
from cmxero.core.errors import XeroRejectedError, XeroUnreachableError
from cmxero.core.money import ZERO, money
from cmxero.core.organisation_facts import (
    NewContact,
    XeroContact,
    XeroItem,
    XeroTrackingCategory,
)
from cmxero.core.payment_pages import PaymentPage

START = datetime(2026, 11, 1, 9, 0)
LONGEST_NOTE = 2500


class FakeXero(FakeCredits):
    """Holds an organisation; its lists may be changed by a test.

    ``lose_answers`` makes that many creates of invoices lose their answer, ``lose_contacts`` and
    ``lose_notes`` do so for contacts and history notes. A lost answer was carried out all the
    same; ``cut_before`` requests were not.
    """

    def __init__(self) -> None:
        super().__init__()
        self.invoices: dict[str, XeroInvoice] = {}
        self.payments: dict[str, XeroPayment] = {}
        self.notes: dict[str, list[str]] = {}
        self.bodies: list[tuple[str, bytes]] = []
        self.contacts_made: list[NewContact] = []
        self.lose_answers = 0
        self.lose_contacts = 0
        self.lose_notes = 0
        self.cut_before = 0
        self.lock_date: date | None = None
        self.account_list = (
            XeroAccount("200", "Sales", "REVENUE", "ACTIVE", "OUTPUT", takes_payments=False),
        )
        self.tax_rate_list = (
            XeroTaxRate("OUTPUT", "GST", "ACTIVE", Decimal(10), can_apply_to_revenue=True),
            XeroTaxRate("EXEMPTOUTPUT", "Free", "ACTIVE", Decimal(0), can_apply_to_revenue=True),
        )
        self.reached = (ConnectedOrganisation("tenant-1", "Fake Rehab", "connection-1"),)
        self.contact_list: list[XeroContact] = []
        self.item_list: tuple[XeroItem, ...] = ()
        self.tracking_list: tuple[XeroTrackingCategory, ...] = ()
        self.day_remaining: int | None = None
        self.kept_for_pulls = 0
        self._answers: dict[str, tuple[bytes, tuple[ElementOutcome, ...]]] = {}
        self._tick = 0
        self._guard = threading.RLock()

    def close(self) -> None:
        """Nothing to let go."""

    def organisations(self) -> tuple[ConnectedOrganisation, ...]:
        return self.reached

    def organisation(self) -> XeroOrganisation:
        return XeroOrganisation(
            "tenant-1", "Fake Rehab", "AUD", "AU", "Australia/Brisbane", is_demo=True,
            period_lock_date=self.lock_date,
        )  # fmt: skip

    def accounts(self) -> tuple[XeroAccount, ...]:
        return self.account_list

    def tax_rates(self) -> tuple[XeroTaxRate, ...]:
        return self.tax_rate_list

    def contacts(self) -> tuple[XeroContact, ...]:
        return tuple(self.contact_list)

    def items(self) -> tuple[XeroItem, ...]:
        return self.item_list

    def tracking_categories(self) -> tuple[XeroTrackingCategory, ...]:
        return self.tracking_list

    def minimum_seconds(self, calls: int) -> int:
        return max(0, (calls - 1) // 60 * 60)

    def keep_for_pulls(self, calls: int) -> None:
        self.kept_for_pulls = calls

    def create_contacts(self, contacts, *, key: str) -> tuple[str, ...]:
        assert key
        failed = []
        with self._guard:
            for contact in contacts:
                if not good_name(contact.name):
                    failed.append(f"{contact.name}: {BAD_NAME}")
                elif not self.contact_named(contact.name):
                    self.add_contact(contact.name)
                    self.contacts_made.append(contact)
            self._may_lose("lose_contacts")
        return tuple(failed)

    def history_notes(self, xero_invoice_id: str) -> tuple[str, ...]:
        return tuple(self.notes.get(xero_invoice_id, ()))

    def add_history_note(self, xero_invoice_id: str, note: str) -> None:
        if not 0 < len(note) <= LONGEST_NOTE:
            raise ValueError(note)
        if xero_invoice_id not in self.invoices:
            raise XeroRejectedError("There is no such invoice.", status=404)
        with self._guard:
            self.notes.setdefault(xero_invoice_id, []).append(note)
            self._may_lose("lose_notes")

    def encode_drafts(self, drafts) -> bytes:
        return msgspec.json.encode(list(drafts))

    def create_invoices(self, body: bytes, *, key: str) -> tuple[ElementOutcome, ...]:
        with self._guard:
            self.bodies.append((key, body))
            if self.cut_before:
                self.cut_before -= 1
                raise XeroUnreachableError("cut before the work")
            known, outcomes = self._answers.get(key, (body, ()))
            if known != body:
                raise XeroRejectedError("Idempotency Key: it is used with a different request.")
            outcomes = outcomes or tuple(self._create(element) for element in json.loads(body))
            self._answers[key] = (body, outcomes)
            self._may_lose("lose_answers")
            return outcomes

    def forget_keys(self) -> None:
        """Six minutes pass: what comes again under an old key is a new request (1.9)."""
        self._answers.clear()

    def find_invoices(self, numbers) -> tuple[XeroInvoice, ...]:
        wanted = {number.casefold() for number in numbers}
        with self._guard:
            return tuple(x for x in self.invoices.values() if x.number.casefold() in wanted)

    def invoices_since(self, since_utc):
        return pages_since(self.invoices.values(), since_utc)

    def payments_since(self, since_utc):
        return map(PaymentPage.of, pages_since(self.payments.values(), since_utc))

    def contact_named(self, name) -> XeroContact | None:
        """The contact of a name, of whatever status; capitals do not matter."""
        found = (one for one in self.contact_list if one.name.casefold() == name.casefold())
        return next(found, None)

    # What a person does in Xero ---------------------------------------------------------------

    def add_contact(self, name, status="ACTIVE", merged_into="") -> XeroContact:
        """A contact, live or not."""
        identity = f"contact-{len(self.contact_list) + 1}"
        contact = XeroContact(identity, name, status, merged_into=merged_into)
        self.contact_list.append(contact)
        return contact

    def archive(self, name):
        """Archive a contact; no invoice can name it any more."""
        found = self.contact_named(name)
        self.contact_list[self.contact_list.index(found)] = replace(found, status="ARCHIVED")

    def type_by_hand(self, number, total, *, status="AUTHORISED", contact="Somebody"):
        """A person types an invoice into Xero."""
        line = {
            "description": "typed",
            "quantity": "1",
            "unit_amount": str(total),
            "line_amount": str(total),
            "tax_type": "EXEMPTOUTPUT",
            "account_code": "200",
            "item_code": "",
        }
        element = {
            "number": number,
            "contact_name": contact,
            "invoice_date": "2026-07-01",
            "due_date": "2026-07-15",
            "reference": "",
            "currency_code": "AUD",
            "lines": [line],
            "total": str(total),
            "total_tax": "0.00",
        }
        self._create(element)
        self.change(number, status=status)

    def change(self, number, **fields):
        """Change any field of an invoice, as Xero's screens would, with what follows from it."""
        found = self.by_number(number)
        changed = replace(found, **fields, updated_utc=self._now())
        if "total" in fields:
            changed = replace(changed, amount_due=changed.total - changed.amount_paid)
        self.invoices[found.xero_invoice_id] = self._with_body(changed)

    def approve(self, *numbers):
        """Approve drafts."""
        for number in numbers:
            self.change(number, status="AUTHORISED")

    def pay(self, number, amount, day, reference="", batch=""):
        """Enter a payment; PAID exactly when nothing is due."""
        invoice = self.by_number(number)
        amount = money(amount)
        identity = f"pay-{len(self.payments) + 1:04}"
        self.payments[identity] = self._with_body(
            XeroPayment(
                identity,
                "ACCRECPAYMENT",
                "AUTHORISED",
                day,
                amount,
                reference or identity,
                invoice.xero_invoice_id,
                number,
                batch,
                "090",
                is_reconciled=False,
                updated_utc=self._now(),
            )
        )
        self._due(number, -amount)
        return identity

    def unpay(self, identity):
        """Delete a payment; it stays readable."""
        payment = self.payments[identity]
        self.payments[identity] = self._with_body(
            replace(payment, status="DELETED", updated_utc=self._now())
        )
        self._due(payment.invoice_number, payment.amount)

    def by_number(self, number) -> XeroInvoice:
        (found,) = FakeXero.find_invoices(self, [number])
        return found

    # -------------------------------------------------------------------------------------------

    def _due(self, number, change):
        invoice = self.by_number(number)
        due = invoice.amount_due + change
        self.change(
            number,
            amount_due=due,
            amount_paid=invoice.amount_paid - change,
            status="PAID" if due == ZERO else "AUTHORISED",
        )

    def _create(self, element) -> ElementOutcome:
        number = element["number"]
        if messages := broken_rules(self, element):
            return ElementOutcome(number, ElementState.ERROR, None, messages)
        name = element["contact_name"]
        invoice = invoice_from(
            element,
            identity=f"xero-{len(self.invoices) + 1:04}",
            contact=self._named_by_invoice(name),
            now_utc=self._now(),
        )
        self.invoices[invoice.xero_invoice_id] = self._with_body(invoice)
        return ElementOutcome(number, ElementState.OK, self.invoices[invoice.xero_invoice_id])

    def _named_by_invoice(self, name) -> XeroContact:
        """Found by name or made; another spelling of the name edits the contact (1.6)."""
        found = self.contact_named(name) or self.add_contact(name)
        place = self.contact_list.index(found)
        self.contact_list[place] = replace(found, name=name)
        return self.contact_list[place]

    def _may_lose(self, counter: str) -> None:
        """Lose the answer to what was done, if that is to happen."""
        if coming := getattr(self, counter):
            setattr(self, counter, coming - 1)
            raise XeroUnreachableError("answer lost")

    def _now(self) -> datetime:
        self._tick += 1
        return self._moment()

    def _moment(self) -> datetime:
        return START + timedelta(minutes=self._tick)

    def _with_body(self, document):
        return replace(document, body=msgspec.json.encode(replace(document, body=b"")))
