"""The money back: pulls, payments, events, and what of them goes on to Case Manager."""

from collections.abc import Sequence
from dataclasses import replace

from cmxero.core.roles import Role
from cmxero.store.outbox_items import HandItem, OutboxFile
from cmxero.store.payments import PaymentChange, ReceivedPayment
from cmxero.workbench_watch import Unattended
from cmxero.workflows.outbox import (
    OutboxDesk,
    OutboxReport,
    file_content,
    look_at_outbox,
    make_outbox,
    say_done,
)
from cmxero.workflows.pull import PullReport, TellPull, pull
from cmxero.workflows.webhook_events import WebhookDesk


class MoneyBack(Unattended):
    """What comes back from Xero, and what of it goes on to Case Manager."""

    def pull(self, *, full: bool = False, progress: TellPull | None = None) -> PullReport:
        """Bring back what changed in Xero since the last pull, or recount everything.

        Args:
            progress: told what is being read, and after each page how much came so far.
        """
        self._require(Role.RESOLVE, "pull from Xero")
        with self._xero() as gateway:
            report = pull(self.bench, gateway, full=full, progress=progress)
        return self._published(replace(report, reminder=self.recount_reminder()))

    @property
    def webhooks(self) -> WebhookDesk:
        """What Xero's webhooks told, and what of it never came."""
        return WebhookDesk(self.bench)

    def payments_by_state(self) -> dict[str, int]:
        """How many live Xero payments are journaled, mirrored, held, and so on."""
        return self.bench.payments.by_state(self.bench.parameters)

    def payments(self, state: str | None = None) -> tuple[ReceivedPayment, ...]:
        """Live Xero payments on CM- invoices with what Case Manager's ledger makes of each.

        Args:
            state: only these, e.g. ``held`` or ``beyond the amount due``.
        """
        return self.bench.payments.received(self.bench.parameters, state)

    def payment_changes(self, newest: int | None = 20) -> tuple[PaymentChange, ...]:
        """Payments added, changed and deleted in Xero on CM- invoices, newest first."""
        return self.bench.payments.changes(self.bench.parameters, newest)

    def make_outbox(self, again: int | None = None, *, dry_run: bool = False) -> OutboxReport:
        """Write the payments that Case Manager is to import, each once, and the hand list.

        Args:
            again: number of an import file to make again instead, with the same payments.
            dry_run: only say what would be written.
        """
        if dry_run:
            return look_at_outbox(self.bench)
        self._require(Role.RESOLVE, "write payment files for Case Manager")
        return self._published(make_outbox(self.bench, self._outbox_desk, again=again))

    def outbox_files(self) -> tuple[OutboxFile, ...]:
        """Every payment import file ever made, in order."""
        return self.bench.outbox.files(self.bench.organisation)

    def outbox_changes(self) -> tuple[HandItem, ...]:
        """What must be done by hand in Case Manager, or was."""
        return self.bench.outbox.changes(self.bench.parameters[0])

    def outbox_done(self, keys: Sequence[str], note: str = "") -> int:
        """Record that things on the hand list were done in Case Manager, all or none; how many."""
        self._require(Role.RESOLVE, "say what was done in Case Manager")
        return self._published(say_done(self.bench, self._outbox_desk, keys, note))

    def outbox_content(self, number: int) -> tuple[str, bytes]:
        """Name and bytes of an import file made before, the same payments; writes nothing."""
        return file_content(self.bench, self._outbox_desk, number)

    @property
    def _outbox_desk(self) -> OutboxDesk:
        from cmxero.casemanager import outbox  # noqa: PLC0415  (openpyxl only where wanted)

        return OutboxDesk(
            self.home.outbox,
            self.settings.outbox_layout,
            outbox.render_payments,
            outbox.render_hand_list,
            outbox.put_in_outbox,
        )
