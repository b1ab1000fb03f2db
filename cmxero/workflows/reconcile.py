"""Hold both sides against each other: findings by kind, the tie-out, and the checks."""

from dataclasses import dataclass

from cmxero.store.tie_outs import BridgeLine, TieOut
from cmxero.workflows.bench import Bench
from cmxero.workflows.runs import NEEDS_A_PERSON, recorded_run


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """Where the ledgers stand.

    Attributes:
        by_kind: findings of each kind and what they add to the difference.
        open: findings nobody has decided.
        failing_checks: checks that should be empty and are not; a fault of cmxero or of a
            half-finished pull, never of a person.
    """

    tie_out: TieOut
    by_kind: tuple[BridgeLine, ...]
    open: int
    failing_checks: dict[str, int]

    @property
    def findings(self) -> int:
        """All of them, decided or not."""
        return sum(line.findings for line in self.by_kind)

    def __str__(self) -> str:
        tie = self.tie_out
        text = (
            f"Case Manager counts {tie.case_receivables:,.2f} {tie.currency_code} as owed, Xero "
            f"{tie.xero_receivables:,.2f}; difference {tie.difference:,.2f}, of which "
            f"{tie.unexplained:,.2f} unexplained. {self.findings} findings, {self.open} open."
        )
        if self.failing_checks:
            names = ", ".join(self.failing_checks)
            text += f" Checks that are not empty: {names}. Pull again, then run `cmxero doctor`."
        return text


def reconcile(bench: Bench) -> ReconcileReport:
    """Look at everything as it stands now and record the result."""
    with recorded_run(bench, "reconcile", {}) as run:
        report = look(bench)
        run.summary |= {
            "findings": {line.kind: line.findings for line in report.by_kind},
            "difference": str(report.tie_out.difference),
            "unexplained": str(report.tie_out.unexplained),
            "failing_checks": report.failing_checks,
        }
        run.message = str(report)
        if report.open or report.failing_checks:
            run.outcome = NEEDS_A_PERSON
    return report


def look(bench: Bench) -> ReconcileReport:
    """The same without recording a run."""
    findings = bench.reports.findings(bench.parameters)
    (tie,) = bench.tie_outs.tie_out(bench.parameters)
    return ReconcileReport(
        tie_out=tie,
        by_kind=bench.tie_outs.bridge(bench.parameters),
        open=sum(finding.status == "open" for finding in findings),
        failing_checks=bench.reports.failing_checks(bench.parameters),
    )
