"""A Xero in memory that keeps the rules the workflows rely on: numbers unique, states obeyed."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from cmxero.core.documents import (
    ElementOutcome,
    ElementState,
    XeroAccount,
    XeroInvoice,
    XeroLine,
    XeroOrganisation,
    XeroPayment,
    XeroTaxRate,
)
from cmxero.core.errors import XeroUnreachableError
from cmxero.core.money import ZERO, money, unit_price

START = datetime(2026, 11, 1, 9, 0)


class FakeXero:
    """Holds invoices and payments; ``lose_answers`` makes that many creates lose their answer."""

    def __init__(self) -> None:
        self.invoices: dict[str, XeroInvoice] = {}
        self.payments: dict[str, XeroPayment] = {}
        self.bodies: list[tuple[str, bytes]] = []
        self.lose_answers = 0
        self.cut_before = 0
        self._tick = 0

    def close(self) -> None:
        """Nothing to let go."""

    def organisation(self) -> XeroOrganisation:
        return XeroOrganisation(
            "tenant-1", "Fake Rehab", "AUD", "AU", "Australia/Brisbane", is_demo=True
        )

    def accounts(self) -> tuple[XeroAccount, ...]:
        return (XeroAccount("200", "Sales", "REVENUE", "ACTIVE", "OUTPUT", takes_payments=False),)

    def tax_rates(self) -> tuple[XeroTaxRate, ...]:
        return (
            XeroTaxRate("OUTPUT", "GST", "ACTIVE", Decimal(10), can_apply_to_revenue=True),
            XeroTaxRate("EXEMPTOUTPUT", "Free", "ACTIVE", Decimal(0), can_apply_to_revenue=True),
        )

    def encode_drafts(self, drafts) -> bytes:
        return msgspec.json.encode(list(drafts))

    def create_invoices(self, body: bytes, *, key: str) -> tuple[ElementOutcome, ...]:
        self.bodies.append((key, body))
        if self.cut_before:
            self.cut_before -= 1
            raise XeroUnreachableError("cut before the work")
        outcomes = tuple(self._create(element) for element in json.loads(body))
        if self.lose_answers:
            self.lose_answers -= 1
            raise XeroUnreachableError("answer lost")
        return outcomes

    def find_invoices(self, numbers) -> tuple[XeroInvoice, ...]:
        return tuple(x for x in self.invoices.values() if x.number in set(numbers))

    def invoices_since(self, since_utc):
        found = sorted(self.invoices.values(), key=lambda x: x.updated_utc)
        found = [x for x in found if since_utc is None or x.updated_utc >= since_utc]
        for start in range(0, len(found), 2):
            yield tuple(found[start : start + 2])

    def payments_since(self, since_utc):
        found = sorted(self.payments.values(), key=lambda x: x.updated_utc)
        found = [x for x in found if since_utc is None or x.updated_utc >= since_utc]
        for start in range(0, len(found), 2):
            yield tuple(found[start : start + 2])

    # What a person does in Xero ---------------------------------------------------------------

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
        if self.find_invoices([number]):
            return ElementOutcome(number, ElementState.ERROR, None, ("Invoice # must be unique.",))
        lines = tuple(
            XeroLine(
                f"line-{place}",
                line["description"],
                unit_price(line["quantity"]),
                unit_price(line["unit_amount"]),
                money(line["line_amount"]),
                ZERO,
                line["tax_type"],
                line["account_code"],
                line["item_code"],
            )
            for place, line in enumerate(element["lines"])
        )
        total = sum((line.line_amount for line in lines), ZERO)
        invoice = XeroInvoice(
            f"xero-{len(self.invoices) + 1:04}",
            number,
            "ACCREC",
            "DRAFT",
            "contact-1",
            element["contact_name"],
            datetime.fromisoformat(element["invoice_date"]).date(),
            datetime.fromisoformat(element["due_date"]).date(),
            element["reference"],
            element["currency_code"],
            "Inclusive",
            total - money(element["total_tax"]),
            money(element["total_tax"]),
            total,
            total,
            ZERO,
            ZERO,
            self._now(),
            lines,
        )
        self.invoices[invoice.xero_invoice_id] = self._with_body(invoice)
        return ElementOutcome(number, ElementState.OK, self.by_number(number))

    def _now(self) -> datetime:
        self._tick += 1
        return START + timedelta(minutes=self._tick)

    def _with_body(self, document):
        return replace(document, body=msgspec.json.encode(replace(document, body=b"")))
