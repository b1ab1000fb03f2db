"""Back to Case Manager: import files with every payment once, and the list of work by hand.

A file is recorded with its payments in one transaction, then written, then acknowledged. Killed
between, the next run writes what is recorded and not acknowledged, from the same rows: recorded
is delivered, so no payment can go twice (case-manager.md 3.5).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cmxero.core.errors import NothingToDoError
from cmxero.core.payment_import import Layout, PaymentCopy
from cmxero.core.wording import date_words
from cmxero.store.outbox_items import PROVEN, SAID_DONE, TO_DO, HandItem, OutboxFile
from cmxero.workflows.bench import Bench
from cmxero.workflows.runs import NEEDS_A_PERSON, Run, recorded_run


@dataclass(frozen=True, slots=True)
class OutboxDesk:
    """Where files go, and how they are made.

    Attributes:
        put: writes a file whole, on disk when it returns, or raises.
    """

    folder: Path
    layout: Layout
    render_payments: Callable[[Sequence[PaymentCopy], Layout], bytes]
    render_hand_list: Callable[[Sequence[Sequence[object]]], bytes]
    put: Callable[[Path, bytes], None]

    def hand_list(self, organisation: str) -> Path:
        """Where the hand list lies while there is anything on it."""
        return self.folder / f"hand-list-{organisation}.csv"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A payment import file that was written now.

    Attributes:
        total: dollars of its payments.
        reason: ``new``, ``recorded before`` (a run broke off) or ``again`` (a person asked).
    """

    number: int
    path: Path
    rows: int
    total: Decimal
    reason: str

    def __str__(self) -> str:
        what = f"{self.path.name}: {_payments(self.rows)}, {self.total:,.2f} in all"
        if self.reason == "again":
            return (
                f"{what}. Made again: these are the same payments as before. If Case Manager has "
                "imported them, do not import this file."
            )
        if self.reason == "recorded before":
            return (
                f"{what}. An earlier run recorded it and broke off before it could say that the "
                "file is written. If you have imported a file of this name, do not import it twice."
            )
        return f"{what}. Import it in Case Manager: Tools > Import Payments."


@dataclass(frozen=True, slots=True)
class OutboxReport:
    """What went on to Case Manager, and what a person must do there.

    Attributes:
        hand_list: the list's file; None while nothing is on it, or after a dry run.
        replacements: payments that are on the hand list as a change, and so in no file.
        would_go: payments that the next file takes, and their dollars; None but after a dry run.
    """

    written: tuple[WrittenFile, ...]
    items: tuple[HandItem, ...]
    hand_list: Path | None
    replacements: int
    would_go: tuple[int, Decimal] | None = None

    @property
    def to_do(self) -> tuple[HandItem, ...]:
        """What nobody has said to be done."""
        return tuple(item for item in self.items if item.status == TO_DO)

    @property
    def needs_a_person(self) -> bool:
        """Whether a file is to be imported, or anything done by hand."""
        return bool(self.written or self.to_do)

    def __str__(self) -> str:
        if self.would_go is not None:
            count, total = self.would_go
            return (
                f"Dry run, nothing was written: the next import file takes {_payments(count)}, "
                f"{total:,.2f} in all; {len(self.to_do)} to change in Case Manager by hand."
            )
        lines = [str(each) for each in self.written] or ["No payment is to be imported."]
        if self.hand_list is None:
            return "\n".join([*lines, "Nothing is to be changed in Case Manager by hand."])
        said = sum(item.status == SAID_DONE for item in self.items)
        text = f"{self.hand_list.name}: {len(self.to_do)} to change in Case Manager by hand"
        text += f", {said} said done and not yet seen in a journal." if said else "."
        return "\n".join([*lines, text])


def look_at_outbox(bench: Bench) -> OutboxReport:
    """What would go on to Case Manager now; nothing is written or recorded."""
    with bench.database.attached_once():
        count, total, _ = bench.outbox.waiting(bench.parameters[0])
        items = bench.outbox.changes(bench.parameters[0])
    return OutboxReport((), items, None, 0, (count, total))


def make_outbox(bench: Bench, desk: OutboxDesk, *, again: int | None = None) -> OutboxReport:
    """Write the payment import files that are due, and the hand list.

    Args:
        again: number of an import file to make again instead, with the same payments.

    Raises:
        NothingToDoError: there is no file of that number.
        SpreadsheetError: a file cannot be written; it is recorded, the next run writes it.
    """
    with recorded_run(bench, "outbox", {} if again is None else {"again": again}) as run:
        replaced = 0
        if again is not None:
            written = [_write(bench, desk, run, _find(bench, again), "again")]
        else:
            written = _write_recorded(bench, desk, run)
            made, replaced = bench.outbox.choose(
                bench.parameters[0],
                desk.layout,
                lambda payments: desk.render_payments(payments, desk.layout),
                run_id=run.run_id,
                person=bench.person,
                now_utc=bench.clock(),
            )
            if made:
                written.append(_write(bench, desk, run, made, "new"))
        items = bench.outbox.changes(bench.parameters[0])
        hand_list = _write_hand_list(desk, bench.organisation, items)
        report = OutboxReport(tuple(written), items, hand_list, replaced)
        run.summary |= {
            "files": [each.path.name for each in written],
            "payments": sum(each.rows for each in written),
            "by hand": len(report.to_do),
        }
        run.message = str(report)
        if report.needs_a_person:
            run.outcome = NEEDS_A_PERSON
    return report


def file_content(bench: Bench, desk: OutboxDesk, number: int) -> tuple[str, bytes]:
    """Name and bytes of an import file, made from what was recorded; writes and records nothing.

    Raises:
        NothingToDoError: there is no file of that number.
    """
    file = _find(bench, number)
    payments = bench.outbox.payments(bench.organisation, number)
    return file.name, desk.render_payments(payments, file.layout)


def say_done(bench: Bench, desk: OutboxDesk, keys: Sequence[str], note: str) -> int:
    """Record that things on the hand list were done in Case Manager; how many.

    Raises:
        NothingToDoError: a key is not on the list.
    """
    with recorded_run(bench, "outbox done", {"keys": list(keys)}) as run:
        count = bench.outbox.say_done(
            bench.parameters[0],
            keys,
            run_id=run.run_id,
            person=bench.person,
            note=note,
            now_utc=bench.clock(),
        )
        items = bench.outbox.changes(bench.parameters[0])
        _write_hand_list(desk, bench.organisation, items)
        run.message = f"{count} said to be done in Case Manager by {bench.person}."
    return count


def _write_recorded(bench: Bench, desk: OutboxDesk, run: Run) -> list[WrittenFile]:
    """Write what an earlier run recorded and never said to be written."""
    waiting = [file for file in bench.outbox.files(bench.organisation) if not file.written_utc]
    return [_write(bench, desk, run, file, "recorded before") for file in waiting]


def _write(bench: Bench, desk: OutboxDesk, run: Run, file: OutboxFile, reason: str) -> WrittenFile:
    payments = bench.outbox.payments(bench.organisation, file.number)
    path = desk.folder / file.name
    desk.put(path, desk.render_payments(payments, file.layout))
    bench.outbox.acknowledge(
        bench.organisation, file.number, run_id=run.run_id, now_utc=bench.clock()
    )
    return WrittenFile(file.number, path, file.rows, file.total, reason)


def _find(bench: Bench, number: int) -> OutboxFile:
    files = bench.outbox.files(bench.organisation)
    for file in files:
        if file.number == number:
            return file
    raise NothingToDoError(
        f"There is no import file {number}. `cmxero outbox --list` shows them. Nothing was written."
    )


def _write_hand_list(desk: OutboxDesk, organisation: str, items: Sequence[HandItem]) -> Path | None:
    """Write the list where its content is new; without anything on it, it goes."""
    path = desk.hand_list(organisation)
    rows = [_cells(item) for item in items if item.status != PROVEN]
    if not rows:
        path.unlink(missing_ok=True)
        return None
    content = desk.render_hand_list(rows)
    if not path.exists() or path.read_bytes() != content:
        desk.put(path, content)
    return path


def _cells(item: HandItem) -> tuple[object, ...]:
    return (
        item.action.value.capitalize(),
        item.case_number,
        item.invoice_number,
        item.payer,
        item.file_number,
        item.payment_date,
        item.amount,
        item.reference,
        item.target_invoice_number,
        item.target_date,
        item.target_amount,
        item.target_reference,
        in_words(item),
        item.status,
        item.key,
    )


def in_words(item: HandItem) -> str:
    """What to do in Case Manager and why, in a sentence."""
    day = date_words(item.target_date) if item.target_date else ""
    return f"{_DEEDS[item.action.value].format(item=item, day=day)} Xero: {item.why}"


_DEEDS = {
    "change": "In Case Manager, make the payment of {item.amount:,.2f} on invoice "
    "{item.invoice_number} read {item.target_amount:,.2f} of {day}, reference "
    "'{item.target_reference}'; if it is deleted there already, enter it so.",
    "delete": "In Case Manager, delete the payment of {item.amount:,.2f} on invoice "
    "{item.invoice_number}; if it is locked by a journal, refund it.",
    "enter": "In Case Manager, enter a payment of {item.target_amount:,.2f} of "
    "{day} on invoice {item.target_invoice_number}, reference "
    "'{item.target_reference}'.",
}


def _payments(count: int) -> str:
    return f"{count} payment" + ("" if count == 1 else "s")
