"""All that one sandbox keeps: the app's side, and the organisations, the default one first."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from cmxero.core.errors import SettingsError
from cmxero.sandbox.app_state import AppChanges, AppState
from cmxero.sandbox.countries import COUNTRIES
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Changes
from cmxero.sandbox.switches import Switches


class Commit(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything one call changed; one line of the journal.

    Attributes:
        format: of the journal; only its first line tells it.
        organisations: by tenant id.
    """

    format: int = 0
    app: AppChanges | None = None
    organisations: dict[str, Changes] = {}


class SandboxState:
    """The app's state beside that of every organisation.

    Attributes:
        organisations: by tenant id; the first is the default one, Australian.
    """

    def __init__(self, app: AppState, organisations: Iterable[OrganisationState]) -> None:
        self.app = app
        self.organisations = {one.tenant_id: one for one in organisations}

    @classmethod
    def new(cls, now_utc: datetime, seed: str = "") -> "SandboxState":
        """One empty organisation a country; the same seed gives the same ids throughout."""
        return cls.around(OrganisationState.new(now_utc, seed))

    @classmethod
    def around(cls, default: OrganisationState) -> "SandboxState":
        """A given default organisation, with new ones of the other countries beside it."""
        sandbox = cls(AppState(), [default])
        sandbox.add_missing()
        return sandbox

    @property
    def default(self) -> OrganisationState:
        """The organisation that is meant where none is named."""
        return next(iter(self.organisations.values()))

    def add_missing(self) -> None:
        """Add an organisation for every country that has none yet."""
        default = self.default
        held = {one.settings.version for one in self.organisations.values()}
        for version in COUNTRIES:
            if version not in held:
                new = OrganisationState.new(
                    default.settings.created_utc, default.tenant_id, version
                )
                self.organisations[new.tenant_id] = new
                new.set_settings(
                    msgspec.structs.replace(new.settings, switches=default.settings.switches)
                )

    def find(self, name: str) -> OrganisationState:
        """The organisation of a tenant id or a short key like ``nz``; empty means the default.

        Raises:
            SettingsError: there is none.
        """
        if not name:
            return self.default
        for one in self.organisations.values():
            if name.lower() in {one.tenant_id, one.settings.key}:
                return one
        known = ", ".join(one.settings.key for one in self.organisations.values())
        raise SettingsError(
            "organisation", f"{name[:60]} is none of the sandbox's.", f"Known are {known}."
        )

    def set_switches(self, switches: Switches) -> None:
        """Set the switches, which are the same everywhere."""
        for one in self.organisations.values():
            one.set_settings(msgspec.structs.replace(one.settings, switches=switches))

    def take_changes(self) -> Commit | None:
        """What changed since last time, or None; the next call starts anew."""
        commit = Commit(app=self.app.take_changes())
        for tenant_id, one in self.organisations.items():
            if changes := one.take_changes():
                commit.organisations[tenant_id] = changes
        return None if commit == Commit() else commit

    def replay(self, commit: Commit) -> None:
        """Bring back what the journal holds.

        Raises:
            KeyError: it changes an organisation that no settings were told of before.
        """
        if commit.app:
            self.app.replay(commit.app)
        for tenant_id, changes in commit.organisations.items():
            if changes.settings and tenant_id not in self.organisations:
                self.organisations[tenant_id] = OrganisationState(changes.settings)
            self.organisations[tenant_id].replay(changes)
