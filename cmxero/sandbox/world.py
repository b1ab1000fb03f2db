"""One running sandbox: the state, its clock, and what is around it but not of it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cmxero.sandbox.faults import Faults
from cmxero.sandbox.identity import App
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.limits import Limits
from cmxero.sandbox.listing import Lister
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.webhook_delivery import Courier, Sender, send_http
from cmxero.sandbox.webhooks import Webhooks

Clock = Callable[[], datetime]
"""Where the time comes from; naive UTC."""

REMEMBERED_REQUESTS = 500


@dataclass(slots=True)
class World:
    """Everything the HTTP layer works on.

    Attributes:
        journal: None keeps the state in memory only.
        requests: the last requests, oldest first.
        webhooks: who hears of what changes.
        send: posts webhook events.
    """

    state: OrganisationState
    clock: Clock
    app: App = field(default_factory=App)
    journal: Journal | None = None
    limits: Limits = field(default_factory=Limits)
    lister: Lister = field(default_factory=Lister)
    faults: Faults = field(default_factory=Faults)
    requests: deque[dict[str, Any]] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED_REQUESTS)
    )

    webhooks: Webhooks = field(default_factory=Webhooks)
    send: Sender = send_http
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.courier = Courier(self.webhooks, self.state, self.now_utc, self.send)

    def now_utc(self) -> datetime:
        """The sandbox's own time: the real one, shifted as asked."""
        return self.clock() + self.state.settings.clock_shift

    def commit(self) -> None:
        """Put what changed on disk; call it before answering."""
        changes = self.state.take_changes()
        if self.journal:
            self.journal.write(changes)
        self.webhooks.observe(changes, self.state, self.now_utc())
