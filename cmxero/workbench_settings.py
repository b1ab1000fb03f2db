"""Are we connected, to what, and by which rules: what the Settings page shows. No secret leaves."""

import platform
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cmxero.connections import sign_in_state
from cmxero.core.errors import CmxeroError
from cmxero.core.settings_report import ConnectedTo, KeptFile, SettingsReport
from cmxero.options_in_force import options_in_force
from cmxero.store.settings_facts import SettingsFacts
from cmxero.wiring import Wiring
from cmxero.workflows.doctor import Examined, events_text, examine
from cmxero.workflows.mappings import mapped
from cmxero.workflows.settle import ask_organisation
from cmxero.workflows.watch_state import watch_state

PACKAGES = ("cmxero", "duckdb", "xero-python", "voila", "ipywidgets", "anywidget")


class SettingsDesk(Wiring):
    """For the Settings page. Nothing can be changed here: options live in a file."""

    def settings_report(self) -> SettingsReport:
        """Connection, freshness, calls, mappings, options and versions, as they are in force."""
        bench, options = self.bench, self.settings
        facts, schedule, local = SettingsFacts(self._database), options.schedule, self.local_time()
        state = watch_state(bench, schedule, local)
        said = bench.organisation_answers.newest(bench.organisation)
        rules = options.mapping_rules
        above = options.decisions.second_person_above
        types = options.payments.types
        return SettingsReport(
            organisation_key=bench.organisation,
            mode=self.mode,
            connected_to=self._connected_to(facts),
            asked_utc=said[1] if said else None,
            sign_in=sign_in_state(self.home, options),
            usage=state.usage,
            watermarks=facts.watermarks(bench.organisation),
            last_pull_utc=state.last_pull_utc,
            last_recount_utc=state.last_recount_utc,
            next_recount=schedule.next_recount(state.last_recount_utc, self.clock(), local),
            webhooks=events_text(state.events),
            mappings=mapped(rules, types, options.payments.default_type, said and said[0]),
            options=options_in_force(self.home, options),
            second_person_above="" if above is None else f"{above:,.2f}",
            forward_days=options.payments.forward_days,
            home=str(self.home.root),
            config_file=str(self.home.config_file),
            database=_kept(self.home.database),
            backups=_backups(self.home.data / "backup"),
            snapshot=_kept(self.home.published / "cmxero.duckdb"),
            versions=(("Python", platform.python_version()), *map(_version, PACKAGES)),
        )

    def test_connection(self) -> tuple[Examined, ...]:
        """Ask Xero who it is, then look at everything ``doctor`` looks at.

        Four calls at most; accounts and tax rates come along and are kept beside the mappings.
        """
        return (self._reached(), *examine(self.bench, self.home.root))

    def _reached(self) -> Examined:
        known = self._known
        if known is None:
            return Examined(is_fine=False, text="Xero was not asked, as nothing is connected yet.")
        try:
            with self._xero() as gateway:
                found = gateway.organisation()
                if found.tenant_id == known.tenant_id:
                    ask_organisation(self.bench, gateway)
        except CmxeroError as fault:
            return Examined(is_fine=False, text=f"Xero could not be asked. {fault}")
        if found.tenant_id != known.tenant_id:
            return Examined(
                is_fine=False,
                text=f"Xero answers as {found.name}, but this workbench belongs to {known.name}. "
                "Run `cmxero connect` and choose the right one.",
            )
        return Examined(is_fine=True, text=f"Xero answers as {found.name}.")

    def _connected_to(self, facts: SettingsFacts) -> ConnectedTo | None:
        tied = facts.connected_to(self.bench.organisation)
        said = self.bench.organisation_answers.newest(self.bench.organisation)
        if tied is None or said is None:
            return tied
        now = said[0].organisation
        return replace(
            tied,
            period_lock_date=now.period_lock_date,
            end_of_year_lock_date=now.end_of_year_lock_date,
        )


def _kept(path: Path) -> KeptFile | None:
    """A file's size and time; nothing is opened (storage.md 2.4)."""
    try:
        found = path.stat()
    except OSError:
        return None
    written = datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None)
    return KeptFile(path.name, found.st_size, written)


def _backups(folder: Path) -> tuple[KeptFile, ...]:
    kept = [_kept(path) for path in sorted(folder.glob("*.duckdb"), reverse=True)]
    return tuple(each for each in kept if each is not None)


def _version(package: str) -> tuple[str, str]:
    try:
        return package, version(package)
    except PackageNotFoundError:
        return package, "not installed"
