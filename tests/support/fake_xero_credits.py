"""The part of the fake Xero about the money back: credits, their uses, deposits, merges."""

from dataclasses import replace
from datetime import date

from cmxero.core.credits import (
    CreditKind,
    XeroAllocation,
    XeroBatchPayment,
    XeroContactVersion,
    XeroCredit,
)
from cmxero.core.documents import XeroPayment
from cmxero.core.money import ZERO, money

PAGE = 2
TYPES = {
    CreditKind.CREDIT_NOTE: ("ACCRECCREDIT", "ARCREDITPAYMENT"),
    CreditKind.OVERPAYMENT: ("RECEIVE-OVERPAYMENT", "AROVERPAYMENTPAYMENT"),
    CreditKind.PREPAYMENT: ("RECEIVE-PREPAYMENT", "ARPREPAYMENTPAYMENT"),
}
DAY = date(2026, 9, 20)


def pages_since(documents, since_utc):
    """What changed at or after an instant, in the order of change, two a page."""
    found = sorted(documents, key=lambda each: each.updated_utc)
    found = [each for each in found if since_utc is None or each.updated_utc >= since_utc]
    for start in range(0, len(found), PAGE):
        yield tuple(found[start : start + PAGE])


class FakeCredits:
    """Mixed into ``FakeXero``; each verb is one a person has on Xero's screens."""

    def __init__(self) -> None:
        self.credits: dict[str, XeroCredit] = {}
        self.batches: dict[str, XeroBatchPayment] = {}
        self._contacts_seen: dict[str, XeroContactVersion] = {}

    def credit_notes_since(self, since_utc):
        return self._credits_since(CreditKind.CREDIT_NOTE, since_utc)

    def overpayments_since(self, since_utc):
        return self._credits_since(CreditKind.OVERPAYMENT, since_utc)

    def prepayments_since(self, since_utc):
        return self._credits_since(CreditKind.PREPAYMENT, since_utc)

    def batch_payments_since(self, since_utc):
        found = tuple(
            batch for page in pages_since(self.batches.values(), since_utc) for batch in page
        )
        return iter([found] if found else [])

    def contacts_since(self, since_utc):
        """Contacts are changed in ``contact_list``; one is stamped when it was seen to change."""
        listed = {contact.contact_id: contact for contact in self.contact_list}
        for identity, contact in listed.items():
            held = self._contacts_seen.get(identity)
            if held is None or held.contact != contact:
                held = XeroContactVersion(contact, self._moment())
                self._contacts_seen[identity] = self._with_body(held)
        return pages_since([self._contacts_seen[one] for one in listed], since_utc)

    def add_credit(
        self, kind, total, number="", *, status="AUTHORISED", reference="", contact="contact-1"
    ) -> str:
        """A credit note, overpayment or prepayment; its id. ``contact-1`` is the first customer."""
        total = money(total)
        identity = f"credit-{len(self.credits) + 1:04}"
        self._save_credit(
            XeroCredit(
                kind, identity, number, TYPES[kind][0], status, contact, "Somebody", DAY,
                reference or number or identity, "AUD", "Inclusive", total, ZERO, total, total,
                self._now(),
            )
        )  # fmt: skip
        return identity

    def allocate(self, identity, number, amount):
        """Use a credit for an invoice."""
        amount = money(amount)
        credit, invoice = self.credits[identity], self.by_number(number)
        use = XeroAllocation(
            f"use-{len(credit.allocations) + 1}-{identity}", amount, DAY,
            invoice.xero_invoice_id, number, is_deleted=False,
        )  # fmt: skip
        self._use(credit, -amount, (*credit.allocations, use))
        self._credited(number, amount)

    def take_back(self, identity, number):
        """Take a credit back from an invoice: the allocation is gone from the credit."""
        credit = self.credits[identity]
        taken = [use for use in credit.allocations if use.invoice_number == number]
        left = tuple(use for use in credit.allocations if use not in taken)
        amount = sum((use.amount for use in taken), ZERO)
        self._use(credit, amount, left)
        self._credited(number, -amount)

    def refund(self, identity, amount, day=DAY) -> str:
        """Pay a credit back."""
        amount, credit = money(amount), self.credits[identity]
        payment = f"pay-{len(self.payments) + 1:04}"
        self.payments[payment] = self._with_body(
            XeroPayment(
                payment, TYPES[credit.kind][1], "AUTHORISED", day, amount, payment, "", "", "",
                "090", is_reconciled=False, updated_utc=self._now(), xero_credit_id=identity,
            )
        )  # fmt: skip
        self._use(credit, -amount, credit.allocations)
        return payment

    def deposit(self, parts, day=DAY) -> str:
        """One deposit for several invoices: amounts by number."""
        identity = f"batch-{len(self.batches) + 1:04}"
        total = sum((money(amount) for amount in parts.values()), ZERO)
        for number, amount in parts.items():
            self.pay(number, amount, day, batch=identity)
        self.batches[identity] = self._with_body(
            XeroBatchPayment(
                identity, "RECBATCH", "AUTHORISED", day, identity, total, is_reconciled=False,
                payment_count=len(parts), updated_utc=self._now(),
            )
        )  # fmt: skip
        return identity

    def merge(self, name, into, *, moves_documents=False):
        """Merge a contact into another: archived, and says where it went.

        Whether its documents name the other contact then is not documented; their instant of
        change stays, so that only a recount sees it (xero-api.md 9).
        """
        going, staying = self.contact_named(name), self.contact_named(into)
        place = self.contact_list.index(going)
        self.contact_list[place] = replace(going, status="ARCHIVED", merged_into=staying.contact_id)
        for documents in (self.invoices, self.credits) if moves_documents else ():
            for identity, held in documents.items():
                if held.contact_id == going.contact_id:
                    named = {"contact_id": staying.contact_id, "contact_name": staying.name}
                    documents[identity] = self._with_body(replace(held, **named))

    # -------------------------------------------------------------------------------------------

    def _credits_since(self, kind, since_utc):
        found = [credit for credit in self.credits.values() if credit.kind is kind]
        return pages_since(found, since_utc)

    def _use(self, credit, change, allocations):
        left = credit.remaining + change
        assert left >= ZERO, "more than is left"
        self._save_credit(
            replace(
                credit,
                remaining=left,
                allocations=allocations,
                status="PAID" if left == ZERO else "AUTHORISED",
                updated_utc=self._now(),
            )
        )

    def _credited(self, number, amount):
        invoice = self.by_number(number)
        due = invoice.amount_due - amount
        self.change(
            number,
            amount_due=due,
            amount_credited=invoice.amount_credited + amount,
            status="PAID" if due == ZERO else "AUTHORISED",
        )

    def _save_credit(self, credit):
        self.credits[credit.xero_credit_id] = self._with_body(credit)
