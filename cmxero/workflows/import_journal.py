"""Import a Case Manager journal export: file → landing, with every problem listed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from cmxero.casemanager.differences import compare_transactions
from cmxero.casemanager.reader import JournalFile
from cmxero.core.casejournal import CaseKind, CaseTransaction, kind_of
from cmxero.core.fingerprint import fingerprint_of_transaction
from cmxero.core.problems import Problem, Severity
from cmxero.core.spellings import Spellings
from cmxero.store.case_landing import Key, LandedFile
from cmxero.workflows.bench import Bench
from cmxero.workflows.runs import NEEDS_A_PERSON, recorded_run

Difference = tuple[str, str, str, int, str, str, str]
"""Kind, number, journal, version, field, before, after."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        imported_before: the name under which the same content came in before, or None.
        new: transactions stored for the first time.
        changed: transactions of a locked journal that came differently this time.
        unchanged: transactions that were there already, the same.
    """

    file_name: str
    imported_before: str | None
    journals: tuple[str, ...]
    rows: int
    rows_used: int
    rows_held: int
    new: int
    changed: int
    unchanged: int
    invoices: int
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]

    @property
    def needs_a_person(self) -> bool:
        """Whether something was held back or changed under a lock."""
        return bool(self.differences) or any(problem.blocks for problem in self.problems)

    def __str__(self) -> str:
        if self.imported_before is not None:
            return f"{self.file_name}: imported before as {self.imported_before}. Nothing changed."
        journals = ", ".join(self.journals) or "none"
        text = (
            f"{self.file_name}: journal {journals}; {self.rows} rows, {self.rows_used} used, "
            f"{self.rows_held} held back; {self.new} new transactions "
            f"({self.invoices} invoices), {self.unchanged} known, {self.changed} changed."
        )
        blocking = sum(problem.blocks for problem in self.problems)
        if blocking:
            text += f" {blocking} problems need mending in Case Manager."
        return text


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known before a file is imported.

    Attributes:
        file_name: under which the same content was imported before; None if it was not.
        transactions: version, mark and journal of each.
        companies: names in other journals than the file's.
    """

    file_name: str | None
    transactions: dict[Key, tuple[int, str, str]]
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A file's transactions, held against what is known."""

    fresh: tuple[tuple[CaseTransaction, int], ...]
    unchanged: int
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    rows_refused: int


def import_journal(bench: Bench, file: JournalFile) -> ImportReport:
    """Land a file that was read; the same content again changes nothing."""
    parameters = {"file": file.file_name, "sha256": file.sha256}
    with recorded_run(bench, "import", parameters, look=partial(_known, bench, file)) as run:
        known: _Known = run.found
        if known.file_name is not None:
            report = _report(file, known.file_name, _Sorted((), 0, (), (), 0))
        else:
            found = _sort(bench, file, known)
            report = _report(file, None, found)
            landed = _landed(bench, file, found)
            run.until_ended.enter_context(bench.database.attached_once())
            if not bench.case_landing.land(landed, run_id=run.run_id, now_utc=bench.clock()):
                report = _report(file, file.file_name, _Sorted((), 0, (), (), 0))
        run.summary |= {"new": report.new, "changed": report.changed, "held": report.rows_held}
        run.message = str(report)
        if report.needs_a_person:
            run.outcome = NEEDS_A_PERSON
    return report


def _known(bench: Bench, file: JournalFile) -> _Known:
    before = bench.case_landing.find_file(bench.organisation, file.sha256)
    if before is not None:
        return _Known(before, {}, ())
    journals = [journal.number for journal in file.journals]
    return _Known(
        None,
        bench.case_landing.known(bench.organisation),
        bench.case_reading.company_names(bench.organisation, but=journals),
    )


def _sort(bench: Bench, file: JournalFile, held: _Known) -> _Sorted:
    """New, unchanged, changed, refused: held against every transaction known so far."""
    known = held.transactions
    fresh: list[tuple[CaseTransaction, int]] = []
    changed: dict[Key, tuple[CaseTransaction, int]] = {}
    problems: list[Problem] = []
    unchanged = refused = 0
    for transaction in _transactions(file):
        key = (kind_of(transaction).value, transaction.number)
        version, mark, journal = known.get(key, (0, "", ""))
        if version and journal != transaction.journal_number:
            problems.append(_journaled_twice(transaction, journal))
            refused += _row_count(transaction)
        elif not version:
            fresh.append((transaction, 1))
        elif mark == fingerprint_of_transaction(transaction):
            unchanged += 1
        else:
            changed[key] = (transaction, version + 1)
    before = bench.case_reading.transactions(bench.organisation, changed)
    differences = [
        (*key, now.journal_number, version, change.field, change.before, change.after)
        for key, (now, version) in changed.items()
        for change in compare_transactions(before[key], now)
    ]
    differences += _missing(file, known)
    problems += _renamed(held.companies, file)
    return _Sorted(
        (*fresh, *changed.values()), unchanged, tuple(differences), tuple(problems), refused
    )


def _transactions(file: JournalFile) -> Iterable[CaseTransaction]:
    return (transaction for journal in file.journals for transaction in journal.transactions)


def _row_count(transaction: CaseTransaction) -> int:
    return max(1, len(getattr(transaction, "lines", ())))


def _journaled_twice(transaction: CaseTransaction, journal: str) -> Problem:
    """A transaction is in at most one journal (case-manager.md 5.2)."""
    subject = f"{kind_of(transaction).value} {transaction.number}"
    return Problem(
        "duplicate-number",
        f"{subject.capitalize()} of journal {transaction.journal_number} is already in "
        f"journal {journal}.",
        "Find out in Case Manager which of the two is right, renumber or remove the other and "
        "export its journal again.",
        Severity.BLOCKS,
        subject=subject,
        row=transaction.row,
        column="Invoice Number",
        value=transaction.number,
        raw=json.dumps({"Journal Number": transaction.journal_number}),
    )


def _renamed(companies: Iterable[str], file: JournalFile) -> Iterable[Problem]:
    """Companies whose name earlier journals spell otherwise, each once."""
    known = Spellings(companies)
    for transaction in _transactions(file):
        name = transaction.contact.company_name
        if kind_of(transaction) is CaseKind.INVOICE and (other := known.find_other(name)):
            yield Problem(
                "contact-renamed",
                f"Invoice {transaction.number} is for '{name}', which earlier journals spell "
                f"'{other}'. Xero would keep the two as two customers.",
                "Find out which name is right. Give the contact in Xero that name, or the company "
                "in Case Manager the other; then accept this with the reason.",
                Severity.WARNS,
                subject=f"contact {name}",
                row=transaction.row,
                column="Company Name",
                value=name,
                raw=json.dumps({"Journal Number": transaction.journal_number}),
            )
        known.add(name)


def _missing(file: JournalFile, known: dict[Key, tuple[int, str, str]]) -> list[Difference]:
    """Transactions of a locked journal that a newer export of it no longer shows."""
    journals = {journal.number for journal in file.journals}
    present = {(kind_of(t).value, t.number) for t in _transactions(file)}
    held = {problem.subject for problem in file.problems}
    return [
        (kind, number, journal, version, "transaction", "in the journal", "not in the newer file")
        for (kind, number), (version, _, journal) in known.items()
        if journal in journals and (kind, number) not in present and f"{kind} {number}" not in held
    ]


def _landed(bench: Bench, file: JournalFile, found: _Sorted) -> LandedFile:
    return LandedFile(
        organisation=bench.organisation,
        sha256=file.sha256,
        name=file.file_name,
        size_bytes=file.size_bytes,
        rows=file.rows,
        rows_used=file.rows_used - found.rows_refused,
        rows_held=file.rows_held + found.rows_refused,
        journals=tuple((journal.number, journal.journal_date) for journal in file.journals),
        fresh=found.fresh,
        differences=found.differences,
        problems=tuple(
            (_journal_of(problem, file), problem) for problem in (*file.problems, *found.problems)
        ),
    )


def _journal_of(problem: Problem, file: JournalFile) -> str:
    """The journal a problem belongs to, so that a newer file of that journal can clear it."""
    header = file.headers.get("journal_number", "Journal Number")
    raw = json.loads(problem.raw) if problem.raw else {}
    number = str(raw.get(header) or raw.get("Journal Number") or "").strip()
    known = [journal.number for journal in file.journals]
    if number in known or (number and not known):
        return number
    return known[0] if len(known) == 1 else ""


def _report(file: JournalFile, before: str | None, found: _Sorted) -> ImportReport:
    fresh = [transaction for transaction, version in found.fresh if version == 1]
    empty = before is not None
    return ImportReport(
        file_name=file.file_name,
        imported_before=before,
        journals=tuple(journal.number for journal in file.journals),
        rows=file.rows,
        rows_used=0 if empty else file.rows_used - found.rows_refused,
        rows_held=0 if empty else file.rows_held + found.rows_refused,
        new=len(fresh),
        changed=len({(d[0], d[1]) for d in found.differences}),
        unchanged=found.unchanged,
        invoices=sum(kind_of(transaction).value == "invoice" for transaction in fresh),
        differences=found.differences,
        problems=() if empty else (*file.problems, *found.problems),
    )
