"""Send to Xero what settles findings: previewed first, each exactly once (see ``settling``)."""

from dataclasses import dataclass, replace

from cmxero.core.errors import DecisionRefusedError, NothingToDoError, StaleDecisionError
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.resolutions import TO_SEND, Resolution, ResolutionAction
from cmxero.core.wording import counted
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import Rules
from cmxero.workflows.playbook import find_one
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.resolve import resolve
from cmxero.workflows.runs import NEEDS_A_PERSON, recorded_run
from cmxero.workflows.settle_plan import SettlePlan
from cmxero.workflows.settle_planner import Approved, Planner, anybody_may
from cmxero.workflows.settling import Settled, Settler


@dataclass(frozen=True, slots=True)
class SettleReport:
    """What was sent, or would be.

    Attributes:
        plans: one a finding asked for, in their order.
        resumed: what earlier, interrupted runs had left open.
        settled: this run's documents.
        waiting: how many settlements of earlier runs are still open; of a dry run only.
        dry_run: True when nothing was sent.
    """

    plans: tuple[SettlePlan, ...]
    resumed: tuple[Settled, ...] = ()
    settled: tuple[Settled, ...] = ()
    waiting: int = 0
    dry_run: bool = True

    @property
    def needs_a_person(self) -> bool:
        """Whether something was held back, refused, or is left to do."""
        ended = (*self.resumed, *self.settled)
        return any(one.held or one.left for one in self.plans) or any(
            not one.is_done or one.messages for one in ended
        )

    def __str__(self) -> str:
        ready = sum(len(plan.documents) for plan in self.plans if plan.is_ready)
        held = sum(bool(plan.held) for plan in self.plans)
        if self.dry_run:
            text = f"Dry run, nothing sent. {counted(ready, 'document')} ready, {held} held back."
            if self.waiting:
                text += (
                    f" {counted(self.waiting, 'settlement')} of an interrupted run will be brought "
                    "to an end first."
                )
            return text
        done = [one for one in (*self.resumed, *self.settled) if one.is_done]
        failed = len(self.resumed) + len(self.settled) - len(done)
        return f"{counted(len(done), 'document')} sent to Xero, {failed} failed, {held} held back."


@dataclass(frozen=True, slots=True)
class Wish:
    """How findings are to be settled.

    Attributes:
        keys: keys, or parts of them that name a finding alone.
        way: which way of the playbook, from 1; None takes the default, and no other by itself.
        with_note: leave a note in the invoice's history; it can never be removed again.
        is_approved: whether what cmxero would send for a finding may go.
    """

    keys: tuple[str, ...]
    way: int | None = None
    with_note: bool = True
    is_approved: Approved = anybody_may


def settle(
    bench: Bench, gateway: XeroGateway, rules: Rules, wish: Wish, *, dry_run: bool
) -> SettleReport:
    """Send what settles these findings; the caller holds the organisation's export lock.

    Raises:
        NothingToDoError: no finding, or several, of a key; nothing was sent.
        XeroError: Xero cannot be reached or refuses; what was done is recorded, run it again.
    """
    organisation = ask_organisation(bench, gateway)
    planner = Planner(
        bench, gateway, rules, organisation, wish.is_approved, wish.way, wish.with_note
    )
    if dry_run:
        waiting = len(bench.settlements.open(bench.organisation))
        return SettleReport(_plans(planner, wish), waiting=waiting)
    parameters = {"keys": list(wish.keys)} | ({"way": wish.way} if wish.way else {})
    with recorded_run(bench, "settle", parameters) as run:
        settler = Settler(bench, gateway, run.run_id)
        resumed = settler.resume_open()
        found = _plans(planner, wish, may_be_gone=bool(resumed))
        plans = [_decided(bench, plan) for plan in found]
        sent = [_send(settler, planner, plan) for plan in plans]
        settled = tuple(one for _, documents in sent for one in documents)
        report = SettleReport(tuple(plan for plan, _ in sent), resumed, settled, dry_run=False)
        run.summary |= {"sent": [one.settlement.document_number for one in settled if one.is_done]}
        run.message = str(report)
        if report.needs_a_person:
            run.outcome = NEEDS_A_PERSON
    return report


def ask_organisation(bench: Bench, gateway: XeroGateway) -> OrganisationFacts:
    """Lock dates, accounts and tax rates, asked now and remembered for pages."""
    facts = OrganisationFacts(gateway.organisation(), gateway.accounts(), gateway.tax_rates())
    bench.organisation_answers.keep(bench.organisation, facts, bench.clock())
    return facts


def _plans(planner: Planner, wish: Wish, *, may_be_gone: bool = False) -> tuple[SettlePlan, ...]:
    """A plan a finding.

    Args:
        may_be_gone: an earlier run was brought to its end just now, and may have settled it.
    """
    plans: dict[str, SettlePlan] = {}
    for key in wish.keys:
        try:
            finding = find_one(planner.bench, key)
        except NothingToDoError:
            if may_be_gone:
                continue
            raise
        if finding.key not in plans:
            plans[finding.key] = planner.plan(finding)
    return tuple(plans.values())


def _send(
    settler: Settler, planner: Planner, plan: SettlePlan
) -> tuple[SettlePlan, tuple[Settled, ...]]:
    """The documents of a plan, as long as each is done and the invoice is what it was."""
    settled: list[Settled] = []
    for document in plan.documents if plan.is_ready else ():
        if changed := planner.changed_since(document):
            return replace(plan, held=(changed,)), tuple(settled)
        try:
            settled.append(settler.send(plan, document))
        except DecisionRefusedError as fault:
            return replace(plan, held=(str(fault),)), tuple(settled)
        if not settled[-1].is_done:
            break
    return plan, tuple(settled)


def _decided(bench: Bench, plan: SettlePlan) -> SettlePlan:
    """Who sends without having decided that before decides it now, before anything is sent.

    Killed afterwards, the finding is to be sent, and the next run goes on.
    """
    if not plan.is_ready or plan.finding.status == TO_SEND:
        return plan
    finding, wanted = plan.finding, Resolution(ResolutionAction.SEND)
    try:
        resolve(bench, [finding.key], wanted, {finding.key: finding.version})
    except (DecisionRefusedError, NothingToDoError, StaleDecisionError) as fault:
        return replace(plan, held=(str(fault),))
    return plan
