"""Writes the whole sample: journals, the Xero user's script, the answer key."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from cmxero.core.casejournal import CaseInvoice, kind_of
from cmxero.core.errors import SettingsError
from cmxero.core.findings import FindingKind
from cmxero.sample.case_desk import CaseDesk
from cmxero.sample.cast import Cast
from cmxero.sample.damage import Damage, spoil
from cmxero.sample.invoices import InvoiceMaker, number_at
from cmxero.sample.journal_files import CsvJournal, ExcelJournal, JournalFile
from cmxero.sample.key import AnswerKey, Where
from cmxero.sample.ledger import Books
from cmxero.sample.names import People
from cmxero.sample.periods import FIRST_NUMBER, Calendar, Period
from cmxero.sample.places import KEY, SCRIPT, clear_old_sample, part_of
from cmxero.sample.receipts import Receipts
from cmxero.sample.recipe import DEFAULT, Recipe
from cmxero.sample.roles import ENOUGH, NOT_USED, Role, draw_roles
from cmxero.sample.rows import Row, follower_row, invoice_rows
from cmxero.sample.script import XeroScript
from cmxero.sample.stage import Stage
from cmxero.sample.story import Turns, play

MOST_WITH_EXCEL = 5_000
"""Beyond so many invoices every journal is CSV."""
UNKNOWN_NUMBERS, UNKNOWN_NUMBERS_IF_MANY = (88_001, 99_001), (8_800_001, 9_900_001)


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was written.

    Attributes:
        files: names of the journal files, in order.
        transactions: how many of each kind the files hold, unusable ones included.
        invoices_usable: invoices that come in, and count in Case Manager's ledger.
        faults: entries of the answer key.
        case_manager_receivables: dollars at the end of the story, as text.
        xero_receivables: the same on CM- invoices in Xero, less what is left of their customers'
            credits.
    """

    files: tuple[str, ...]
    transactions: dict[str, int]
    invoices_in_files: int
    invoices_usable: int
    faults: int
    case_manager_receivables: str
    xero_receivables: str
    payments_in_xero_live: int


def write_sample(
    folder: Path,
    *,
    invoices: int = DEFAULT.invoices,
    seed: int = DEFAULT.seed,
    faults_per_kind: int = DEFAULT.faults_per_kind,
) -> SampleSummary:
    """Write journals, ``xero_user.json`` and ``answer_key.json`` into a folder.

    The same arguments give the same bytes. A sample that is there already is removed first; other
    files stay. The key is written last, so where it is, the sample is whole.

    Args:
        folder: made if it is not there.
        invoices: as in ``Recipe``.
        faults_per_kind: as in ``Recipe``.

    Raises:
        SettingsError: fewer invoices than the faults need.
    """
    if invoices < ENOUGH or faults_per_kind < 0:
        raise SettingsError(
            "sample",
            f"{invoices} invoices with {faults_per_kind} faults of each kind cannot be made.",
            f"Ask for at least {ENOUGH} invoices and for 0 faults or more.",
        )
    with XeroScript() as script:
        writer = _Writer(folder, invoices, seed, faults_per_kind, script)
        folder.mkdir(parents=True, exist_ok=True)
        clear_old_sample(folder)
        for period in writer.calendar.periods:
            writer.write_journal(period)
        script.write(folder / SCRIPT)
    summary = writer.summary()
    recipe = Recipe(invoices, seed, faults_per_kind)
    _write_key(folder / KEY, recipe, writer.stage.key, summary)
    return summary


class _Writer:
    def __init__(
        self, folder: Path, invoices: int, seed: int, faults_per_kind: int, script: XeroScript
    ) -> None:
        rng = Random(seed)  # noqa: S311 - a story, not a secret
        self.calendar = Calendar(invoices)
        self._folder = folder
        self._roles = draw_roles(self.calendar, rng, faults_per_kind)
        lent = sorted(p for p, role in self._roles.items() if role is Role.NUMBER_LENT)
        self._lent_numbers = [number_at(place) for place in lent]
        self._maker = InvoiceMaker(self.calendar, Cast(rng, People(seed), invoices), rng)
        self._turns = Turns()
        self._files: list[str] = []
        books = Books()
        desk = CaseDesk(self.calendar, books)
        is_many = FIRST_NUMBER + invoices > UNKNOWN_NUMBERS[0]
        unknown_case, unknown_xero = UNKNOWN_NUMBERS_IF_MANY if is_many else UNKNOWN_NUMBERS
        self.stage = Stage(
            rng=rng,
            books=books,
            key=AnswerKey(),
            desk=desk,
            script=script,
            receipts=Receipts(rng, books, desk, script),
            unknown_case_number=unknown_case,
            unknown_xero_number=unknown_xero,
        )

    def write_journal(self, period: Period) -> None:
        """Write one journal: its invoices, then what else was entered in its days."""
        is_last = period is self.calendar.periods[-1]
        with self._open(period, is_last=is_last) as file:
            for place in range(period.first, period.stop):
                self._write_invoice(file, place)
            self.stage.receipts.close_groups(period.end)
            for transaction in self.stage.desk.take(period.number):
                row = file.write(follower_row(transaction))
                self.stage.key.locate(transaction.number, file.name, row)
                self.stage.books.counts[kind_of(transaction).value] += 1
            self._files.append(file.name)

    def summary(self) -> SampleSummary:
        """What was written so far."""
        books = self.stage.books
        return SampleSummary(
            files=tuple(self._files),
            transactions=dict(sorted(books.counts.items())),
            invoices_in_files=self.calendar.invoices,
            invoices_usable=books.invoices_usable,
            faults=len(self.stage.key.faults),
            case_manager_receivables=str(books.case),
            xero_receivables=str(books.xero),
            payments_in_xero_live=books.payments_in_xero_live,
        )

    def _open(self, period: Period, *, is_last: bool) -> JournalFile:
        name = f"journal-{period.number}"
        if is_last and self.calendar.invoices <= MOST_WITH_EXCEL:
            return ExcelJournal(self._folder / f"{name}.xlsx")
        return CsvJournal(self._folder / f"{name}.csv")

    def _write_invoice(self, file: JournalFile, place: int) -> None:
        role = self._roles.get(place, Role.PLAIN)
        turn = self._turns.next(role)
        invoice = self._maker.make(place, role)
        if role is Role.DUPLICATE_NUMBER:
            number = self._lent_numbers[turn]
            invoice = replace(invoice, number=number, invoice_number=number)
        play(self.stage, invoice, role, turn)
        self.stage.books.counts["invoice"] += 1
        rows = invoice_rows(invoice)
        if role in NOT_USED:
            self._write_unusable(file, invoice, role, rows, turn)
            return
        first, *_others = [file.write(row) for row in rows]
        self.stage.key.locate(invoice.number, file.name, first)

    def _write_unusable(
        self, file: JournalFile, invoice: CaseInvoice, role: Role, rows: list[Row], turn: int
    ) -> None:
        if role is Role.DUPLICATE_NUMBER:
            damage = Damage(
                f"invoice {invoice.number}", "Its number was used by an earlier journal."
            )
        else:
            damage = spoil(role, rows, turn)
        first, *_others = [file.write(row) for row in rows]
        fault = self.stage.key.add(
            FindingKind.IMPORT_PROBLEM,
            f"{role.value}: {damage.subject or f'{file.name} row {first}'}",
            f"{damage.how} The invoice is over {invoice.total}.",
            where=Where.JOURNAL,
            code=role.value,
        )
        fault.file, fault.row = file.name, first


def _write_key(path: Path, recipe: Recipe, key: AnswerKey, summary: SampleSummary) -> None:
    expected = {
        "invoices_in_files": summary.invoices_in_files,
        "invoices_usable": summary.invoices_usable,
        "case_manager_receivables": summary.case_manager_receivables,
        "xero_receivables": summary.xero_receivables,
        "payments_in_xero_live": summary.payments_in_xero_live,
    }
    part = part_of(path)
    with part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{"made_with": ' + json.dumps(recipe.as_json()))
        stream.write(',\n"expected": ' + json.dumps(expected) + ',\n"faults": [')
        entries = (json.dumps(fault.as_json(), ensure_ascii=False) for fault in key.faults)
        stream.write("\n  " + ",\n  ".join(entries))
        stream.write("\n]}\n")
    part.replace(path)
