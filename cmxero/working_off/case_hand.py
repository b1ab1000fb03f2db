"""Case Manager's user, who enters what a playbook says and journals it, a journal a round."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
)
from cmxero.core.errors import NotPlayedError
from cmxero.core.playbook_entries import (
    CorrectTransaction,
    EnterAdjustment,
    EnterCasePayment,
    EnterCaseRefund,
    Entry,
)
from cmxero.sample.journal_files import CsvJournal
from cmxero.sample.rows import follower_row, invoice_rows
from cmxero.workbench import Workbench

FIRST_JOURNAL, MOST_A_ROUND = 900, 1_000
"""Numbers from here on, so that working off again takes none twice."""


class CaseHand:
    """Case Manager's user: enters transactions and journals them, a journal a round."""

    def __init__(self, bench: Workbench, folder: Path) -> None:
        self.bench, self.folder = bench, folder
        taken = [int(j.journal_number) for j in bench.journals() if j.journal_number.isdigit()]
        self.journal = max([FIRST_JOURNAL - 1, *taken]) + 1
        self.count = (self.journal - FIRST_JOURNAL) * MOST_A_ROUND
        self.entered: list[CaseAdjustment | CasePayment | CaseRefund] = []
        self.corrected: list[CorrectTransaction] = []

    def do(self, entry: Entry) -> None:
        """One entry; it reaches cmxero with the next journal."""
        if isinstance(entry, CorrectTransaction):
            self.corrected.append(entry)
            return
        if not isinstance(entry, EnterAdjustment | EnterCasePayment | EnterCaseRefund):
            raise NotPlayedError(entry, "Case Manager has no such entry.")
        self.count += 1
        invoice = self._invoice(entry.case_invoice_number)
        shared: dict[str, Any] = {
            "number": f"W{self.count:05}",
            "invoice_number": invoice.number,
            "journal_number": str(self.journal),
            "journal_date": self.bench.today(),
            "case_number": invoice.case_number,
            "claim_number": invoice.claim_number,
            "client_name": invoice.client_name,
            "contact": invoice.contact,
        }
        self.entered.append(self._made(entry, shared))

    def deliver(self) -> None:
        """Journal what was entered and export it; correct journals are exported again."""
        for one in self.corrected:
            self._correct(one)
        self.corrected = []
        if not self.entered:
            return
        path = self.folder / f"journal-{self.journal}.csv"
        with CsvJournal(path) as file:
            for transaction in self.entered:
                file.write(follower_row(transaction))
        report = self.bench.import_(path)
        if report.problems:
            raise NotPlayedError(path.name, "; ".join(p.message for p in report.problems))
        self.entered, self.journal = [], self.journal + 1

    def _made(
        self,
        entry: EnterAdjustment | EnterCasePayment | EnterCaseRefund,
        shared: dict[str, Any],
    ) -> CaseAdjustment | CasePayment | CaseRefund:
        if isinstance(entry, EnterAdjustment):
            line = CaseLine(
                entry.refers_to, None, "", "", Decimal(1), "", entry.sub_total, entry.tax_code,
                entry.sub_total, entry.tax, entry.total,
            )  # fmt: skip
            return CaseAdjustment(
                **shared, transaction_date=entry.adjustment_date, total=entry.total,
                sub_total=entry.sub_total, tax=entry.tax, reason=entry.reason,
                refers_to=entry.refers_to, lines=(line,),
            )  # fmt: skip
        if isinstance(entry, EnterCasePayment):
            return CasePayment(
                **shared, transaction_date=entry.payment_date, total=entry.amount,
                payment_type=entry.payment_type, reference=entry.reference,
            )  # fmt: skip
        return CaseRefund(
            **shared, transaction_date=entry.refund_date, total=entry.amount,
            reason=entry.reason, refers_to=entry.payment_number,
        )  # fmt: skip

    def _invoice(self, number: str) -> CaseInvoice:
        bench, key = self.bench.bench, ("invoice", number)
        found = bench.case_reading.transactions(bench.organisation, [key]).get(key)
        if not isinstance(found, CaseInvoice):
            raise NotPlayedError(f"invoice {number}", "Case Manager has no such invoice.")
        return found

    def _correct(self, entry: CorrectTransaction) -> None:
        bench = self.bench.bench
        known = bench.case_landing.known(bench.organisation)
        keys = [key for key, (*_, journal) in known.items() if journal == entry.journal_number]
        held = bench.case_reading.transactions(bench.organisation, keys)
        path = self.folder / f"journal-{entry.journal_number}-again-{self.count}.csv"
        self.count += 1
        with CsvJournal(path) as file:
            for transaction in held.values():
                if not isinstance(transaction, CaseInvoice):
                    file.write(follower_row(transaction))
                    continue
                for row in invoice_rows(_put_right(transaction, entry)):
                    file.write(row)
        self.bench.import_(path)


def _put_right(invoice: CaseInvoice, entry: CorrectTransaction) -> CaseInvoice:
    subject, _, cost = entry.subject.partition(", ")
    if subject != f"invoice {invoice.number}":
        return invoice
    if entry.code != "unknown-tax-code":
        raise NotPlayedError(entry, "the rehearsal corrects tax codes only.")
    lines = tuple(
        replace(line, tax_code=entry.wanted) if line.cost_name == cost else line
        for line in invoice.lines
    )
    return replace(invoice, lines=lines)
