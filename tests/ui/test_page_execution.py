"""What a page shows comes, however late, or the page says that it could not be opened."""

import asyncio

import nbformat
import pytest
from nbclient.exceptions import CellTimeoutError
from voila.execute import VoilaExecutor

from cmxero.ui.serve import _config

ASKED = "the-cell"


def message(kind, **content):
    """One message of the cell's execution."""
    return {
        "header": {"msg_type": kind}, "msg_type": kind, "parent_header": {"msg_id": ASKED},
        "metadata": {}, "content": content,
    }  # fmt: skip


class Channel:
    """Messages that come one after another.

    Args:
        turn: what they wait for.
        opens: whose turn it is once one was read.
    """

    def __init__(self, *messages, turn=None, opens=None):
        self._left, self._turn, self._opens = list(messages), turn, opens

    async def get_msg(self, timeout=None):  # noqa: ARG002, ASYNC109 - as Jupyter's
        """The next one."""
        if self._turn:
            await self._turn.wait()
        if self._opens:
            self._opens.set()
        return self._left.pop(0)


class BusyServer:
    """A client on which the kernel's output comes after its reply, as on a busy machine; or never.

    Args:
        comes: whether it does.
    """

    def __init__(self, *, comes):
        turn = asyncio.Event()
        self.shell_channel = Channel(
            message("execute_reply", status="ok"), opens=turn if comes else None
        )
        self.iopub_channel = Channel(
            message("display_data", data={"text/plain": "the page"}, metadata={}),
            message("status", execution_state="idle"),
            turn=turn,
        )

    def execute(self, *_code, **_options):
        """Asked."""
        return ASKED

    async def is_alive(self):
        """It lives."""
        return True


async def shown_by(config, *, comes):
    """What a cell shows."""
    cell = nbformat.v4.new_code_cell("show()")
    executor = VoilaExecutor(nbformat.v4.new_notebook(cells=[cell]), config=config)
    executor.kc = BusyServer(comes=comes)
    await executor.execute_cell(cell, None, 0, store_history=False)
    return [output["data"]["text/plain"] for output in cell.outputs]


def test_output_that_comes_late_is_shown(tmp_path):
    """Jupyter's client gives up after four seconds, and the page would be blank."""
    config = _config(tmp_path, tmp_path, poll_s=15)
    assert config.VoilaExecutor.iopub_timeout == 120
    assert asyncio.run(shown_by(config, comes=True)) == ["the page"]


def test_output_that_never_comes_is_an_error(tmp_path):
    """The page's card, not a blank page."""
    config = _config(tmp_path, tmp_path, poll_s=15)
    config.VoilaExecutor.iopub_timeout = 0
    with pytest.raises(CellTimeoutError):
        asyncio.run(shown_by(config, comes=False))
