"""Crash trials of the outbox: killed while it hands payments on to Case Manager.

The puller has pulled; then it dies at an effect boundary of the outbox (around a commit, inside a
transaction, around the writing of a file), or after some milliseconds, sometimes beside a second
one. Afterwards every mirrored payment must have gone once, in a file that lies whole on disk or as
a change on the hand list, and whoever does what the files and the list say ends with Xero's
payments.
"""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

from crash_processes import arm
from pull_plans import PullPlan
from pull_trials import PullArena

from cmxero.casemanager import outbox
from cmxero.core.errors import CmxeroError
from cmxero.core.payment_import import HandAction
from cmxero.workbench import Workbench

BOUNDARIES = 16
"""Effects that an outbox with one file and a hand list has."""


def plan_of(number: int) -> PullPlan:
    """The trial of a number: what people did as for a pull, no faults, killed in the outbox."""
    plan = PullPlan.of(number)
    place = None if plan.boundary is None else plan.boundary % BOUNDARIES
    return replace(plan, full=False, faults=(), meanwhile=(), boundary=place)


class OutboxArena(PullArena):
    """As for pulls, but the homes have delivered already, and the bomb ticks in the outbox."""

    after_pull = (lambda bench: bench.make_outbox(),)

    def __init__(self, folder: Path, sandbox_url: str) -> None:
        super().__init__(folder, sandbox_url)
        self.verifiers = (outbox_faults,)

    def _first_pull(self, home, plan, ready, *_) -> None:
        bench = self._open(home, plan.page_size)
        self._only_pull(bench)
        if plan.boundary is not None:
            arm(plan.boundary, [(outbox, "put_in_outbox")])
        os.write(ready, b".")
        try:
            bench.make_outbox()
        except CmxeroError:
            return

    def _only_pull(self, bench: Workbench) -> None:
        steps, self.after_pull = self.after_pull, ()
        assert self._pull(bench, full=False) == ""
        self.after_pull = steps


def outbox_faults(bench: Workbench, _home: Path) -> list[str]:
    """What is broken about what was delivered."""
    broken, delivered = [], {}
    layout = bench.settings.outbox_layout
    for file in bench.outbox_files():
        payments = bench.bench.outbox.payments("main", file.number)
        path = bench.home.outbox / file.name
        content = path.read_bytes() if path.exists() else b""
        if content != outbox.render_payments(payments, layout):
            broken.append(f"{file.name} is not what was recorded")
        if file.written_utc is None:
            broken.append(f"{file.name} was never said to be written")
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        if len(lines) != file.rows + 1:
            broken.append(f"{file.name} has {len(lines) - 1} payments, not {file.rows}")
        for one in payments:
            if one.xero_payment_id in delivered:
                broken.append(f"payment {one.xero_payment_id} went twice")
            delivered[one.xero_payment_id] = (
                one.invoice_number, one.amount, one.payment_date, one.reference,
            )  # fmt: skip
    for item in bench.outbox_changes():
        if item.action is HandAction.DELETE:
            del delivered[item.key]
        else:
            delivered[item.key] = (
                item.target_invoice_number, item.target_amount, item.target_date,
                item.target_reference,
            )  # fmt: skip
    mirrored = [
        (p.invoice_number.removeprefix("CM-"), p.amount, p.payment_date, p.reference)
        for p in bench.payments("mirrored")
    ]
    if sorted(delivered.values()) != sorted(mirrored):
        broken.append(f"Case Manager would have {delivered}, Xero has {mirrored}")
    return broken
