"""A page begins as soon as its kernel answers, and what the kernel shows is heard from then on."""

import asyncio
import os
import signal
from contextlib import contextmanager

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

from cmxero.ui.prompt_client import PromptClient
from cmxero.ui.serve import _config


def with_kernel(story):
    """A real kernel for a story, ended after it."""

    async def play():
        manager = ServerKernelManager(kernel_name="python3", client_factory=PromptClient)
        await manager.start_kernel()
        try:
            await story(manager)
        finally:
            await manager.shutdown_kernel(now=True)

    asyncio.run(play())


@contextmanager
def client_of(manager):
    """A client of the kernel, its ways open."""
    client = manager.client()
    client.start_channels()
    try:
        yield client
    finally:
        client.stop_channels()


async def shown_by(client, code):
    """What code prints, up to the word that it has ended."""
    asked, shown = client.execute(code), ""
    while True:
        told = await client.get_iopub_msg(timeout=20)
        if told["parent_header"].get("msg_id") == asked:
            shown += told["content"].get("text", "")
            if told["content"].get("execution_state") == "idle":
                return shown


def test_everything_shown_after_it_was_ready_is_heard():
    """Nothing of the first cell is lost, and nothing of the question before is mixed into it."""

    async def story(manager):
        for number in range(5):
            with client_of(manager) as client:
                assert isinstance(client, PromptClient)
                await client.wait_for_ready(timeout=30)
                assert await shown_by(client, f"print({number})") == f"{number}\n"

    with_kernel(story)


def test_one_that_dies_or_never_answers_is_told():
    """The page's error card, not a page that waits for ever."""

    async def story(manager):
        with client_of(manager) as client:
            os.kill(manager.provisioner.pid, signal.SIGSTOP)
            with pytest.raises(RuntimeError, match="within 0"):
                await client.wait_for_ready(timeout=0.5)
            os.kill(manager.provisioner.pid, signal.SIGKILL)
            with pytest.raises(RuntimeError, match="died"):
                await client.wait_for_ready(timeout=30)

    with_kernel(story)


def test_every_kernel_of_the_dashboards_is_asked_through_it(tmp_path):
    """As the server is configured, whichever class its kernels are of."""
    manager = ServerKernelManager(config=_config(tmp_path, tmp_path, poll_s=15))
    assert manager.client_factory is PromptClient


def test_it_takes_the_place_of_jupyters_own():
    """Its name, so that a new version of Jupyter that renames it is noticed."""
    assert issubclass(PromptClient, AsyncKernelClient)
    assert "wait_for_ready" in vars(AsyncKernelClient)
