"""The kernels behind the pages: each belongs to the visitor whose page it is."""

import asyncio
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.web import HTTPError, authenticated
from traitlets import Dict as DictTrait
from traitlets import Instance
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from cmxero.core.errors import CmxeroError
from cmxero.environment import PERSON_VARIABLE, ROLE_VARIABLE, of_child
from cmxero.ui.door import Door, Visitor
from cmxero.ui.faultlog import write_fault
from cmxero.ui.waiting_kernel import WaitingKernel


class DashboardKernels(AsyncMappingKernelManager):
    """Kernels that know which workbench and which person they belong to.

    Attributes:
        kernel_env: added to the environment of every kernel.
        door: says who may stay; set by the server.
    """

    kernel_env = DictTrait(help="Added to the environment of every kernel.").tag(config=True)
    door = Instance(Door)

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on as they are
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._owners: dict[str, Visitor] = {}
        self.waiting = WaitingKernel(self._start_for_nobody, self.get_kernel, self._end_waiting)
        self._ending: dict[str, asyncio.Task[None]] = {}

    async def start_kernel(  # type: ignore[override]
        self,
        *,
        env: dict[str, str] | None = None,
        visitor: Visitor,
        **options: Any,  # noqa: ANN401 - passed on as they are
    ) -> str:
        """Start a kernel for a visitor, with our variables in its environment."""
        person = {PERSON_VARIABLE: visitor.name, ROLE_VARIABLE: visitor.role or ""}
        known = person if visitor.role else {}
        variables = {**(env or {}), **self.kernel_env, **known}
        kernel_id: str = await self.waiting.take(variables, options)
        if not kernel_id:
            kernel_id = await super().start_kernel(env=variables, **options)
        self._owners[kernel_id] = visitor
        return kernel_id

    async def _start_for_nobody(self, **options: Any) -> str:  # noqa: ANN401
        kernel_id: str = await super().start_kernel(env=of_child(self.kernel_env), **options)
        return kernel_id

    async def _end_waiting(self, kernel_id: str) -> None:
        await ensure_async(self.shutdown_kernel(kernel_id, now=True))  # type: ignore[no-untyped-call]

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End it if its page was left alone; the one in waiting is meant to be."""
        if kernel_id != self.waiting.kernel_id:
            await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]

    def belongs_to(self, kernel_id: str, visitor: Visitor) -> bool:
        """Whether a kernel is this visitor's; one that is not there has nothing to keep."""
        owner = self._owners.get(kernel_id)
        if owner is None:
            return kernel_id not in self
        return (owner.name, bool(owner.role)) == (visitor.name, bool(visitor.role))

    def end_unwelcome(self) -> None:
        """End every kernel whose visitor signed out, was removed or has another role by now."""
        here = set(self.list_kernel_ids())
        self._owners = {each: owner for each, owner in self._owners.items() if each in here}
        for kernel_id, owner in self._owners.items():
            if kernel_id not in self._ending and not self._is_welcome(owner):
                self._ending[kernel_id] = asyncio.ensure_future(self._end(kernel_id))

    def _is_welcome(self, owner: Visitor) -> bool:
        try:
            return self.door.is_welcome(owner)
        except CmxeroError as fault:
            write_fault("users not readable", fault=fault)
            return False

    async def _end(self, kernel_id: str) -> None:
        """A job in it goes on to its end; so this may take long, and nobody waits for it."""
        try:
            await ensure_async(self.shutdown_kernel(kernel_id))  # type: ignore[no-untyped-call]
        except Exception as fault:  # noqa: BLE001 - in a task it would vanish
            write_fault("kernel not ended", fault=fault)
        finally:
            self._ending.pop(kernel_id, None)


class _KernelsOfVisitor:
    """The kernel manager as one request sees it: what it starts is the visitor's."""

    def __init__(self, kernels: DashboardKernels, visitor: Visitor) -> None:
        self._kernels = kernels
        self._visitor = visitor

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the manager has
        return getattr(self._kernels, name)

    async def start_kernel(self, **options: Any) -> str:  # noqa: ANN401 - passed on as they are
        return await self._kernels.start_kernel(visitor=self._visitor, **options)


class PageHandler(TornadoVoilaHandler):  # type: ignore[misc]
    """A page, in a kernel of the visitor who asked for it."""

    @property
    def kernel_manager(self) -> _KernelsOfVisitor:
        """The kernels as this visitor's."""
        return _KernelsOfVisitor(self.settings["kernel_manager"], self.current_user.visitor)


class PageKernelHandler(KernelHandler):
    """Says whether a page's kernel still lives; the banner asks."""

    @authenticated
    @authorized
    async def get(self, kernel_id: str) -> None:
        """404 also for one whose process was killed, which Jupyter would go on listing."""
        kernels = self.kernel_manager
        if kernel_id in kernels and not await ensure_async(kernels.is_alive(kernel_id)):
            raise HTTPError(404)
        await ensure_async(super().get(kernel_id))


class PageSocketHandler(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The way between a page and its kernel.

    Voila reads the head of every binary message as the newer protocol writes it, which a page
    always speaks. Of the older one it would take two figures for a count of 10^18, and the server
    would be busy and growing for ever: one visitor could stop everybody's pages.
    """

    def write_message(
        self,
        message: bytes | str | dict[str, Any],
        binary: bool = False,  # noqa: FBT001, FBT002 - tornado's own signature
    ) -> Any:  # noqa: ANN401 - a future of tornado's
        """Hand a message to the browser."""
        if isinstance(message, bytes) and not self.selected_subprotocol:
            return KernelWebsocketHandler.write_message(self, message, binary)
        return super().write_message(message, binary)


class PageShutdownHandler(VoilaShutdownKernelHandler):  # type: ignore[misc]
    """A page that is left ends its kernel, and no other."""

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """End it."""
        if not self.settings["kernel_manager"].belongs_to(kernel_id, self.current_user.visitor):
            raise HTTPError(403)
        await super().post(kernel_id)
