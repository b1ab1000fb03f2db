"""Letting cmxero send is a decision like any other.

It is recorded before, needs a second person where one is asked for, and waits for proof afterwards.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from cmxero.core.errors import NothingToDoError
from cmxero.core.resolutions import Resolution, ResolutionAction
from cmxero.store.sendings import ToSend
from cmxero.workflows.bench import Bench
from cmxero.workflows.resolve import resolve
from cmxero.workflows.settle import SettleReport, Wish


class Settling(Protocol):
    """``settle.settle`` with everything but the wish given."""

    def __call__(self, wish: Wish, *, dry_run: bool) -> SettleReport:
        """Send, or look what would be sent."""


@dataclass(frozen=True)
class DecidedSending:
    """Sends what a wish names, each finding under its decision.

    Attributes:
        settle: sends a wish, or looks what it would send.
    """

    bench: Bench
    settle: Settling

    def send(self, wish: Wish) -> SettleReport:
        """Decide what is not decided yet, send what may go, and record what became of it.

        Killed in between, the decision stays *being sent*; the next call brings it to its end.

        Raises:
            DecisionRefusedError: a finding was decided otherwise; nothing was sent.
        """
        keys = self._keys(wish)
        if new := sorted(keys - self._waiting().keys()):
            resolve(self.bench, new, Resolution(ResolutionAction.SEND))
        chosen, run_id = self._waiting(), self.bench.new_id()
        begun = [
            one
            for key, one in chosen.items()
            if key in keys and not one.needs_approval and not one.is_begun
        ]
        self.bench.sendings.begin(
            self.bench.parameters, begun, run_id=run_id, now_utc=self.bench.clock()
        )
        may = {key for key, one in chosen.items() if not one.needs_approval}
        report = self.settle(
            replace(wish, is_approved=lambda key: key in may and wish.is_approved(key)),
            dry_run=False,
        )
        self._end(report, [one for one in chosen.values() if one.is_begun] + begun, run_id)
        return report

    def _keys(self, wish: Wish) -> set[str]:
        """Findings of which something would be sent; none where an earlier run settled them."""
        try:
            preview = self.settle(wish, dry_run=True)
        except NothingToDoError:
            if self.bench.settlements.open(self.bench.organisation):
                return set()
            raise
        return {plan.finding.key for plan in preview.plans if plan.is_ready}

    def _waiting(self) -> dict[str, ToSend]:
        found = self.bench.sendings.waiting(self.bench.parameters)
        return {one.finding_key: one for one in found}

    def _end(self, report: SettleReport, begun: list[ToSend], run_id: str) -> None:
        for one in begun:
            mine = [
                each
                for each in (*report.resumed, *report.settled)
                if each.settlement.finding_key == one.finding_key
            ]
            held = [
                word
                for plan in report.plans
                if plan.finding.key == one.finding_key
                for word in plan.held
            ]
            if not mine and not held:
                continue
            failed = [word for each in mine if not each.is_done for word in each.messages] + held
            is_done = all(each.is_done for each in mine) and not held
            self.bench.sendings.end(
                one,
                xero_id=mine[-1].settlement.document_number if is_done else "",
                words=" ".join(failed),
                run_id=run_id,
                now_utc=self.bench.clock(),
            )
