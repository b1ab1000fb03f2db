"""Plays a sample through without the workbench, and adds up both sides anew.

Its journals are read, and what its script says is done to a strict little Xero.
"""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.reader import read_journal_file
from cmxero.core.casejournal import CaseInvoice, CaseTransaction
from cmxero.core.mapping import MappingRules, map_invoices
from cmxero.core.money import ZERO, money, unit_price
from cmxero.core.tax import line_amount

TODAY = date(2026, 11, 22)
PAYMENTS_FROM = date(2026, 9, 1)
FORWARD_DAYS = 7


@dataclass
class Receipt:
    """One payment in the little Xero."""

    number: str
    reference: str
    day: date
    amount: Decimal
    is_live: bool = True
    is_batch: bool = False


@dataclass
class Document:
    """One invoice in the little Xero; lines are (quantity, price)."""

    status: str
    contact: str
    lines: list[tuple[Decimal, Decimal]]
    is_ours: bool
    paid: Decimal = ZERO
    credited: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Dollars with GST."""
        return sum((line_amount(quantity, price) for quantity, price in self.lines), ZERO)

    @property
    def due(self) -> Decimal:
        """Dollars that are neither paid nor credited yet."""
        return self.total - self.paid - self.credited


@dataclass
class Credit:
    """A credit note, overpayment or prepayment, by its number or reference."""

    kind: str
    contact: str
    day: date
    total: Decimal
    reference: str = ""
    used: dict[str, Decimal] = field(default_factory=dict)
    refunds: dict[str, Decimal] = field(default_factory=dict)

    @property
    def left(self) -> Decimal:
        """Dollars that are neither used nor paid back."""
        return self.total - sum(self.used.values(), ZERO) - sum(self.refunds.values(), ZERO)


@dataclass
class LittleXero:
    """Refuses what Xero would refuse, by failing the test."""

    invoices: dict[str, Document] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    credits: dict[str, Credit] = field(default_factory=dict)

    @property
    def receivables(self) -> Decimal:
        """What is due on approved invoices, less what is left of their customers' credits."""
        due = (i.due for i in self.invoices.values() if i.status == "AUTHORISED")
        return sum(due, ZERO) - sum((credit.left for credit in self.credits.values()), ZERO)

    def play(self, steps: list[dict]) -> None:
        """Do what a script says."""
        for step in steps:
            getattr(self, step["action"])(
                **{k: v for k, v in step.items() if k not in {"action", "account_code"}}
            )

    def create_invoice(self, number, contact, date, due_date, lines, status) -> None:
        assert number not in self.invoices, number
        assert contact
        assert date <= due_date
        priced = [(unit_price(line["quantity"]), unit_price(line["unit_amount"])) for line in lines]
        assert {line["tax_type"] for line in lines} == {"EXEMPTOUTPUT"}
        self.invoices[number] = Document(status, contact, priced, is_ours=False)

    def approve_all(self, **but) -> None:
        skipped = set(but["except"])
        assert skipped <= set(self.invoices)
        for number, invoice in self.invoices.items():
            if invoice.status == "DRAFT" and number not in skipped:
                invoice.status = "AUTHORISED"

    def edit_line(self, number, line, unit_amount) -> None:
        invoice = self._open(number)
        assert not invoice.paid
        assert not invoice.credited
        before, quantity = invoice.total, invoice.lines[line][0]
        invoice.lines[line] = (quantity, unit_price(unit_amount))
        assert invoice.total not in {before, ZERO}

    def edit_dates(self, number, date=None, due_date=None) -> None:
        assert self._open(number)
        assert (date is None) != (due_date is None)

    def edit_contact(self, number, contact) -> None:
        assert contact
        self._open(number).contact = contact

    def delete_draft(self, number) -> None:
        assert self.invoices[number].status == "DRAFT"
        self.invoices[number].status = "DELETED"

    def void(self, number) -> None:
        invoice = self._open(number)
        assert not invoice.paid
        assert not invoice.credited
        invoice.status = "VOIDED"

    def pay(self, number, amount, date, reference, *, is_batch=False) -> None:
        invoice = self._open(number)
        paid = invoice.due if amount is None else money(amount)
        assert ZERO < paid <= invoice.due, (number, paid, invoice.due)
        assert not any((r.number, r.reference) == (number, reference) for r in self.receipts[-9:])
        invoice.paid += paid
        self.receipts.append(Receipt(number, reference, _day(date), paid, is_batch=is_batch))

    def pay_batch(self, payments, date, reference) -> None:
        assert 2 <= len(payments) <= 6
        for part in payments:
            self.pay(part["number"], part["amount"], date, reference, is_batch=True)

    def delete_payment(self, reference, number) -> None:
        receipt = self._receipt(reference, number)
        assert not receipt.is_batch
        receipt.is_live = False
        self.invoices[number].paid -= receipt.amount

    def redate_payment(self, reference, number, date) -> None:
        receipt = self._receipt(reference, number)
        assert not receipt.is_batch
        receipt.day = _day(date)

    def create_credit_note(
        self, credit, contact, date, reference, line_amount_types, lines
    ) -> None:
        (line,) = lines
        assert line["description"]
        assert line["tax_type"] in {"OUTPUT", "EXEMPTOUTPUT"}
        assert line_amount_types == "Inclusive"  # so that its price is its total
        total = line_amount(unit_price(line["quantity"]), unit_price(line["unit_amount"]))
        self._add_credit("credit note", credit, contact, date, total, reference)

    def credit(self, number, credit, date, amount) -> None:
        invoice = self._open(number)
        total = invoice.due if amount is None else money(amount)
        self._add_credit("credit note", credit, invoice.contact, date, total)
        self.allocate(credit, number, date, total)

    def overpay(self, contact, amount, date, reference) -> None:
        self._add_credit("overpayment", reference, contact, date, money(amount))

    def prepay(self, contact, amount, date, reference) -> None:
        self._add_credit("prepayment", reference, contact, date, money(amount))

    def allocate(self, credit, number, date, amount) -> None:
        found, invoice = self.credits[credit], self._open(number)
        used = money(amount)
        assert ZERO < used <= min(found.left, invoice.due), (credit, number)
        assert found.contact == invoice.contact
        assert found.day <= _day(date)
        assert number not in found.used
        found.used[number] = used
        invoice.credited += used

    def refund(self, credit, amount, date, reference) -> None:
        found = self.credits[credit]
        assert ZERO < money(amount) <= found.left, credit
        assert found.day <= _day(date)
        assert reference not in found.refunds
        found.refunds[reference] = money(amount)

    def _add_credit(self, kind, name, contact, date, total, reference="") -> None:
        assert name not in self.credits, name
        assert total > ZERO
        assert contact in {i.contact for i in self.invoices.values() if i.is_ours}, contact
        self.credits[name] = Credit(kind, contact, _day(date), total, reference)

    def _open(self, number) -> Document:
        assert self.invoices[number].status == "AUTHORISED", number
        return self.invoices[number]

    def _receipt(self, reference, number) -> Receipt:
        (found,) = [r for r in self.receipts if (r.reference, r.number) == (reference, number)]
        assert found.is_live
        return found


@dataclass
class Replay:
    """What came of a sample."""

    transactions: list[CaseTransaction]
    invoices: dict[str, CaseInvoice]
    refused: list[str]
    xero: LittleXero
    case_receivables: Decimal
    xero_receivables: Decimal
    problems: list[tuple[str, str, int]]

    @property
    def live(self) -> list[Receipt]:
        """Payments that are not deleted."""
        return [receipt for receipt in self.xero.receipts if receipt.is_live]


def replay(folder: Path) -> Replay:
    """Play a sample through."""
    script = json.loads((folder / "xero_user.json").read_text("utf-8"))
    transactions, problems = [], []
    for path in sorted(folder.glob("journal-*")):
        file = read_journal_file(path, headers=HeaderRules())
        problems += [
            (p.code, path.name, p.row) for p in file.problems
            if p.blocks and p.code != "held-with-sibling"
        ]  # fmt: skip
        for journal in file.journals:
            transactions += journal.transactions
    invoices: dict[str, CaseInvoice] = {}
    refused = []
    for one in transactions:
        if isinstance(one, CaseInvoice):
            if one.number in invoices:
                refused.append(one.number)
            invoices.setdefault(one.number, one)
    xero = LittleXero()
    xero.play(script["before_export"])
    for draft in map_invoices(invoices.values(), MappingRules()).drafts:
        lines = [(line.quantity, line.unit_amount) for line in draft.lines]
        document = Document("DRAFT", draft.contact_name, lines, is_ours=True)
        xero.invoices.setdefault(draft.number, document)
    for act in ("after_export", "payments", "after_pull"):
        xero.play(script[act])
    return Replay(
        transactions=transactions,
        invoices=invoices,
        refused=refused,
        xero=xero,
        case_receivables=_case_side(transactions, invoices, xero),
        xero_receivables=xero.receivables,
        problems=problems,
    )


def journaled_payments(found: Replay) -> dict[tuple[str, Decimal, date], int]:
    """Journaled payments of known invoices: how many of each Xero number, amount and date."""
    counts: dict[tuple[str, Decimal, date], int] = {}
    for one in found.transactions:
        if type(one).__name__ == "CasePayment" and one.invoice_number in found.invoices:
            key = (f"CM-{one.invoice_number}", one.total, one.transaction_date)
            counts[key] = counts.get(key, 0) + 1
    return counts


def _case_side(transactions, invoices, xero) -> Decimal:
    signs = {"CaseAdjustment": 1, "CasePayment": -1, "CaseRefund": 1}
    owed = {f"CM-{number}": invoice.total for number, invoice in invoices.items()}
    journaled = set()
    for one in transactions:
        kind = type(one).__name__
        if kind in signs and one.invoice_number in invoices:
            owed[f"CM-{one.invoice_number}"] += signs[kind] * one.total
            if kind == "CasePayment":
                journaled.add((f"CM-{one.invoice_number}", one.total, one.transaction_date))
    for receipt in sorted(xero.receipts, key=lambda receipt: receipt.day):
        is_taken = PAYMENTS_FROM <= receipt.day <= TODAY + timedelta(days=FORWARD_DAYS)
        is_known = (receipt.number, receipt.amount, receipt.day) in journaled
        if not (receipt.is_live and is_taken and xero.invoices[receipt.number].is_ours) or is_known:
            continue
        if receipt.amount <= owed[receipt.number]:  # Case Manager refuses to overpay (1.8)
            owed[receipt.number] -= receipt.amount
    return sum(owed.values(), ZERO)


def _day(text: str) -> date:
    if text.startswith("today+"):
        return TODAY + timedelta(days=int(text.removeprefix("today+")))
    return date.fromisoformat(text)
