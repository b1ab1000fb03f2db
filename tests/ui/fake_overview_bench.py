"""A workbench in memory for the Overview page: rows first, every figure is counted from them."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from fake_workbench import NAMES, NOW, SCRIPT, TODAY, FakeWorkbench

from cmxero.core.money import ZERO
from cmxero.store.owed_rows import OwedRow
from cmxero.store.tie_outs import AgeingLine, BridgeLine, Position, TieOut
from cmxero.workflows.overview import OverviewFigures, ReceivedPayment, RunState
from cmxero.workflows.tie_out import TieOutReport

BRACKETS = ("not yet due", "1 to 30 days overdue", "more than 90 days overdue")
SIDES = ("Case Manager", "Xero")


def owed(number: int, side: str) -> OwedRow:
    """The n-th invoice: what one ledger says is owed on it."""
    amount = Decimal("100.00") + number + (Decimal("0.05") if side == "Xero" else ZERO)
    return OwedRow(
        side=side,
        bracket=BRACKETS[number % 3],
        document=f"CM-{1001 + number}",
        customer=NAMES[number % len(NAMES)],
        due_date=TODAY - timedelta(days=number),
        days_overdue=number,
        owed=-amount if number == 5 else amount,
        currency_code="AUD",
    )


def run(number: int, kind: str, outcome: str) -> RunState:
    """A run that began n hours ago."""
    began = NOW - timedelta(hours=number)
    ended = None if outcome == "not ended" else began + timedelta(minutes=1)
    return RunState(f"{kind}-{number}", kind, "Bea", began, ended, outcome, f"{kind} {SCRIPT}")


class FakeOverviewBench(FakeWorkbench):
    """Satisfies OverviewSource.

    Attributes:
        asked: every question about the tie-out, in order.
        gate: called within each tie-out, to hold it up.
        file: where preferences are kept; None keeps them in memory.
    """

    def __init__(self, count: int = 14, *, file=None, **more) -> None:
        super().__init__(count, **more)
        self.asked: list[tuple] = []
        self.gate = lambda: None
        self.file = file
        self.kept: dict[str, str] = {}
        self.owed = [owed(number, side) for number in range(9 if count else 0) for side in SIDES]
        self.runs = [
            run(1, "pull", "done"),
            run(2, "export", "needs a person"),
            run(3, "pull", "failed"),
            run(4, "import", "not ended"),
        ]
        self.waiting = [
            ReceivedPayment(
                TODAY, "CM-1001", SCRIPT, Decimal("50.00"), SCRIPT, state, "", f"p-{state}"
            )
            for state in ("held", "unknown invoice")
        ]

    def overview_figures(self) -> OverviewFigures:
        self._maybe_fail()
        states = Counter(payment.state for payment in self.waiting)
        exports = self.runs_of("export")
        return OverviewFigures(
            0, ZERO, {"mirrored": 7, **states}, tuple(self.runs), next(iter(exports), None)
        )

    def tie_out_report(self, as_of=None, known_on=None) -> TieOutReport:
        self._maybe_fail()
        self.asked.append(("report", as_of, known_on))
        self.gate()
        header, rows = self.page_header(), self.tie_out_rows("", as_of, known_on)
        tie = TieOut(
            "demo", "AUD", as_of, header.case_receivables, header.xero_receivables,
            header.difference, header.difference - self.unexplained, self.unexplained,
        )  # fmt: skip
        kinds = dict.fromkeys(row.kind for row in rows)
        bridge = [
            BridgeLine(
                kind,
                sum(row.kind == kind for row in rows),
                sum((row.effect for row in rows if row.kind == kind), ZERO),
            )
            for kind in kinds
        ]
        ageing = [
            AgeingLine(
                bracket,
                *(sum((r.owed for r in self.owed_rows(side, bracket)), ZERO) for side in SIDES),
                *(len(self.owed_rows(side, bracket)) for side in SIDES),
            )
            for bracket in BRACKETS
        ]
        return TieOutReport(as_of, known_on, (tie,), tuple(bridge), tuple(ageing))

    def tie_out_rows(self, kind="", as_of=None, known_on=None) -> tuple[Position, ...]:
        self._maybe_fail()
        self.asked.append(("rows", kind, as_of, known_on))
        made = [
            Position(
                one.kind.value, one.subject, one.case_invoice_number, one.contact_name,
                one.since, one.status, one.effect, (SCRIPT,), one.key,
            )
            for one in self.found.values()
        ]  # fmt: skip
        return tuple(row for row in made if kind in {"", row.kind})

    def owed_rows(self, side, bracket="", as_of=None, known_on=None) -> tuple[OwedRow, ...]:
        self._maybe_fail()
        self.asked.append(("owed", side, bracket, as_of, known_on))
        return tuple(
            row for row in self.owed if side in {"", row.side} and bracket in {"", row.bracket}
        )

    def export_log(self, *, failed_only: bool) -> tuple:
        assert failed_only
        return ()

    def payments_waiting(self) -> tuple[ReceivedPayment, ...]:
        return tuple(self.waiting)

    def runs_of(self, kind: str, newest: int = 50) -> tuple[RunState, ...]:
        return tuple(each for each in self.runs if each.kind == kind)[:newest]

    def preference(self, name: str) -> str:
        if self.file is not None:
            with suppress(FileNotFoundError):
                return self.file.read_text("utf-8")
            return ""
        return self.kept.get(name, "")

    def keep_preference(self, name: str, value: str) -> None:
        if self.file is not None:
            self.file.write_text(value, "utf-8")
        self.kept[name] = value


MORNING = datetime(2026, 7, 5, 9)
"""The instant that ``2026-07-05T09:00`` names."""
