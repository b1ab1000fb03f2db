"""What people do on Xero's screens, one deed at a time, each told by a few small numbers.

A deed names documents by their places among those that exist, so any sequence makes sense; what
Xero would refuse is simply not done.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

DAY = date(2026, 11, 20)
LINE = {"description": "typed", "quantity": "1", "tax_type": "EXEMPTOUTPUT", "account_code": "200"}


@dataclass(frozen=True)
class Deed:
    """One thing done: to which document, with which other, for how much, how many days off."""

    what: str
    which: int = 0
    other: int = 0
    cents: int = 100
    days: int = 0


@dataclass
class People:
    """Everybody who works in Xero, with the names of what they made so far.

    Attributes:
        user: the hands (``XeroUser``).
        said: why deeds were not done.
    """

    user: object
    numbers: list[str]
    contacts: list[str]
    credits: list[str] = field(default_factory=list)
    payments: list[tuple[str, str]] = field(default_factory=list)
    refunds: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    made: int = 0

    def do(self, deed: Deed) -> None:
        """One deed."""
        self.made += 1
        played = DEEDS[deed.what](self, deed)
        self.said += played.not_done if played else []

    # ---------------------------------------------------------------- what a deed is about

    def number(self, place: int) -> str:
        """The number of an invoice."""
        return self.numbers[place % len(self.numbers)]

    def contact(self, place: int) -> str:
        """The name of a contact."""
        return self.contacts[place % len(self.contacts)]

    def credit(self, place: int) -> str:
        """A credit note's number, or the reference of money received."""
        return self.credits[place % len(self.credits)] if self.credits else "none"

    def fresh(self, word: str) -> str:
        """A name that nothing has yet."""
        return f"{word}{self.made}"

    # ---------------------------------------------------------------- invoices

    def create(self, deed: Deed):
        """Type an invoice: one with our prefix, one without; a draft or an approved one."""
        number = self.fresh("CM-9" if deed.which % 2 else "INV-")
        self.numbers.append(number)
        status = "DRAFT" if deed.other % 3 == 0 else "AUTHORISED"
        lines = [{**LINE, "unit_amount": _dollars(deed)}]
        day = _day(deed)
        return self.user.create_invoice(number, self.contact(deed.other), day, day, lines, status)

    def change_account(self, deed: Deed):
        """Put the lines of an invoice on another account."""
        invoice = self._invoice(deed)
        code = ("200", "260")[deed.other % 2]
        lines = [{"LineItemID": x["LineItemID"], "AccountCode": code} for x in invoice["LineItems"]]
        return self.user.post_one(f"Invoices/{invoice['InvoiceID']}", {"LineItems": lines})

    def mark_sent(self, deed: Deed):
        """Say that an invoice was sent to the contact."""
        path = f"Invoices/{self._invoice(deed)['InvoiceID']}"
        return self.user.post_one(path, {"SentToContact": True})

    def renumber(self, deed: Deed):
        """Give an invoice another number of ours."""
        number, new = self.number(deed.which), self.fresh("CM-7")
        played = self.user.edit_number(number, new)
        if played.done:
            self.numbers[self.numbers.index(number)] = new
            self.payments = [(new if n == number else n, r) for n, r in self.payments]
        return played

    # ---------------------------------------------------------------- payments

    def pay(self, deed: Deed):
        """Pay a part."""
        return self._pay(deed, _dollars(deed))

    def pay_all(self, deed: Deed):
        """Pay all that is due."""
        return self._pay(deed, None)

    def deposit(self, deed: Deed):
        """One deposit for two invoices."""
        reference = self.fresh("DEP ")
        pair = dict.fromkeys((self.number(deed.which), self.number(deed.other)))
        self.payments += [(number, reference) for number in pair]
        parts = [(number, _dollars(deed)) for number in pair]
        return self.user.pay_batch(parts, _day(deed), reference)

    def reconcile(self, deed: Deed):
        """A payment that the bank's statement confirms."""
        reference = self.fresh("BANK ")
        self.payments.append((self.number(deed.which), reference))
        body = {
            "Invoice": {"InvoiceID": self._invoice(deed)["InvoiceID"]},
            "Account": {"Code": "090"},
            "Date": _day(deed).isoformat(),
            "Amount": _dollars(deed),
            "Reference": reference,
            "IsReconciled": True,
        }
        return self.user.post_batches("PUT", "Payments", [body])

    def unpay(self, deed: Deed):
        """Delete a payment; of a deposit, all of it."""
        number, reference = self._payment(deed)
        return self.user.delete_payment(reference, number)

    def redate(self, deed: Deed):
        """Give a payment another date."""
        number, reference = self._payment(deed)
        return self.user.redate_payment(reference, number, _day(deed))

    # ---------------------------------------------------------------- credits

    def credit_invoice(self, deed: Deed):
        """A credit note that is used for an invoice at once."""
        note = self._new_credit("CN-")
        return self.user.credit(self.number(deed.which), note, _day(deed), _dollars(deed))

    def receive(self, deed: Deed):
        """Money for no invoice yet."""
        kind = ("Overpayments", "Prepayments")[deed.other % 2]
        reference = self._new_credit("PRE ")
        contact = self.contact(deed.which)
        return self.user.receive(kind, contact, _dollars(deed), _day(deed), reference, "090")

    def allocate(self, deed: Deed):
        """Use what is left of a credit."""
        return self.user.allocate(self.credit(deed.other), self.number(deed.which), _day(deed))

    def take_back(self, deed: Deed):
        """Take a credit back from an invoice."""
        return self.user.remove_allocation(self.credit(deed.other), self.number(deed.which))

    def refund(self, deed: Deed):
        """Pay back what is left of a credit, or a part."""
        credit, reference = self.credit(deed.which), self.fresh("BACK ")
        self.refunds.append((credit, reference))
        amount = None if deed.other % 2 else _dollars(deed)
        return self.user.refund(credit, amount, _day(deed), reference, "090")

    def unrefund(self, deed: Deed):
        """Delete a refund."""
        if not self.refunds:
            return None
        return self.user.delete_refund(*self.refunds[deed.which % len(self.refunds)])

    # ---------------------------------------------------------------- contacts and the rest

    def rename(self, deed: Deed):
        """Give a contact another name."""
        name, new = self.contact(deed.which), self.fresh("Renamed ")
        played = self.user.rename_contact(name, new)
        if played.done:
            self.contacts[self.contacts.index(name)] = new
        return played

    def bill(self, deed: Deed):
        """A supplier's bill, paid: nothing of ours, but of the same lists."""
        name, day = self.contact(deed.which), _day(deed).isoformat()
        typed = {"Description": "rent", "Quantity": 1, "UnitAmount": 5, "AccountCode": "400"}
        body = {
            "Type": "ACCPAY", "InvoiceNumber": self.fresh("BILL-"), "Contact": {"Name": name},
            "Date": day, "DueDate": day, "Status": "AUTHORISED", "LineItems": [typed],
        }  # fmt: skip
        return self.user.post_batches("PUT", "Invoices", [body])

    # ---------------------------------------------------------------- tools

    def _invoice(self, deed: Deed):
        number = self.number(deed.which)
        return self.user.find_invoices([number])[number]

    def _pay(self, deed: Deed, amount):
        number, reference = self.number(deed.which), self.fresh("EFT ")
        self.payments.append((number, reference))
        return self.user.pay(number, amount, _day(deed), reference)

    def _payment(self, deed: Deed):
        found = self.payments or [(self.number(0), "none")]
        return found[deed.which % len(found)]

    def _new_credit(self, word: str) -> str:
        name = self.fresh(word)
        self.credits.append(name)
        return name


def _dollars(deed: Deed) -> Decimal:
    return Decimal(deed.cents) / 100


def _day(deed: Deed) -> date:
    return DAY + timedelta(days=deed.days)


DEEDS = {
    "create": People.create,
    "approve": lambda p, d: p.user.approve([p.number(d.which)]),
    "edit price": lambda p, d: p.user.edit_line(p.number(d.which), 0, _dollars(d)),
    "edit date": lambda p, d: p.user.edit_dates(p.number(d.which), _day(d)),
    "edit due date": lambda p, d: p.user.edit_dates(p.number(d.which), due_date=_day(d)),
    "edit contact": lambda p, d: p.user.edit_contact(p.number(d.which), p.contact(d.other)),
    "edit account": People.change_account,
    "mark sent": People.mark_sent,
    "renumber": People.renumber,
    "void": lambda p, d: p.user.void(p.number(d.which)),
    "delete draft": lambda p, d: p.user.delete_draft(p.number(d.which)),
    "pay": People.pay,
    "pay all": People.pay_all,
    "deposit": People.deposit,
    "reconciled": People.reconcile,
    "unpay": People.unpay,
    "redate": People.redate,
    "credit": People.credit_invoice,
    "receive": People.receive,
    "allocate": People.allocate,
    "take back": People.take_back,
    "refund": People.refund,
    "unrefund": People.unrefund,
    "rename": People.rename,
    "archive": lambda p, d: p.user.archive_contact(p.contact(d.which)),
    "restore": lambda p, d: p.user.restore_contact(p.contact(d.which)),
    "merge": lambda p, d: p.user.merge_contacts(p.contact(d.which), p.contact(d.other)),
    "bill": People.bill,
}
"""Every deed by its name."""
