"""Any sequence of calls keeps the books right (blnk's invariant fuzz, in hypothesis)."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sandbox_api import START, credit_note, invoice, line, payment, refund

from cmxero.core.errors import SettingsError
from cmxero.core.money import half_up
from cmxero.sandbox.allocations import create_allocation, delete_allocation
from cmxero.sandbox.bank_credits import create_bank_credit, void_bank_credit
from cmxero.sandbox.batches import create_batch, delete_batch
from cmxero.sandbox.contact_merge import merge_contacts
from cmxero.sandbox.contacts import update_contact
from cmxero.sandbox.countries import COUNTRIES
from cmxero.sandbox.credit_notes import create_credit_note
from cmxero.sandbox.document_change import update_document
from cmxero.sandbox.invoices import create_invoice
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.payments import create_payment, delete_payment
from cmxero.sandbox.records import TABLES
from cmxero.sandbox.refusals import RefusedError

LIVE = {"AUTHORISED", "PAID"}
PRICES = st.decimals(min_value=0, max_value=300, places=4)
AMOUNTS = st.decimals(min_value="0.01", max_value=400, places=2)
PARTS = st.decimals(min_value="0.01", max_value=80, places=2)
STATUSES = st.sampled_from(["AUTHORISED", "DRAFT", "SUBMITTED", "VOIDED", "DELETED", "PAID"])
NEW = st.sampled_from(["AUTHORISED", "AUTHORISED", "AUTHORISED", "DRAFT", "SUBMITTED", "PAID"])


class Books(RuleBasedStateMachine):
    """People and apps doing things to one organisation, in any order, right or wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.now_utc = START
        self.stamps: dict[str, object] = {}
        self.seen: set[str] = set()

    def some(self, data, table):
        """The key of any document."""
        return data.draw(st.sampled_from(sorted(table)))

    def attempt(self, action) -> None:
        """Do something; a refusal must leave everything as it was."""
        before = self.tables()
        try:
            action()
        except (RefusedError, SettingsError):
            assert self.tables() == before
        changes = self.state.take_changes()
        if changes:
            self.copy.replay(changes)

    def tables(self):
        """A copy of everything."""
        return {name: dict(getattr(self.state, name)) for name in TABLES}

    def credits(self):
        """Every credit note, overpayment and prepayment by id."""
        return {**self.state.credit_notes, **self.state.bank_credits}

    def line(self, **fields):
        """A line at the country's standard rate."""
        return line(TaxType=COUNTRIES[self.state.settings.version].sales, **fields)

    @initialize(price=PRICES, country=st.sampled_from(sorted(COUNTRIES)))
    def open_the_books(self, price, country):
        """There is an invoice and a credit note to begin with, in any country."""
        self.state = OrganisationState.new(START, "books", country)
        self.copy = OrganisationState(self.state.settings)
        self.create(1, [price, Decimal(100)], "AUTHORISED", "Exclusive", 4)
        self.create_note(1, price + 50, "AUTHORISED", "Comcare")

    @rule(seconds=st.integers(min_value=-5, max_value=90))
    def time_passes(self, seconds):
        """Time goes on, and now and then the clock is put back."""
        self.now_utc += timedelta(seconds=seconds)

    @rule(
        number=st.integers(min_value=1, max_value=6),
        prices=st.lists(PRICES, min_size=0, max_size=4),
        status=NEW,
        types=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
        unitdp=st.sampled_from([2, 4]),
    )
    def create(self, number, prices, status, types, unitdp):
        """Someone creates an invoice."""
        body = invoice(
            InvoiceNumber=f"CM-{number}",
            Status=status,
            LineAmountTypes=types,
            LineItems=[self.line(UnitAmount=price, Quantity=Decimal("1.25")) for price in prices],
        )
        self.attempt(lambda: create_invoice(self.state, body, self.now_utc, unitdp))

    @precondition(lambda self: self.state.invoices)
    @rule(data=st.data(), status=STATUSES)
    def change_status(self, data, status):
        """Someone approves, voids or deletes."""
        row = self.state.invoices[self.some(data, self.state.invoices)]
        body = {"Status": status}
        self.attempt(lambda: update_document(self.state, row, body, self.now_utc, 2))

    @precondition(lambda self: self.state.invoices)
    @rule(data=st.data(), price=PRICES, keep=st.booleans())
    def change_lines(self, data, price, keep):
        """Someone edits a line, or types all lines anew."""
        row = self.state.invoices[self.some(data, self.state.invoices)]
        listed = (
            [{"LineItemID": item.line_item_id} for item in row.lines] if keep else [self.line()]
        )
        listed[0]["UnitAmount"] = price
        body = {"LineItems": listed}
        self.attempt(lambda: update_document(self.state, row, body, self.now_utc, 4))

    @precondition(lambda self: self.state.invoices)
    @rule(data=st.data(), amount=AMOUNTS, whole=st.booleans())
    def pay(self, data, amount, whole):
        """Someone pays a part or all."""
        row = self.state.invoices[self.some(data, self.state.invoices)]
        body = payment(row.number, str(row.amount_due if whole else amount))
        self.attempt(lambda: create_payment(self.state, body, self.now_utc))

    @precondition(lambda self: self.state.invoices)
    @rule(data=st.data(), amounts=st.lists(AMOUNTS, min_size=1, max_size=3))
    def pay_batch(self, data, amounts):
        """Someone pays several with one deposit, maybe one twice."""
        parts = [
            payment(self.state.invoices[self.some(data, self.state.invoices)].number, str(amount))
            for amount in amounts
        ]
        body = {"Account": {"Code": "091"}, "Payments": parts}
        self.attempt(lambda: create_batch(self.state, body, self.now_utc))

    @precondition(lambda self: self.state.payments)
    @rule(data=st.data())
    def unpay(self, data):
        """Someone deletes a payment."""
        row = self.state.payments[self.some(data, self.state.payments)]
        self.attempt(lambda: delete_payment(self.state, row, self.now_utc))

    @precondition(lambda self: self.state.batches)
    @rule(data=st.data())
    def unpay_batch(self, data):
        """Someone deletes a deposit."""
        row = self.state.batches[self.some(data, self.state.batches)]
        self.attempt(lambda: delete_batch(self.state, row, self.now_utc))

    @rule(
        number=st.integers(min_value=1, max_value=4),
        price=PRICES,
        status=NEW,
        name=st.sampled_from(["Comcare", "icare"]),
    )
    def create_note(self, number, price, status, name):
        """Someone creates a credit note."""
        body = credit_note(
            CreditNoteNumber=f"CN-{number}",
            Status=status,
            Contact={"Name": name},
            LineItems=[self.line(UnitAmount=price)],
        )
        self.attempt(lambda: create_credit_note(self.state, body, self.now_utc, 4))

    @rule(amount=AMOUNTS, is_over=st.booleans())
    def receive(self, amount, is_over):
        """Someone receives money for no invoice yet."""
        body = {
            "Type": "RECEIVE-OVERPAYMENT" if is_over else "RECEIVE-PREPAYMENT",
            "Contact": {"Name": "Comcare"},
            "BankAccount": {"Code": "090"},
            "LineItems": [
                {"Description": "x", "LineAmount": amount}
                | ({} if is_over else {"AccountCode": "200"})
            ],
        }
        self.attempt(lambda: create_bank_credit(self.state, body, self.now_utc, 4))

    @precondition(lambda self: self.credits())
    @rule(data=st.data(), status=STATUSES)
    def change_credit(self, data, status):
        """Someone approves, voids or deletes a credit."""
        row = self.credits()[self.some(data, self.credits())]
        body = {"Status": status}
        if row.invoice_id in self.state.credit_notes:
            self.attempt(lambda: update_document(self.state, row, body, self.now_utc, 2))
        else:
            self.attempt(lambda: void_bank_credit(self.state, row, body, self.now_utc))

    @rule(data=st.data(), status=st.sampled_from(["ACTIVE", "ARCHIVED"]))
    def archive(self, data, status):
        """Someone archives a contact, or brings it back."""
        row = self.state.contacts[self.some(data, self.state.contacts)]
        body = {"ContactStatus": status}
        self.attempt(lambda: update_contact(self.state, row, body, self.now_utc))

    @rule(data=st.data())
    def merge(self, data):
        """Someone merges icare into another contact, or into itself."""
        target = self.some(data, self.state.contacts)
        self.attempt(lambda: merge_contacts(self.state, "icare", target, self.now_utc))

    @precondition(lambda self: self.credits() and self.state.invoices)
    @rule(data=st.data(), amount=PARTS, whole=st.booleans())
    def allocate(self, data, amount, whole):
        """Someone uses a credit for an invoice."""
        credit = self.credits()[self.some(data, self.credits())]
        row = self.state.invoices[self.some(data, self.state.invoices)]
        body = {
            "Invoice": {"InvoiceID": row.invoice_id},
            "Amount": min(credit.amount_due, row.amount_due) if whole else amount,
        }
        self.attempt(lambda: create_allocation(self.state, credit.invoice_id, body, self.now_utc))

    @precondition(lambda self: self.state.allocations)
    @rule(data=st.data())
    def take_back(self, data):
        """Someone removes an allocation."""
        row = self.state.allocations[self.some(data, self.state.allocations)]
        self.attempt(lambda: delete_allocation(self.state, row, self.now_utc))

    @precondition(lambda self: self.credits())
    @rule(data=st.data(), amount=PARTS, whole=st.booleans())
    def give_back(self, data, amount, whole):
        """Someone refunds a credit."""
        row = self.credits()[self.some(data, self.credits())]
        name = {"ACCRECCREDIT": "CreditNote", "RECEIVE-OVERPAYMENT": "Overpayment"}.get(
            row.type, "Prepayment"
        )
        body = refund(name, row.invoice_id, str(row.amount_due if whole else amount))
        self.attempt(lambda: create_payment(self.state, body, self.now_utc))

    def documents(self):
        """Everything that has lines and can be settled."""
        return [*self.state.invoices.values(), *self.credits().values()]

    @invariant()
    def amounts_agree(self):
        """Total is the sum of the lines; due is what live payments and allocations left of it."""
        for row in self.documents():
            net = sum((item.line_amount for item in row.lines), Decimal("0.00"))
            tax = sum((item.tax_amount for item in row.lines), Decimal("0.00"))
            assert row.total == (net if row.line_amount_types == "Inclusive" else net + tax)
            assert row.sub_total + row.total_tax == row.total
            assert all(half_up(item.line_amount) == item.line_amount for item in row.lines)
            paid = sum(
                (
                    p.amount
                    for p in self.state.payments.values()
                    if p.invoice_id == row.invoice_id and p.status == "AUTHORISED"
                ),
                Decimal("0.00"),
            )
            credited = sum(
                (
                    a.amount
                    for a in self.state.allocations.values()
                    if row.invoice_id in {a.invoice_id, a.credit_id} and not a.is_deleted
                ),
                Decimal("0.00"),
            )
            assert (row.amount_paid, row.amount_credited) == (paid, credited)
            assert row.amount_due == (
                row.total - paid - credited if row.status in LIVE | {"DRAFT", "SUBMITTED"} else 0
            )
            assert row.amount_due >= 0

    @invariant()
    def paid_means_nothing_is_due(self):
        """PAID exactly when nothing is due or remains; nothing is settled elsewhere."""
        for row in self.documents():
            if row.status in LIVE:
                assert (row.status == "PAID") == (row.amount_due == 0)
            else:
                assert row.amount_paid == row.amount_credited == 0
            assert (row.fully_paid_on is not None) == (row.status == "PAID")

    @invariant()
    def merged_contacts_hold_nothing(self):
        """What was a merged contact's is the other's; every use is within one contact."""
        for row in self.documents():
            assert not self.state.contacts[row.contact_id].merged_to_id
        for use in self.state.allocations.values():
            if not use.is_deleted:
                credit = self.credits()[use.credit_id]
                assert credit.contact_id == self.state.invoices[use.invoice_id].contact_id

    @invariant()
    def batches_hold_together(self):
        """The payments of a deposit live and die with it and add up to it."""
        for batch in self.state.batches.values():
            rows = [self.state.payments[key] for key in batch.payment_ids]
            assert {row.status for row in rows} == {batch.status}
            assert sum(row.amount for row in rows) == batch.total_amount

    @invariant()
    def nothing_vanishes(self):
        """What once existed exists; its UpdatedDateUTC never goes back; tables stay in order."""
        tables = [getattr(self.state, name) for name in TABLES]
        for table in tables:
            stamps = [row.updated_utc for row in table.values()]
            assert stamps == sorted(stamps)
            for key, row in table.items():
                assert row.updated_utc >= self.stamps.get(key, START)
                self.stamps[key] = row.updated_utc
        everything = {key for table in tables for key in table}
        assert self.seen <= everything
        self.seen = everything

    @invariant()
    def numbers_are_unique(self):
        """No two sales invoices, nor two credit notes, share a number, dead ones included."""
        for table in (self.state.invoices, self.state.credit_notes):
            numbers = [row.number.casefold() for row in table.values()]
            assert len(numbers) == len(set(numbers))

    @invariant()
    def the_journal_tells_it_all(self):
        """Replaying the changes gives the same organisation."""
        for name in TABLES:
            assert list(getattr(self.copy, name).items()) == list(getattr(self.state, name).items())


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
