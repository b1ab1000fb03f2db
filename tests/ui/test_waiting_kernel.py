"""A kernel waits for the next visitor: warm, nobody's until then, and wholly theirs after."""

import asyncio

import pytest
from scene import Scene

from cmxero.core.roles import Role
from cmxero.ui import waiting_kernel
from cmxero.ui.door import Visitor
from cmxero.ui.page_kernels import DashboardKernels
from cmxero.ui.waiting_kernel import run_in

VERA = Visitor("Vera", Role.VIEW)
SAM = Visitor("Sam", Role.APPROVE)
ASKED = {"QUERY_STRING": "kind=rounding"}
IS_VERAS = """
import os, sys
assert os.environ["CMXERO_PERSON"] == "Vera", os.environ
assert os.environ["CMXERO_ROLE"] == "view"
assert os.environ["QUERY_STRING"] == "kind=rounding"
"""
IS_WARM = """
assert "cmxero.ui.payments_page" in sys.modules
from cmxero import open_workbench
bench = open_workbench()
assert (bench.person, bench.role) == ("Vera", "view")
assert bench.bench.database.judged is not None, "pairs and findings are there already"
assert [each.subject for each in bench.findings()] == ["CM-1001"]
"""


@pytest.fixture
def home(tmp_path, migrated_database):
    """One invoice that nobody exported."""
    made = Scene(tmp_path / "home", template=migrated_database).connect()
    made.journal("41", "invoice 1001 110.10 2026-09-01")
    made.close()
    return made.home


def with_kernels(home, story):
    async def play():
        kernels = DashboardKernels(
            kernel_env={"CMXERO_HOME": str(home)}, root_dir=str(home), default_kernel_name="python3"
        )
        try:
            await story(kernels)
        finally:
            await kernels.shutdown_all(now=True)

    asyncio.run(play())


def start(kernels, **options):
    return kernels.start_kernel(
        visitor=VERA, env=ASKED, **{"kernel_name": "python3", "path": "", **options}
    )


def test_a_page_gets_the_kernel_that_was_waiting(home):
    """It is the visitor's from then on, knows the address, and has worked out the findings."""

    async def story(kernels):
        kernels.waiting.begin()
        kernel_id = await start(kernels)
        assert list(kernels.list_kernel_ids()) == [kernel_id]
        assert kernels.belongs_to(kernel_id, VERA)
        assert not kernels.belongs_to(kernel_id, SAM)
        await run_in(kernels.get_kernel(kernel_id), IS_VERAS + IS_WARM, 30)

    with_kernels(home, story)


def test_while_it_waits_it_is_nobodys_and_not_taken_for_idle(home, monkeypatch):
    """Nobody reaches it, and no look for idle pages ends it."""
    monkeypatch.setattr(waiting_kernel, "WARM_UP", "pass")

    async def story(kernels):
        kernels.waiting.begin()
        kernel_id = await kernels.waiting._warming
        assert not kernels.belongs_to(kernel_id, VERA)
        kernels.cull_idle_timeout = -1
        await kernels.cull_kernel_if_idle(kernel_id)
        assert kernel_id in kernels
        other = await start(kernels, path="elsewhere")
        assert other != kernel_id, "a page of another folder starts its own"
        assert await start(kernels) == kernel_id

    with_kernels(home, story)


def test_one_that_could_not_be_made_ready_is_ended_and_the_page_opens_all_the_same(
    home, monkeypatch
):
    """The page starts a kernel of its own; why is in the log."""
    monkeypatch.setattr(waiting_kernel, "WARM_UP", "raise ValueError('out of memory')")

    async def story(kernels):
        kernels.waiting.begin()
        kernel_id = await start(kernels)
        assert list(kernels.list_kernel_ids()) == [kernel_id]
        await run_in(kernels.get_kernel(kernel_id), IS_VERAS, 30)

    with_kernels(home, story)
