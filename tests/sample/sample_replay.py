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
    lines: list[tuple[Decimal, Decimal]]
    is_ours: bool
    paid: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Dollars with GST."""
        return sum((line_amount(quantity, price) for quantity, price in self.lines), ZERO)

    @property
    def due(self) -> Decimal:
        """Dollars that are not paid yet."""
        return self.total - self.paid


@dataclass
class LittleXero:
    """Refuses what Xero would refuse, by failing the test."""

    invoices: dict[str, Document] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)

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
        self.invoices[number] = Document(status, priced, is_ours=False)

    def approve_all(self, **but) -> None:
        skipped = set(but["except"])
        assert skipped <= set(self.invoices)
        for number, invoice in self.invoices.items():
            if invoice.status == "DRAFT" and number not in skipped:
                invoice.status = "AUTHORISED"

    def edit_line(self, number, line, unit_amount) -> None:
        invoice = self._open(number)
        assert not invoice.paid
        before, quantity = invoice.total, invoice.lines[line][0]
        invoice.lines[line] = (quantity, unit_price(unit_amount))
        assert invoice.total not in {before, ZERO}

    def edit_dates(self, number, date=None, due_date=None) -> None:
        assert self._open(number)
        assert (date is None) != (due_date is None)

    def edit_contact(self, number, contact) -> None:
        assert self._open(number)
        assert contact

    def delete_draft(self, number) -> None:
        assert self.invoices[number].status == "DRAFT"
        self.invoices[number].status = "DELETED"

    def void(self, number) -> None:
        assert not self._open(number).paid
        self.invoices[number].status = "VOIDED"

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
        xero.invoices.setdefault(draft.number, Document("DRAFT", lines, is_ours=True))
    for act in ("after_export", "payments", "after_pull"):
        xero.play(script[act])
    return Replay(
        transactions=transactions,
        invoices=invoices,
        refused=refused,
        xero=xero,
        case_receivables=_case_side(transactions, invoices, xero),
        xero_receivables=sum(
            (i.due for i in xero.invoices.values() if i.status == "AUTHORISED"), ZERO
        ),
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
    owed = sum((invoice.total for invoice in invoices.values()), ZERO)
    journaled = set()
    for one in transactions:
        kind = type(one).__name__
        if kind in signs and one.invoice_number in invoices:
            owed += signs[kind] * one.total
            if kind == "CasePayment":
                journaled.add((f"CM-{one.invoice_number}", one.total, one.transaction_date))
    for receipt in xero.receipts:
        is_taken = PAYMENTS_FROM <= receipt.day <= TODAY + timedelta(days=FORWARD_DAYS)
        is_known = (receipt.number, receipt.amount, receipt.day) in journaled
        if receipt.is_live and is_taken and not is_known and xero.invoices[receipt.number].is_ours:
            owed -= receipt.amount
    return owed


def _day(text: str) -> date:
    if text.startswith("today+"):
        return TODAY + timedelta(days=int(text.removeprefix("today+")))
    return date.fromisoformat(text)
