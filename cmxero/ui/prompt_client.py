"""A kernel client that begins as soon as it can.

Jupyter's own waits a fifth of a second for silence before it begins, twice for every page. But the
kernel says itself when it has done with the question of whether it is ready.
"""

import asyncio
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

REPLY_S = 1.0
OUTPUT_S = 0.1
"""Seconds for what the kernel says of itself to come over a way that was opened just now; what is
said before it is open is lost, and asked again."""


class PromptClient(AsyncKernelClient):
    """Begins when the kernel answered and its output is heard."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - Jupyter's
        """Wait until the kernel answers.

        Args:
            timeout: seconds; None waits for ever.

        Raises:
            RuntimeError: it died before, or took longer.
        """
        try:
            async with asyncio.timeout(timeout):
                while not await self._is_heard(self.kernel_info()):
                    if not await self.is_alive():
                        raise RuntimeError("The kernel died before it answered.")
        except TimeoutError as fault:
            raise RuntimeError(f"The kernel did not answer within {timeout} s.") from fault

    async def _is_heard(self, asked: str) -> bool:
        """Whether the answer came, and after it that the kernel waits for the next question."""

        def answers(message: dict[str, Any]) -> bool:
            return bool(message["parent_header"].get("msg_id") == asked)

        try:
            while not answers(reply := await self.get_shell_msg(timeout=REPLY_S)):
                continue
            self._handle_kernel_info_reply(reply)
            while True:
                told = await self.get_iopub_msg(timeout=OUTPUT_S)
                if answers(told) and told["content"].get("execution_state") == "idle":
                    return True
        except Empty:
            return False
