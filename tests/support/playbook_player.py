"""A person on each side who does what playbooks say, entry by entry, until nothing is open."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
)
from cmxero.core.errors import NothingToDoError
from cmxero.core.playbook import Way
from cmxero.core.playbook_credit_entries import (
    AllocateCredit,
    CreateCreditNote,
    NameInvoiceOnCredit,
    ReceiveOverpayment,
    RefundCredit,
    TakeBackCredit,
    VoidCreditNote,
)
from cmxero.core.playbook_entries import (
    AcceptDifference,
    CorrectTransaction,
    EnterAdjustment,
    EnterCasePayment,
    EnterCaseRefund,
    ExportInvoice,
    FullPull,
    SendAgain,
    System,
)
from cmxero.core.playbook_xero_entries import (
    ApproveInvoice,
    DeleteDraft,
    EditInvoice,
    EnterXeroInvoice,
    EnterXeroPayment,
    RedatePayment,
    RemovePayment,
    RenumberInvoice,
    VoidInvoice,
)
from cmxero.core.resolutions import ResolutionAction
from cmxero.sample.journal_files import CsvJournal
from cmxero.sample.rows import follower_row, invoice_rows

NAME = {"credit note": "CreditNote", "overpayment": "Overpayment", "prepayment": "Prepayment"}


class XeroHand:
    """The Xero user; anything Xero refuses is a fault of the playbook, and raises."""

    def __init__(self, user) -> None:
        self.user = user
        self.does: dict[type, Callable] = {
            CreateCreditNote: self.create_credit_note,
            AllocateCredit: self.allocate,
            TakeBackCredit: lambda e: self._done(
                user.remove_allocation(e.credit, e.invoice_number)
            ),
            VoidCreditNote: lambda e: self._post(
                f"CreditNotes/{e.xero_credit_id}", Status="VOIDED"
            ),
            NameInvoiceOnCredit: lambda e: self._post(
                f"CreditNotes/{e.xero_credit_id}", Reference=e.reference
            ),
            RefundCredit: self.refund,
            ReceiveOverpayment: lambda e: self._done(
                user.receive(
                    "Overpayments", e.contact_name, e.amount, e.received_date, e.reference,
                    e.bank_account_code,
                )
            ),
            EnterXeroPayment: self.pay,
            RemovePayment: self.remove,
            RedatePayment: lambda e: self._done(
                user.redate_payment(e.reference, e.invoice_number, e.new_date)
            ),
            EditInvoice: self.edit,
            EnterXeroInvoice: self.type_invoice,
            RenumberInvoice: lambda e: self._done(
                user.edit_number(e.invoice_number, e.new_number)
            ),
            ApproveInvoice: lambda e: self._done(user.approve([e.invoice_number])),
            DeleteDraft: lambda e: self._done(user.delete_draft(e.invoice_number)),
            VoidInvoice: lambda e: self._done(user.void(e.invoice_number)),
        }  # fmt: skip

    def do(self, entry) -> None:
        """One entry."""
        self.does[type(entry)](entry)

    def create_credit_note(self, e) -> None:
        note = {
            "Type": "ACCRECCREDIT", "CreditNoteNumber": e.number, "Status": "AUTHORISED",
            "Contact": {"ContactID": e.contact_id}, "Date": e.credit_date.isoformat(),
            "Reference": e.reference, "LineAmountTypes": "Inclusive",
            "LineItems": [_line(line) for line in e.lines],
        }  # fmt: skip
        self._done(self.user.post_batches("PUT", "CreditNotes", [note]))
        _, row = self.user.find_credit(e.number)
        assert (row["Total"], row["TotalTax"]) == (e.total, e.total_tax), e

    def allocate(self, e) -> None:
        path, _ = self.user.find_credit(e.credit)
        use = {
            "Invoice": {"InvoiceID": e.xero_invoice_id},
            "Amount": e.amount,
            "Date": e.allocation_date.isoformat(),
        }
        self._done(self.user.post_batches("PUT", "Allocations", [use], path=f"{path}/Allocations"))

    def refund(self, e) -> None:
        name = NAME[e.credit_kind]
        _, row = self.user.find_credit(e.credit)
        self._pay({name: {f"{name}ID": row[f"{name}ID"]}}, e, e.refund_date)

    def pay(self, e) -> None:
        self._pay({"Invoice": {"InvoiceID": e.xero_invoice_id}}, e, e.payment_date)

    def remove(self, e) -> None:
        assert not e.is_in_batch, "a deposit is more than one entry"
        self._post(f"Payments/{e.xero_payment_id}", Status="DELETED")

    def edit(self, e) -> None:
        invoice = self.user.find_invoices([e.invoice_number])[e.invoice_number]
        changes: dict = {}
        if e.contact_name:
            changes["Contact"] = {"Name": e.contact_name}
        if e.invoice_date:
            changes["Date"] = e.invoice_date.isoformat()
        if e.due_date:
            changes["DueDate"] = e.due_date.isoformat()
        if e.set_lines:
            changes["LineItems"] = [_line(line) for line in e.set_lines]
        if e.add_lines:
            kept = [{"LineItemID": row["LineItemID"]} for row in invoice["LineItems"]]
            changes["LineItems"] = kept + [_line(line) for line in e.add_lines]
        self._post(f"Invoices/{e.xero_invoice_id}?unitdp=4", **changes)
        after = self.user.find_invoices([e.invoice_number])[e.invoice_number]
        assert e.total in {None, after["Total"]}, (e, after["Total"])

    def type_invoice(self, e) -> None:
        invoice = {
            "Type": "ACCREC", "InvoiceNumber": e.number, "Status": "AUTHORISED",
            "Contact": {"Name": e.contact_name}, "Date": e.invoice_date.isoformat(),
            "DueDate": e.due_date.isoformat(), "Reference": e.reference,
            "LineAmountTypes": "Inclusive", "LineItems": [_line(line) for line in e.lines],
        }  # fmt: skip
        self._done(self.user.post_batches("PUT", "Invoices", [invoice]))
        row = self.user.find_invoices([e.number])[e.number]
        assert (row["Total"], row["TotalTax"]) == (e.total, e.total_tax), e

    def _pay(self, document: dict, e, day: date) -> None:
        body = {
            **document,
            "Account": {"Code": e.bank_account_code},
            "Date": day.isoformat(),
            "Amount": e.amount,
            "Reference": e.reference,
        }
        self._done(self.user.post_batches("PUT", "Payments", [body]))

    def _post(self, path: str, **body) -> None:
        self._done(self.user.post_one(path, body))

    def _done(self, played) -> None:
        assert not played.not_done, played.not_done


class CaseHand:
    """Case Manager's user: enters transactions and journals them, a journal a round."""

    def __init__(self, bench, folder) -> None:
        self.bench, self.folder = bench, folder
        self.journal, self.count = 900, 0
        self.entered: list = []
        self.corrected: list[CorrectTransaction] = []

    def do(self, entry) -> None:
        """One entry; it reaches cmxero with the next journal."""
        if isinstance(entry, CorrectTransaction):
            self.corrected.append(entry)
            return
        self.count += 1
        invoice = self._invoice(entry.case_invoice_number)
        shared = {
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
        assert not report.problems, report.problems
        self.entered, self.journal = [], self.journal + 1

    def _made(self, entry, shared):
        if isinstance(entry, EnterAdjustment):
            line = CaseLine(
                entry.refers_to, None, "", "", 1, "", entry.sub_total, entry.tax_code,
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
        assert isinstance(entry, EnterCaseRefund), entry
        return CaseRefund(
            **shared, transaction_date=entry.refund_date, total=entry.amount,
            reason=entry.reason, refers_to=entry.payment_number,
        )  # fmt: skip

    def _invoice(self, number: str) -> CaseInvoice:
        reading = self.bench.bench.case_reading
        return reading.transactions("main", [("invoice", number)])[("invoice", number)]

    def _correct(self, entry: CorrectTransaction) -> None:
        with self.bench._database.read() as con:
            keys = con.execute(
                "select kind, transaction_number from stage.case_transaction "
                "where journal_number = ?",
                [entry.journal_number],
            ).fetchall()
        held = self.bench.bench.case_reading.transactions("main", keys)
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


class PlaybookPlayer:
    """Works off findings round by round.

    Attributes:
        choose: which way is gone; the first that can be gone at once, unless told otherwise.
        lets_cmxero_send: what cmxero may send, it sends; else a person enters it.
    """

    def __init__(self, bench, user, folder, *, lets_cmxero_send=True, choose=None) -> None:
        self.bench = bench
        self.xero, self.case = XeroHand(user), CaseHand(bench, folder)
        self.lets_cmxero_send = lets_cmxero_send
        self.choose = choose or (lambda book: book.ready)
        self.sent = 0

    def work_off(self, rounds: int = 8) -> int:
        """Go on until nothing is open; how many rounds it took."""
        for count in range(rounds):
            if not self.round():
                return count
        left = [(f.kind.value, f.subject) for f in self.open()]
        raise AssertionError(f"still open after {rounds} rounds: {left}")

    def open(self):
        """Findings nobody has accepted."""
        return [one for one in self.bench.findings() if one.status != "accepted"]

    def round(self) -> int:
        """Everything that can be done now, once; how many findings there were."""
        found = self.open()
        keys = {one.key for one in found}
        books = [
            self.bench.playbook(one.key, ask_xero=place == 0) for place, one in enumerate(found)
        ]
        for book in books:
            if keys.isdisjoint(book.waits_for):
                way = self.choose(book)
                self.go(book.finding_key, way, book.ways.index(way) + 1)
        self.case.deliver()
        self.bench.pull(full=True)
        return len(found)

    def go(self, key: str, way: Way, place: int) -> None:
        """Every entry of a way, which has its place in the playbook."""
        entries = list(way.entries)
        if self.lets_cmxero_send and way.can_be_sent:
            try:
                report = self.bench.settle([key], dry_run=False, way=place)
            except NothingToDoError:
                return  # what was settled before it has changed it; the next round sees to it
            assert all(one.is_done for one in report.settled), report
            assert not report.plans[0].held, report.plans[0].held
            entries = entries[len(way.sendable) :]
            self.sent += len(report.settled)
        for entry in entries:
            if entry.system is System.XERO:
                self.xero.do(entry)
            elif entry.system is System.CASE_MANAGER:
                self.case.do(entry)
            else:
                self._deed(key, entry)

    def _deed(self, key: str, entry) -> None:
        match entry:
            case AcceptDifference():
                with suppress(NothingToDoError):  # a corrected journal may have settled it too
                    self.bench.resolve([key], ResolutionAction.ACCEPT, reason=entry.reason)
            case ExportInvoice():
                self.case.deliver()
                report = self.bench.export(
                    entry.journal_number, dry_run=False, only=[entry.case_invoice_number]
                )
                assert report.exported, report
            case SendAgain():
                self.bench.send_again([entry.case_invoice_number], reason=entry.reason)
            case FullPull():
                self.bench.pull(full=True)
            case _:
                raise AssertionError(entry)


def _line(line) -> dict:
    return {
        "Description": line.description,
        "Quantity": line.quantity,
        "UnitAmount": line.unit_amount,
        "LineAmount": line.line_amount,
        "TaxType": line.tax_type,
        "AccountCode": line.account_code,
    }


def _put_right(invoice: CaseInvoice, entry: CorrectTransaction) -> CaseInvoice:
    subject, _, cost = entry.subject.partition(", ")
    if subject != f"invoice {invoice.number}":
        return invoice
    assert entry.code == "unknown-tax-code", entry
    lines = tuple(
        replace(line, tax_code=entry.wanted) if line.cost_name == cost else line
        for line in invoice.lines
    )
    return replace(invoice, lines=lines)
