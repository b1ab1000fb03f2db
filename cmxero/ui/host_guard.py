"""Whoever asks for another name than ours gets nothing, whatever the path (ui.md 4.5, D4).

A name that merely resolves to us (DNS rebinding) would otherwise let a foreign page talk to this
server with the visitor's cookies. Jupyter's own check knows no other addresses than loopback and
does not cover static files.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest, split_host_and_port
from tornado.routing import Router
from tornado.web import Application, RequestHandler


class RefusedHandler(RequestHandler):
    """The only answer to a foreign name."""

    def prepare(self) -> None:
        """Refuse."""
        self.set_status(403)
        self.finish("403: cmxero is not served under this name.")


class HostGuard(Router):
    """Stands before the application.

    Args:
        names: what it may be called besides localhost and loopback addresses.
    """

    def __init__(self, application: Application, names: Iterable[str]) -> None:
        self._application = application
        self._names = frozenset(names) | {"localhost"}

    def find_handler(
        self,
        request: HTTPServerRequest,
        **options: Any,  # noqa: ANN401 - passed on as they are
    ) -> HTTPMessageDelegate | None:
        """The application's handler, or the refusal."""
        if self.is_ours(request.host):
            return self._application.find_handler(request, **options)
        return self._application.get_handler_delegate(request, RefusedHandler)

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names us."""
        name = split_host_and_port(host.lower())[0].removeprefix("[").removesuffix("]")
        if name.rstrip(".") in self._names:
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False
