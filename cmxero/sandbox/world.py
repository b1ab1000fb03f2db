"""One running sandbox: the state, its clock, and what is around it but not of it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.types import Scope

from cmxero.sandbox.faults import Faults
from cmxero.sandbox.identity import App
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.limits import Limits
from cmxero.sandbox.listing import Lister
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.switches import Switches
from cmxero.sandbox.webhook_delivery import Courier, Sender, send_http
from cmxero.sandbox.webhooks import Webhooks

Clock = Callable[[], datetime]
"""Where the time comes from; naive UTC."""

REMEMBERED_REQUESTS = 500


@dataclass(slots=True)
class World:
    """Everything the HTTP layer works on.

    Attributes:
        sandbox: what is kept: the app's side and the organisations.
        journal: None keeps the state in memory only.
        webhooks: who hears of what changes.
        send: posts webhook events.
        requests: the last requests, oldest first.
        listers: by tenant id, as each remembers a list of its own organisation.
    """

    sandbox: SandboxState
    clock: Clock
    app: App
    journal: Journal | None
    webhooks: Webhooks
    send: Sender = send_http
    faults: Faults = field(default_factory=Faults)
    requests: deque[dict[str, Any]] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED_REQUESTS)
    )
    limits: Limits = field(init=False)
    listers: dict[str, Lister] = field(init=False)
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(self.sandbox.organisations)
        self.listers = {tenant_id: Lister() for tenant_id in self.sandbox.organisations}
        self.courier = Courier(self.webhooks, self.now_utc, self.send)

    @property
    def state(self) -> OrganisationState:
        """The default organisation."""
        return self.sandbox.default

    @property
    def switches(self) -> Switches:
        """The switches, which are the same in all organisations."""
        return self.state.settings.switches

    def now_utc(self) -> datetime:
        """The sandbox's own time: the real one, shifted as asked."""
        return self.clock() + self.state.settings.clock_shift

    def begin(self, entry: dict[str, Any], scope: Scope) -> None:
        """A request begins: note the organisation it is for, if it is one of ours."""
        tenant_id = next((v for k, v in scope["headers"] if k == b"xero-tenant-id"), b"")
        held = self.sandbox.organisations.get(tenant_id.decode("latin-1").lower())
        entry["tenant_id"] = held.tenant_id if held else ""
        entry["organisation"] = held.settings.key if held else None
        self.limits.enter(entry["tenant_id"])

    def end(self, entry: dict[str, Any]) -> None:
        """The request has been answered."""
        self.limits.leave(entry["tenant_id"])

    def commit(self) -> None:
        """Put what changed on disk; call it before answering."""
        commit = self.sandbox.take_changes()
        if commit is None:
            return
        if self.journal:
            self.journal.write(commit)
        self.webhooks.observe(commit.organisations, self.sandbox.app.connections, self.now_utc())
