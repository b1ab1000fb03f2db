"""The money back: pulls, payments, events, and what of them goes on to Case Manager."""

from dataclasses import replace

from cmxero.store.payments import ReceivedPayment
from cmxero.workbench_watch import Unattended
from cmxero.workflows.pull import PullReport, pull
from cmxero.workflows.webhook_events import WebhookDesk


class MoneyBack(Unattended):
    """What comes back from Xero, and what of it goes on to Case Manager."""

    def pull(self, *, full: bool = False) -> PullReport:
        """Bring back what changed in Xero since the last pull, or recount everything."""
        with self._xero() as gateway:
            report = pull(self.bench, gateway, full=full)
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
