"""Demos of any sample, one after the other, at the price of the work itself.

The real cycle over real HTTP. Left out is what a demo spends beside it: the start of processes,
Xero's limit of calls a minute, and a snapshot for analysts after each run.
"""

import json
import shutil
from datetime import timedelta
from pathlib import Path

from served_sandbox import START, ServedSandbox, StillClock

from cmxero.config import Home
from cmxero.connections import connection_for
from cmxero.demo import DemoReport, play_cycle
from cmxero.demo_home import SETTINGS, SampleWish, prepare_home
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.serving import LOOPBACK
from cmxero.workbench import open_workbench
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits

NO_SNAPSHOTS = "[analysts]\npublish_after_each_run = false\n"
INSTANT = timedelta(milliseconds=1)


class Passing(StillClock):
    """A little time goes by at each look, so that no two instants are equal."""

    def __call__(self):
        """Now, naive UTC."""
        self.now += INSTANT
        return self.now


class DemoPlayer:
    """Plays demos in a sandbox that is served in this process; a context manager.

    Args:
        migrated_database: an empty one, to copy into each home.
    """

    def __init__(self, folder: Path, migrated_database: Path) -> None:
        self._folder, self._template = folder, migrated_database
        self._clock = Passing()
        self._served = ServedSandbox(self._clock, send=None)

    def __enter__(self):
        self._served.__enter__()
        return self

    def __exit__(self, *_):
        self._served.__exit__()

    def play(self, wish: SampleWish) -> tuple[DemoReport, dict]:
        """The report of a demo in a new home and a new organisation, and its answer key."""
        self._clock.now = START
        new = OrganisationState.new(self._clock(), "played")
        self._served.sandboxes.renew(SandboxState.around(new))
        home = self._furnish(Home(self._folder / f"{wish.seed}-{wish.invoices}"), wish)
        address = f"http://{LOOPBACK}:{self._served.port}"
        report = play_cycle(home, address, lambda _: None, open_bench=self._open)
        key = json.loads((home.data / "sample" / "answer_key.json").read_text("utf-8"))
        return report, key

    def _furnish(self, home, wish):
        home.config_file.parent.mkdir(parents=True)
        home.config_file.write_text(SETTINGS + NO_SNAPSHOTS, "utf-8")
        prepare_home(home, wish)
        shutil.copy(self._template, home.database)
        home.sandbox.mkdir()
        home.sandbox_ready_file.write_text(json.dumps({"port": self._served.port}), "utf-8")
        return home

    def _open(self, root):
        return open_workbench(root, clock=self._clock, gateways=self._gateway)

    def _gateway(self, home, settings, clock, tenant_id):
        return connect_gateway(
            connection_for(home, settings, tenant_id),
            clock=clock,
            sleep=self._clock.sleep,
            limits=CallLimits(clock=clock, sleep=self._clock.sleep),
        )
