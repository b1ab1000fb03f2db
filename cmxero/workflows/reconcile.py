"""Hold both sides against each other: findings by kind, the tie-out, the checks, and the proofs.

A finding that somebody said is settled is proven by a run that sees it gone. Proofs are committed
on their own: killed before the run's end, the next run finds them and records none twice.
"""

from dataclasses import dataclass, replace

from cmxero.core.findings import is_still_there
from cmxero.core.resolutions import OPEN
from cmxero.core.wording import counted
from cmxero.store.proofs import Proven
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
        proven: what people said is settled and this run saw gone.
        came_back: findings proven before that this run saw again.
        still_there: findings said to be settled that a later pull or import did not take away.
    """

    tie_out: TieOut
    by_kind: tuple[BridgeLine, ...]
    open: int
    failing_checks: dict[str, int]
    proven: tuple[Proven, ...] = ()
    came_back: int = 0
    still_there: int = 0

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
        if self.proven:
            text += f" {counted(len(self.proven), 'decision')} proven: the finding is gone."
        if self.came_back:
            text += f" {counted(self.came_back, 'finding')} proven before came back."
        if self.still_there:
            text += f" {self.still_there:,} said to be settled, but still there after a later look."
        if self.failing_checks:
            names = ", ".join(self.failing_checks)
            text += (
                f" Checks that are not empty: {names}. Until they are, nothing counts as proven. "
                "Pull again, then run `cmxero doctor`."
            )
        return text


def reconcile(bench: Bench) -> ReconcileReport:
    """Look at everything as it stands now, record the result, and what is proven by it."""
    with recorded_run(bench, "reconcile", {}) as run:
        run.until_ended.enter_context(bench.database.attached_once())
        report = look(bench)
        if not report.failing_checks:
            report = _with_proofs(bench, report, run.run_id)
        run.summary |= {
            "findings": {line.kind: line.findings for line in report.by_kind},
            "difference": str(report.tie_out.difference),
            "unexplained": str(report.tie_out.unexplained),
            "failing_checks": report.failing_checks,
            "proven": len(report.proven),
            "came_back": report.came_back,
            "still_there": report.still_there,
        }
        run.message = str(report)
        if report.open or report.failing_checks:
            run.outcome = NEEDS_A_PERSON
    return report


def look(bench: Bench) -> ReconcileReport:
    """The same without recording a run or a proof."""
    with bench.database.attached_once():
        findings = bench.reports.findings(bench.parameters)
        (tie,) = bench.tie_outs.tie_out(bench.parameters)
        return ReconcileReport(
            tie_out=tie,
            by_kind=bench.tie_outs.bridge(bench.parameters),
            open=sum(finding.status == OPEN for finding in findings),
            failing_checks=bench.reports.failing_checks(bench.parameters),
            still_there=sum(map(is_still_there, findings)),
        )


def _with_proofs(bench: Bench, report: ReconcileReport, run_id: str) -> ReconcileReport:
    gone, came_back = bench.proofs.record(bench.parameters, run_id=run_id, now_utc=bench.clock())
    proven = bench.proofs.newest(bench.organisation, gone, run_id)
    return replace(report, proven=proven, came_back=came_back)
