"""Rows become whole transactions, or are held back whole, each with its reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cmxero.casemanager.builder import build_transaction, lines_total
from cmxero.casemanager.faults import problem_of
from cmxero.casemanager.fields import (
    HEADER_FIELDS,
    JOURNAL_NUMBER,
    LINED,
    number_place,
)
from cmxero.casemanager.layout import Layout
from cmxero.casemanager.readrow import ReadRow
from cmxero.casemanager.shown import shown
from cmxero.core.casejournal import CaseInvoice, CaseKind, CaseTransaction
from cmxero.core.money import ZERO
from cmxero.core.problems import Problem

Key = tuple[CaseKind, str]
Rows = Sequence[ReadRow]


@dataclass(slots=True)
class Settled:
    """What the rows of a file have come to.

    Attributes:
        whole: transactions with the rows they are made of, in file order.
        problems: of every row that is in none of them, unless it had one already.
    """

    layout: Layout
    raw: Callable[[ReadRow], str]
    whole: list[tuple[CaseTransaction, Rows]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: ReadRow, code: str, *, name: str = "", value: object = "",
            **facts: object) -> None:  # fmt: skip
        """Note a problem of a row; ``name`` is the field it is about."""
        self.problems.append(
            problem_of(
                code,
                row=row.row,
                subject=row.subject,
                column=self.layout.header_of(name) if name else "",
                value=shown(value),
                raw=self.raw(row),
                **facts,
            )
        )

    def hold_with(self, culprit: ReadRow, rows: Iterable[ReadRow]) -> None:
        """Hold rows back because of another row of their transaction."""
        for row in rows:
            if row is not culprit and not row.is_bad:
                self.add(row, "held-with-sibling", other=culprit.row)


def settle_rows(rows: Iterable[ReadRow], layout: Layout, raw: Callable[[ReadRow], str]) -> Settled:
    """Put the rows of a file together to transactions.

    Args:
        rows: good and bad ones, in file order; a bad one has its problem already.
        layout: to name columns as the file does.
        raw: a row as JSON.
    """
    settled = Settled(layout, raw)
    groups: dict[Key, list[ReadRow]] = defaultdict(list)
    strays: dict[Key, ReadRow] = {}
    for row in rows:
        if row.kind is not None and row.number:
            groups[row.kind, row.number].append(row)
        elif row.kind is None:
            # It may be a row of any of these, and they are used only whole.
            strays |= {(kind, str(row.header[number_place(kind)])): row for kind in CaseKind}
    for key, group in groups.items():
        culprit = next((row for row in group if row.is_bad), strays.get(key))
        if culprit is not None:
            settled.hold_with(culprit, group)
        elif group[0].kind in LINED:
            _settle_lined(group, settled)
        else:
            _settle_single(group, settled)
    _settle_journal_dates(settled)
    return settled


def _settle_single(group: Rows, settled: Settled) -> None:
    """Payments and refunds: one row each."""
    first, *others = group
    if any(_content(row) != _content(first) for row in others):
        _refuse_number([[row] for row in group], settled)
        return
    for row in others:
        settled.add(row, "duplicate-row", other=first.row)
    _use([first], settled)


def _settle_lined(group: Rows, settled: Settled) -> None:
    """Invoices and adjustments: one row a line."""
    blocks: dict[object, list[ReadRow]] = defaultdict(list)
    for row in group:
        blocks[row.header, row.total].append(row)
    if len(blocks) == 1:
        _settle_alike(group, settled)
    elif _is_used_twice(list(blocks.values())):
        _refuse_number(list(blocks.values()), settled)
    else:
        _refuse_disagreement(group, settled)


def _settle_alike(group: Rows, settled: Settled) -> None:
    first, makes = group[0], lines_total(group)
    if makes == first.total:
        _use(group, settled)
        return
    size = _size_of_one(group)
    if size is None:
        settled.add(first, "totals-do-not-add-up", name="transaction_total", value=first.total,
                    makes=makes)  # fmt: skip
        settled.hold_with(first, group)
        return
    for place, row in enumerate(group[size:]):
        settled.add(row, "duplicate-row", other=group[place % size].row)
    _use(group[:size], settled)


def _size_of_one(group: Rows) -> int | None:
    """How many rows the transaction has, if the rest repeats them exactly; None if not."""
    contents = [_content(row) for row in group]
    makes = ZERO
    for size, row in enumerate(group[: len(group) // 2], 1):
        makes += lines_total([row])
        times, rest = divmod(len(group), size)
        if makes == row.total and not rest and contents == contents[:size] * times:
            return size
    return None


def _is_used_twice(blocks: Sequence[Rows]) -> bool:
    """Whether blocks are transactions of their own rather than parts of one."""
    journals = {block[0].header[JOURNAL_NUMBER] for block in blocks}
    return len(journals) > 1 or all(lines_total(block) == block[0].total for block in blocks)


def _refuse_number(blocks: Sequence[Rows], settled: Settled) -> None:
    rows = ", ".join(str(block[0].row) for block in blocks)
    for block in blocks:
        first = block[0]
        name = "invoice_number" if first.kind is CaseKind.INVOICE else "transaction_number"
        settled.add(first, "duplicate-number", name=name, value=first.number, rows=rows)
        settled.hold_with(first, block)


def _refuse_disagreement(group: Rows, settled: Settled) -> None:
    first = group[0]
    kind = first.kind or CaseKind.INVOICE
    culprit = first
    agreeing = [first]
    for row in group[1:]:
        if row.header == first.header and row.total == first.total:
            agreeing.append(row)
            continue
        culprit = row if culprit is first else culprit
        for name, value, says in zip(HEADER_FIELDS[kind], row.header, first.header, strict=True):
            if value != says:
                settled.add(row, "rows-disagree", name=name, value=value, other=first.row,
                            says=shown(says))  # fmt: skip
        if row.total != first.total:
            settled.add(row, "totals-differ", name="transaction_total", value=row.total,
                        other=first.row, says=first.total)  # fmt: skip
    settled.hold_with(culprit, agreeing)


def _use(rows: Rows, settled: Settled) -> None:
    first = rows[0]
    if first.kind is not CaseKind.ADJUSTMENT and first.total <= 0:
        is_zero = first.total == 0
        if not is_zero or first.kind is not CaseKind.INVOICE:
            settled.add(first, "zero-amount" if is_zero else "negative-amount",
                        name="transaction_total", value=first.total, kind=first.kind)  # fmt: skip
            settled.hold_with(first, rows)
            return
    transaction = build_transaction(rows)
    due = transaction.due_date if isinstance(transaction, CaseInvoice) else None
    if due is not None and due < transaction.transaction_date:
        settled.add(first, "due-before-date", name="due_date", value=due,
                    says=shown(transaction.transaction_date))  # fmt: skip
    settled.whole.append((transaction, rows))


def _settle_journal_dates(settled: Settled) -> None:
    """Hold back what disagrees with the date that most of its journal carries."""
    dates: dict[str, Counter[date]] = defaultdict(Counter)
    for transaction, _rows in settled.whole:
        dates[transaction.journal_number][transaction.journal_date] += 1
    if all(len(counted) == 1 for counted in dates.values()):
        return
    agreeing = []
    for transaction, rows in settled.whole:
        ((usual, _count),) = dates[transaction.journal_number].most_common(1)
        if transaction.journal_date == usual:
            agreeing.append((transaction, rows))
            continue
        settled.add(rows[0], "journal-dates-differ", name="journal_date",
                    value=transaction.journal_date, says=shown(usual),
                    journal=transaction.journal_number)  # fmt: skip
        settled.hold_with(rows[0], rows)
    settled.whole = agreeing


def _content(row: ReadRow) -> object:
    line = row.line and replace(row.line, row=0)
    return row.header, row.total, line
