"""A kernel that was started before anybody asked for it, so that a page opens in half the time.

Starting Python, loading what every page needs, and working out pairs and findings take seconds and
are the same for everybody. What a page is for whom comes last: the kernel is told whose it is when
somebody comes. Until then it is nobody's, and nobody reaches it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager

from cmxero.environment import unlike_here
from cmxero.ui.faultlog import write_fault

NEXT_AFTER_S = 10
"""Pause before the next one is started: the page that just opened needs the processor now."""
WARMING_PATIENCE_S = 120
TAKING_PATIENCE_S = 10
USUAL: Mapping[str, Any] = {"kernel_name": "python3", "path": ""}
"""What the pages ask for: the notebooks' kernel, in the folder of the dashboards."""
WARM_UP = """
from cmxero import open_workbench
from cmxero.ui.warming import warm_up
warm_up(open_workbench)
"""
TAKE_ON = "from cmxero.environment import take_on; take_on({variables!r})"

Start = Callable[..., Awaitable[str]]


class WaitingKernel:
    """At most one kernel in waiting; none as long as nobody called ``begin``.

    Args:
        start: starts a kernel and gives its id.
        manager_of: the kernel of an id.
        end: ends a kernel.
    """

    def __init__(
        self,
        start: Start,
        manager_of: Callable[[str], KernelManager],
        end: Callable[[str], Awaitable[None]],
    ) -> None:
        self._start, self._manager_of, self._end = start, manager_of, end
        self._warming: asyncio.Task[str] | None = None
        self.kernel_id = ""

    def begin(self) -> None:
        """Start one, unless there is one."""
        if self._warming is None:
            self._warming = asyncio.ensure_future(self._warm())

    async def take(self, variables: Mapping[str, str], options: Mapping[str, Any]) -> str:
        """The kernel, now with these variables in its environment; empty if there is none.

        One that is still being made ready is waited for: another one would take longer.
        """
        warming = self._warming
        if warming is None or dict(options) != USUAL:
            return ""
        self._warming = None
        try:
            kernel_id = await warming
            own = unlike_here(variables)
            plain = json.loads(json.dumps(own))  # Voila's names are members of an enumeration
            await run_in(
                self._manager_of(kernel_id), TAKE_ON.format(variables=plain), TAKING_PATIENCE_S
            )
        except Exception as fault:  # noqa: BLE001 - the page starts a kernel of its own then
            write_fault("kernel in waiting not taken", fault=fault)
            await self._drop()
            return ""
        finally:
            asyncio.get_running_loop().call_later(NEXT_AFTER_S, self.begin)
        self.kernel_id = ""
        return kernel_id

    async def _warm(self) -> str:
        self.kernel_id = kernel_id = await self._start(**USUAL)
        await run_in(self._manager_of(kernel_id), WARM_UP, WARMING_PATIENCE_S)
        return kernel_id

    async def _drop(self) -> None:
        kernel_id, self.kernel_id = self.kernel_id, ""
        if kernel_id:
            with suppress(Exception):  # it may be gone already
                await self._end(kernel_id)


async def run_in(manager: KernelManager, code: str, patience_s: int) -> None:
    """Run code in a kernel.

    Raises:
        RuntimeError: it failed there, or took too long.
    """
    client: AsyncKernelClient = manager.client()  # type: ignore[assignment]
    client.start_channels()
    try:
        async with asyncio.timeout(patience_s):
            await client.wait_for_ready()
            asked = client.execute(code, silent=True, store_history=False)
            while True:
                reply = await client.get_shell_msg()
                if reply["parent_header"].get("msg_id") == asked:
                    break
    except TimeoutError as fault:
        raise RuntimeError(f"a kernel did not answer within {patience_s} s") from fault
    finally:
        client.stop_channels()
    content = reply["content"]
    if content["status"] != "ok":
        raise RuntimeError(f"{content.get('ename')}: {content.get('evalue')}")
