"""A harness that never complains proves nothing: the fault it is made for, put in on purpose."""

from dataclasses import replace

import pytest
from pull_plans import PullPlan
from pull_trials import PullArena
from trial_sandbox import TrialSandboxProcess

from cmxero.store.history import move_watermark
from cmxero.store.xero_landing import XeroLanding

KILLED = range(25, 28)
"""The effects around the first invoices' landing."""


@pytest.fixture
def early_watermarks(monkeypatch):
    """A pull that moves the watermark in a transaction of its own, before the rows."""
    land = XeroLanding.land_pages

    def moved_first(self, kind, organisation, pages, *, run_id, now_utc, watermark_utc=None):
        if watermark_utc is not None:
            with self._database.write() as con:
                move_watermark(con, organisation, kind.endpoint, watermark_utc, run_id)
        return land(self, kind, organisation, pages, run_id=run_id, now_utc=now_utc)

    monkeypatch.setattr(XeroLanding, "land_pages", moved_first)


def test_a_watermark_that_moves_before_its_rows_is_found(early_watermarks, tmp_path):
    """Killed between the two, the next pull would never ask for those invoices again."""
    broken = []
    with TrialSandboxProcess() as sandbox:
        arena = PullArena(tmp_path, sandbox.base_url)
        arena.prepare()
        for boundary in KILLED:
            plan = replace(
                PullPlan.of(boundary), is_first=True, full=False, pullers=1, page_size=1000,
                faults=(), meanwhile=(), boundary=boundary, after_ms=None,
            )  # fmt: skip
            broken += arena.play(plan).broken
        arena.close()
    assert any("the watermark of invoices is beyond" in each for each in broken)
