"""Export a journal's invoices to Xero, exactly once; the protocol itself is in ``sending``."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cmxero.store.exports import Intent, Outcome, OutcomeState
from cmxero.workflows.batches import BATCH_SIZE, Batches, split_into_batches
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import Rules
from cmxero.workflows.export_report import ExportProgress, ExportReport, Progress
from cmxero.workflows.history_notes import add_history_notes
from cmxero.workflows.lanes import Lanes
from cmxero.workflows.new_contacts import create_new_contacts
from cmxero.workflows.plan import ExportPlan, plan_export
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.runs import NEEDS_A_PERSON, Run, recorded_run
from cmxero.workflows.sending import Sender

ROUNDS = 3
"""How often invoices that Xero did not save, although it was asked, are sent in one run."""

OpenGateway = Callable[[], AbstractContextManager[XeroGateway]]


def never() -> bool:
    """Nobody cancels."""
    return False


def export_journal(
    bench: Bench,
    journal_number: str,
    rules: Rules,
    open_gateway: OpenGateway,
    *,
    dry_run: bool,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] = never,
) -> ExportReport:
    """Export what is ready of a journal; the caller holds the organisation's export lock.

    Args:
        open_gateway: opens Xero; once for the plan, and once for each lane that sends.
        only: Case Manager numbers to export; None takes the whole journal.
        progress: told after each batch, in the caller's thread.
        is_cancelled: asked before each batch; what is under way is always finished.

    Raises:
        NothingToDoError: no such journal.
        XeroError: Xero cannot be reached or refuses; what was done is recorded, run it again.
    """
    with _sparing(open_gateway, rules.export.day_reserve) as gateway:
        if dry_run:
            plan = plan_export(bench, journal_number, rules, gateway, only=only)
            return ExportReport(plan, (), (), dry_run=True)
        parameters = {"journal": journal_number} | ({"only": sorted(only)} if only else {})
        with recorded_run(bench, "export", parameters, look=partial(_left, bench)) as run:
            export = _Export(
                bench, rules, gateway, open_gateway, run, progress, is_cancelled, run.found
            )
            report = export.of(journal_number, only)
            run.summary |= {"journal": journal_number, "exported": report.exported}
            run.message = str(report)
            if report.needs_a_person:
                run.outcome = NEEDS_A_PERSON
    return report


@dataclass(frozen=True)
class _Left:
    """What earlier exports left: documents given up, and intents without an outcome."""

    behind: frozenset[str]
    open_intents: tuple[Intent, ...]


def _left(bench: Bench) -> _Left:
    return _Left(
        bench.export_decisions.released(bench.organisation).left_behind,
        bench.exports.open_intents(bench.organisation),
    )


@dataclass(frozen=True)
class _Export:
    """One real run."""

    bench: Bench
    rules: Rules
    gateway: XeroGateway
    open_gateway: OpenGateway
    run: Run
    progress: Progress | None
    is_cancelled: Callable[[], bool]
    left: _Left

    def of(self, journal_number: str, only: Collection[str] | None) -> ExportReport:
        bench, gateway, run_id = self.bench, self.gateway, self.run.run_id
        sender = self._sender(gateway)
        settled = sender.settle_open(self.left.open_intents)
        plan = plan_export(bench, journal_number, self.rules, gateway, only=only)
        held = sender.hold(plan)
        warnings = [(p.code, p.subject, p.message) for p in plan.problems if p.warns]
        bench.history.add_events(run_id, warnings, bench.clock())
        remarks = list(create_new_contacts(bench, gateway, plan, self.rules.export, run_id))
        with bench.database.many_writes():
            sent, was_cancelled = self._send(plan)
        if self.rules.export.history_note and not was_cancelled:
            remarks += add_history_notes(bench, gateway, run_id)
        return ExportReport(
            plan,
            settled,
            (*held, *sent.values()),
            dry_run=False,
            remarks=tuple(remarks),
            was_cancelled=was_cancelled,
        )

    def _send(self, plan: ExportPlan) -> tuple[dict[str, Outcome], bool]:
        """Send what is ready, and again what broke off; last outcomes, and whether cancelled."""
        outcomes: dict[str, Outcome] = {}
        pace = _Pace(self.bench.clock(), len(plan.drafts), self.gateway)
        waiting = plan.batches
        for _ in range(ROUNDS):
            lanes = Lanes(
                waiting,
                lambda own, batch: self._sender(own).send(batch, plan.journal_number),
                lambda: _sparing(self.open_gateway, self.rules.export.day_reserve),
                at_once=self.rules.export.at_once,
                is_cancelled=self.is_cancelled,
            )
            for sent in lanes.results():
                outcomes |= {outcome.case_invoice_number: outcome for outcome in sent}
                if self.progress:
                    self.progress(pace.after(outcomes, self.bench.clock()))
            waiting = self._not_saved(plan, outcomes)
            if lanes.was_cancelled or not waiting:
                break
        return outcomes, lanes.was_cancelled

    def _sender(self, gateway: XeroGateway) -> Sender:
        return Sender(self.bench, gateway, self.run.run_id, self.left.behind)

    def _not_saved(self, plan: ExportPlan, outcomes: Mapping[str, Outcome]) -> Batches:
        """What was sent and is not in Xero, as when a batch broke off in the middle."""
        lost = {n for n, outcome in outcomes.items() if outcome.state is OutcomeState.NOT_SAVED}
        drafts = [draft for draft in plan.drafts if draft.case_invoice_number in lost]
        batches, _ = split_into_batches(drafts, self.gateway.encode_drafts)
        return batches


@contextmanager
def _sparing(open_gateway: OpenGateway, day_reserve: int) -> Iterator[XeroGateway]:
    """Xero, with enough of the day's calls left for the pulls."""
    with open_gateway() as gateway:
        gateway.keep_for_pulls(day_reserve)
        yield gateway


class _Pace:
    """The honest remaining time: as it went so far, and as Xero's limits allow."""

    def __init__(self, begun_utc: datetime, to_settle: int, gateway: XeroGateway) -> None:
        self._begun_utc, self._gateway = begun_utc, gateway
        self._to_settle = to_settle

    def after(self, outcomes: Mapping[str, Outcome], now_utc: datetime) -> ExportProgress:
        settled = _settled(tuple(outcomes.values()))
        left = self._to_settle - settled
        spent = int((now_utc - self._begun_utc).total_seconds())
        by_pace = -(-spent * left // settled) if settled else 0
        by_limits = self._gateway.minimum_seconds(-(-left // BATCH_SIZE)) if left else 0
        return ExportProgress(settled, self._to_settle, max(by_pace, by_limits))


def _settled(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.state is not OutcomeState.NOT_SAVED for outcome in outcomes)
