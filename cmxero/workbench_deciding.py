"""Findings, and what people decide on them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cmxero.core.finding_keys import find_keys
from cmxero.core.findings import Finding
from cmxero.core.money import money
from cmxero.core.resolutions import Decision, Resolution, ResolutionAction, needed_role
from cmxero.store.proofs import Proven
from cmxero.store.sendings import ToSend
from cmxero.workbench_money import MoneyBack
from cmxero.workflows.playbook import refuse_unsendable
from cmxero.workflows.resolve import resolve

Versions = Mapping[str, int] | None
"""For each key the version that was looked at; None takes the findings as they are now."""


class Deciding(MoneyBack):
    """Everything a person may decide. Every method may raise what ``resolve`` does."""

    def findings(self, keys: Collection[str] | None = None) -> tuple[Finding, ...]:
        """Every finding, or those of some keys, oldest first."""
        with self._database.attached_once():
            return self.bench.reports.findings(self.bench.parameters, keys)

    def keys_named(self, names: Sequence[str]) -> list[str]:
        """Keys of findings by whole keys, by what they are about, or by any part only one has.

        Raises:
            NothingToDoError: no finding has the name, now or ever, or several have.
        """
        present = {each.key: each.subject for each in self.findings()}
        gone = self.bench.decisions.subjects(self.bench.organisation)
        return find_keys(present, gone, names)

    def resolve(
        self,
        keys: Sequence[str],
        action: ResolutionAction,
        *,
        reason: str = "",
        note: str = "",
        cap: Decimal | str | None = None,
        expires_on: date | None = None,
        to: str = "",
        until: date | None = None,
        versions: Versions = None,
    ) -> int:
        """Record a decision on findings, all or none; how many were decided.

        Args:
            reason: needed to accept.
            cap: only with accept: dollars the effect may come to, either way, while it holds.
            expires_on: only with accept: the last day on which it holds.
            to: only with assign: whose the finding is now, or ``nobody``.
            until: only with snooze: the day on which it is open again.

        Raises:
            DecisionRefusedError: something is missing, it does not fit one of the findings, or
                cmxero is to create what it cannot.
            InexactAmountError: the cap is not an exact amount.
            NotAllowedError: the person's role is not enough.
            NothingToDoError: one of them is no finding (any more).
            StaleDecisionError: somebody decided one of them since ``versions``.
        """
        self._require(needed_role(action), f"decide '{action}' on findings")
        wanted = Resolution(
            action=action,
            reason=reason,
            note=note,
            cap=None if cap is None else money(cap),
            expires_on=expires_on,
            assigned_to=to,
            snoozed_until=until,
        )
        if action is ResolutionAction.SEND:
            refuse_unsendable(self.bench, keys, self._rules)
        return resolve(self.bench, keys, wanted, versions)

    def link(
        self, keys: Sequence[str], *, reason: str = "", note: str = "", versions: Versions = None
    ) -> int:
        """Record that findings explain each other; their effects must come to exactly 0.00."""
        return self.resolve(
            keys, ResolutionAction.LINK, reason=reason, note=note, versions=versions
        )

    def undo(self, keys: Sequence[str], *, note: str = "", versions: Versions = None) -> int:
        """Take the newest decision on findings back, one's own or another's.

        What stood before stands again; a link goes as a whole. How many were taken back.

        Raises:
            DecisionRefusedError: something acted on it already; says what happened.
        """
        return self.resolve(keys, ResolutionAction.UNDO, note=note, versions=versions)

    def approve(self, keys: Sequence[str], *, note: str = "", versions: Versions = None) -> int:
        """Approve as the second person what another one decided."""
        return self.resolve(keys, ResolutionAction.APPROVE, note=note, versions=versions)

    def decline(
        self, keys: Sequence[str], *, reason: str = "", note: str = "", versions: Versions = None
    ) -> int:
        """Decline what waits for approval: the findings are open again."""
        return self.resolve(
            keys, ResolutionAction.DECLINE, reason=reason, note=note, versions=versions
        )

    def decisions(self, newest: int = 20, *, key: str = "") -> tuple[Decision, ...]:
        """The last decisions, newest first.

        Args:
            key: only those on this finding, even if it is gone.
        """
        return self.bench.decisions.newest(self.bench.organisation, newest, key)

    def proven(self, newest: int = 20) -> tuple[Proven, ...]:
        """What people said is settled and a reconcile saw gone, newest first."""
        return self.bench.proofs.newest(self.bench.organisation, newest)

    def to_send(self) -> tuple[ToSend, ...]:
        """What people let cmxero create in Xero and is not sent yet, oldest first."""
        return self.bench.sendings.waiting(self.bench.parameters)
