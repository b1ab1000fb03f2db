"""One row of an export: its cells read, and its line checked by itself.

Nearly all rows are good, so they are read in one go. Only where that fails, the cells are read
one by one, to name everything that is wrong with them.
"""

from typing import Any

from cmxero.casemanager.cells import CellError, Dates
from cmxero.casemanager.faults import problem_of
from cmxero.casemanager.fields import LINE_FIELDS
from cmxero.casemanager.layout import Layout
from cmxero.casemanager.plans import FieldPlan, Plans
from cmxero.casemanager.readrow import Header, ReadRow, keep_cells, raw_json
from cmxero.casemanager.shown import shown
from cmxero.core.casejournal import CaseKind, CaseLine
from cmxero.core.money import CENT, UNIT, ZERO, half_up
from cmxero.core.problems import Problem

NO_UNITS = ZERO.quantize(UNIT)
_QUANTITY, _RATE = LINE_FIELDS.index("quantity"), LINE_FIELDS.index("rate")

KeptCells = str | list[str]


class RowReader:
    """Reads the rows of one file and remembers the problems."""

    def __init__(self, layout: Layout, file_name: str) -> None:
        self.problems: list[Problem] = []
        self._layout = layout
        self._plans = Plans(layout, file_name)
        self._type_at = self._plans.place("transaction_type")
        self._headers: dict[Header, Header] = {}

    @property
    def dates(self) -> Dates:
        """The dates met so far."""
        return self._plans.dates

    def read(self, number: int, cells: list[str], broken: str | None) -> ReadRow | None:
        """Read one row; None if it is blank.

        Args:
            number: as Excel counts.
            cells: as they came in; the list is changed.
            broken: a code of ``faults.FAULTS`` if the row as such is broken.

        Raises:
            ExportFileError: it is of a kind for which the file lacks a column.
        """
        if not any(cells):
            return None
        kept = keep_cells(cells)
        stray = self._fit(cells)
        if broken is None and stray is None:
            try:
                return self._read_good(number, cells, kept)
            except CellError:
                pass
        cells[:] = [cell.strip() for cell in cells]
        if stray is None and not any(cells):
            return None
        return self._read_carefully(number, cells, kept, (broken, stray))

    def raw(self, row: ReadRow) -> str:
        """A row as JSON: header to cell, as they came in."""
        return raw_json(row.cells, self._layout)

    def _fit(self, cells: list[str]) -> str | None:
        """Cut or fill a row to the width of the header; the first text outside it, if any."""
        width = self._layout.width
        beyond = [cells[at] for at in self._layout.nameless if at < len(cells)] + cells[width:]
        del cells[width:]
        # One empty cell more stands for every column that the file lacks.
        cells.extend([""] * (width + 1 - len(cells)))
        return next((cell for cell in beyond if cell.strip()), None)

    def _read_good(self, number: int, cells: list[str], kept: KeptCells) -> ReadRow:
        kind = self._plans.kinds[cells[self._type_at]]
        plan = self._plans[kind]
        if "" in plan.needed(cells):
            raise CellError("missing-value")
        header: Header = tuple([reader[cells[at]] for reader, at in plan.header])
        header = self._headers.setdefault(header, header)
        total = self._plans.amounts[cells[plan.total]] or ZERO
        row = ReadRow(number, kind, header, total, None, kept)
        if plan.line:
            row.line = self._line([reader[cells[at]] for reader, at in plan.line], row)
        return row

    def _line(self, values: list[Any], row: ReadRow) -> CaseLine:
        quantity, rate = values[_QUANTITY], values[_RATE]
        if quantity is None or rate is None:
            values[_QUANTITY] = quantity or NO_UNITS
            values[_RATE] = rate or NO_UNITS
        line = CaseLine(*[*values, row.row])
        if line.sub_total + line.tax != line.total:
            row.is_bad = True
            self._add(
                row,
                "line-does-not-add-up",
                field="line_total",
                value=shown(line.total),
                sub_total=line.sub_total,
                tax=line.tax,
                makes=line.sub_total + line.tax,
            )
        if quantity is not None and rate is not None:
            self._check_price(row, line)
        return line

    def _check_price(self, row: ReadRow, line: CaseLine) -> None:
        makes = half_up(line.quantity * line.rate)
        if abs(makes - line.sub_total) > CENT:
            self._add(
                row,
                "quantity-times-rate",
                field="line_sub_total",
                value=shown(line.sub_total),
                quantity=shown(line.quantity),
                rate=shown(line.rate),
                makes=makes,
            )

    def _read_carefully(
        self, number: int, cells: list[str], kept: KeptCells, whole: tuple[str | None, str | None]
    ) -> ReadRow:
        kind = self._find_kind(cells)
        row = ReadRow(number, kind, self._find_numbers(cells), ZERO, None, kept, is_bad=True)
        before = len(self.problems)
        broken, stray = whole
        if broken is not None:
            self._add(row, broken)
        if stray is not None:
            self._add(row, "cell-without-header", value=stray)
        for field in self._plans.fields(kind):
            self._try_cell(row, field, cells[field.at])
        if len(self.problems) == before:
            return self._read_good(number, cells, kept)
        return row

    def _try_cell(self, row: ReadRow, field: FieldPlan, cell: str) -> None:
        facts: dict[str, Any] = {"kind": row.kind or "transaction"}
        if not cell:
            if field.is_needed:
                self._add(row, "missing-value", field=field.name, **facts)
            return
        try:
            field.reader[cell]
        except CellError as fault:
            self._add(row, fault.code, field=field.name, value=cell, **facts | fault.facts)

    def _add(
        self, row: ReadRow, code: str, *, field: str = "", value: str = "", **facts: object
    ) -> None:
        self.problems.append(
            problem_of(
                code,
                row=row.row,
                subject=row.subject,
                column=self._layout.header_of(field) if field else "",
                value=value,
                raw=self.raw(row),
                **facts,
            )
        )

    def _find_kind(self, cells: list[str]) -> CaseKind | None:
        try:
            return self._plans.kinds[cells[self._type_at]]
        except CellError:
            return None

    def _find_numbers(self, cells: list[str]) -> tuple[str, str]:
        return self._find_text("transaction_number", cells), self._find_text(
            "invoice_number", cells
        )

    def _find_text(self, field: str, cells: list[str]) -> str:
        try:
            return self._plans.texts[cells[self._plans.place(field)]]
        except CellError:
            return ""
