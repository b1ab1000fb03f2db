"""The sign-in page, sign-out, and who a request comes from, for Jupyter's server.

No token and no shared password: somebody is known by name or does not come in (ui.md 4.5).
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import RequestHandler

from cmxero.core.errors import CmxeroError
from cmxero.ui.door import Door, Visitor
from cmxero.ui.faultlog import write_fault

SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
WRONG = "The name or the password is wrong."
UNREADABLE = (
    "Nobody can sign in at the moment: cmxero cannot read who may. Ask whoever looks after cmxero "
    "here; the reason is in the server's log."
)
_OWN_PAGE = re.compile(r"voila/render/[a-z_]+\.ipynb(\?[A-Za-z0-9_.~%=&+:,\-]*)?")
# One after the other: a hash takes 64 MiB and a twentieth of a second, so many at once are no way
# to fill the machine.
_checker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cmxero-password")


@dataclass
class Guest(User):
    """A visitor as Jupyter's server knows users."""

    visitor: Visitor = field(default_factory=Visitor)


class DoorKeeper(IdentityProvider):
    """Tells Jupyter's server who a request comes from."""

    def get_user(self, handler: RequestHandler) -> Guest | None:
        """The visitor, or None, which leads to the sign-in page."""
        try:
            visitor = find_visitor(handler)
        except CmxeroError as fault:
            write_fault("sign-in not possible", fault=fault)
            return None
        if not isinstance(visitor, Visitor):
            return None
        return Guest(username=visitor.name or "everybody", visitor=visitor)

    def get_handlers(self) -> list[tuple[str, object]]:
        """None of Jupyter's own pages."""
        return []


class OwnKernelsOnly(Authorizer):
    """A kernel answers to the person it was started for, and to nobody else."""

    def is_authorized(
        self, handler: JupyterHandler, user: User, action: str, resource: str
    ) -> bool:
        """Whether the kernel that the request names is the user's."""
        del action, resource
        kernel_id = handler.path_kwargs.get("kernel_id", "")
        kernels = handler.settings["kernel_manager"]
        return isinstance(user, Guest) and bool(kernels.belongs_to(kernel_id, user.visitor))


def find_visitor(handler: RequestHandler) -> Visitor | str | None:
    """Who a request comes from; the bare name of somebody known to the proxy but not to us."""
    door: Door = handler.settings["door"]
    if door.is_open:
        return Visitor()
    header = door.options.user_header
    if header:
        values = [_text(value) for value in handler.request.headers.get_list(header)]
        found = door.by_header(handler.request.remote_ip or "", values)
        if found is not None:
            return found
    return door.by_session(_ticket(handler))


class SignInHandler(JupyterHandler):
    """Name and password."""

    @allow_unauthenticated
    def get(self) -> None:
        """The form; somebody who is known already goes straight on."""
        if self.current_user:
            self.redirect(self._next())
            return
        try:
            stranger = find_visitor(self)
        except CmxeroError:
            self._show(UNREADABLE, status=503)
            return
        if isinstance(stranger, str):
            self._show("", status=403, stranger=stranger)
            return
        self._show("You are signed out." if self.get_query_argument("out", "") else "")

    @allow_unauthenticated
    async def post(self) -> None:
        """Look at name and password, unless too many were wrong."""
        name = self.get_body_argument("name", "", strip=True)
        password = self.get_body_argument("password", "", strip=False)
        door, address = self._door, self._address()
        pause = door.slow_down.pause(name, address)
        if pause:
            seconds = "second" if pause == 1 else "seconds"
            self.set_header("Retry-After", str(pause))
            self._show(f"Too many wrong tries. Wait {pause} {seconds}, then try again.", status=429)
            return
        door.slow_down.tried(name, address)
        loop = asyncio.get_running_loop()
        try:
            user = await loop.run_in_executor(_checker, door.users.check, name, password)
        except CmxeroError as fault:
            write_fault("sign-in not possible", fault=fault)
            self._show(UNREADABLE, status=503)
            return
        if user is None:
            self._show(WRONG, status=401)
            return
        door.slow_down.succeeded(name, address)
        door.sign_out(_ticket(self))
        self.set_signed_cookie(
            _cookie_name(self),
            door.sign_in(user),
            expires_days=None,
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=_is_encrypted(self),
        )
        self.redirect(self._next())

    @property
    def _door(self) -> Door:
        door: Door = self.settings["door"]
        return door

    def _show(self, said: str, *, status: int = 200, stranger: str = "") -> None:
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        page = self.render_template(  # type: ignore[no-untyped-call]
            "sign_in.html",
            said=said,
            is_wrong=status >= 400,  # noqa: PLR2004 - HTTP's own border
            stranger=stranger,
            action=f"{self.base_url}{SIGN_IN}",
            typed_name=self.get_body_argument("name", ""),
            next=self.get_argument("next", ""),
        )
        self.write(page)

    def _next(self) -> str:
        """Where to go on: a page of ours, never an address that somebody else wrote."""
        wanted = self.get_argument("next", "").removeprefix(self.base_url)
        return f"{self.base_url}{wanted if _OWN_PAGE.fullmatch(wanted) else ''}"

    def _address(self) -> str:
        peer = self.request.remote_ip or ""
        passed_on = self.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return passed_on[:64] if passed_on and self._door.is_proxy(peer) else peer


class SignOutHandler(JupyterHandler):
    """Ends the sign-in, and every page that was opened with it."""

    @allow_unauthenticated
    def get(self) -> None:
        """An address typed by hand changes nothing."""
        self.redirect(self.base_url)

    @allow_unauthenticated
    def post(self) -> None:
        """Sign out."""
        ticket = _ticket(self)
        if ticket:
            self.settings["door"].sign_out(ticket)
            self.settings["kernel_manager"].end_unwelcome()
        self.clear_cookie(_cookie_name(self), path=self.base_url)
        self.redirect(f"{self.base_url}{SIGN_IN}?out=1")


def account(handler: JupyterHandler) -> dict[str, Any]:
    """What the page's own strip shows of somebody who signed in here; empty for others."""
    visitor: Visitor = handler.current_user.visitor
    token = handler.xsrf_token.decode()  # also sets the cookie: else a page cannot end its kernel
    if not visitor.ticket:
        return {}
    return {
        "person": visitor.name,
        "role": str(visitor.role),
        "token": token,
        "sign_out": f"{handler.base_url}{SIGN_OUT}",
    }


def _ticket(handler: RequestHandler) -> str:
    cookie = handler.get_signed_cookie(_cookie_name(handler))
    return cookie.decode() if cookie else ""


def _cookie_name(handler: RequestHandler) -> str:
    # Browsers keep cookies by host without the port; two servers on one machine must not mix.
    return "cmxero-" + re.sub(r"[^A-Za-z0-9]", "-", handler.request.host)


def _is_encrypted(handler: RequestHandler) -> bool:
    # Believed from anybody: who lies about it only harms their own sign-in.
    forwarded = handler.request.headers.get("X-Forwarded-Proto", "")
    return handler.request.protocol == "https" or forwarded.strip().lower() == "https"


def _text(value: str) -> str:
    """A header's value; names with accents come as UTF-8, which HTTP shows as something else."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value
