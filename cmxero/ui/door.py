"""Who stands before the dashboards: sign-ins, slow-down, the header of a proxy. No web server here.

One person on a laptop needs no sign-in: as long as nobody is in the users file and the server is
reached on this machine only, the door is open. Everywhere else a visitor must be known (ui.md 4.5).
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from cmxero.core.roles import Role
from cmxero.options import ServeOptions
from cmxero.users import LONGEST_NAME, User, Users

SECONDS_AN_HOUR = 3600
TRIES_BY_NAME, TRIES_BY_ADDRESS = 4, 20
"""So many wrong passwords cost no time, for one name from one address and for one address in all;
each further one doubles the pause."""
LONGEST_PAUSE_S = 60
FORGIVEN_AFTER_S = 15 * 60
MOST_REMEMBERED = 10_000

Clock = Callable[[], float]
"""Seconds that only ever grow."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may come in.

    Attributes:
        name: goes into every decision; empty where nobody signs in.
        role: None where nobody signs in.
        ticket: of a sign-in with a password, so that there is a sign-out; else empty.
    """

    name: str = ""
    role: Role | None = None
    ticket: str = field(default="", repr=False)


class SlowDown:
    """Makes repeated wrong passwords wait; no try during a pause is looked at."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[tuple[str, str], tuple[int, float]] = {}

    def pause(self, name: str, address: str) -> int:
        """Whole seconds until the next try is looked at; 0 for at once."""
        whole = self._pause(("", address), TRIES_BY_ADDRESS)
        return max(whole, self._pause(_key(name, address), TRIES_BY_NAME))

    def tried(self, name: str, address: str) -> None:
        """Count a try; done before the password is looked at, so that many at once all count."""
        now = self._clock()
        if len(self._wrong) >= MOST_REMEMBERED:
            fresh = {k: v for k, v in self._wrong.items() if now - v[1] < FORGIVEN_AFTER_S}
            self._wrong = fresh if len(fresh) < MOST_REMEMBERED else {}
        for key in (_key(name, address), ("", address)):
            self._wrong[key] = (self._count(key) + 1, now)

    def succeeded(self, name: str, address: str) -> None:
        """The password was right: what was before is forgiven."""
        for key in (_key(name, address), ("", address)):
            self._wrong.pop(key, None)

    def _count(self, key: tuple[str, str]) -> int:
        count, last = self._wrong.get(key, (0, 0.0))
        return count if self._clock() - last < FORGIVEN_AFTER_S else 0

    def _pause(self, key: tuple[str, str], free: int) -> int:
        over = self._count(key) - free
        if over <= 0:
            return 0
        ready = self._wrong[key][1] + min(2**over, LONGEST_PAUSE_S)
        return max(0, -int(-(ready - self._clock()) // 1))


def _key(name: str, address: str) -> tuple[str, str]:
    return "".join(name.split()).casefold()[:LONGEST_NAME] or " ", address


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    password: str
    ends: float


@dataclass
class Door:
    """Decides who may come in.

    Attributes:
        is_local: whether only this machine can reach the server.
    """

    users: Users
    options: ServeOptions
    is_local: bool
    clock: Clock = time.monotonic
    _sessions: dict[str, _Session] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slow_down = SlowDown(self.clock)
        self._proxies = tuple(ip_network(each) for each in self.options.proxies)

    @property
    def is_open(self) -> bool:
        """Whether nobody needs to sign in."""
        return self.is_local and not self.options.user_header and not self.users.all()

    def by_session(self, ticket: str) -> Visitor | None:
        """Whose sign-in this is, unless it has ended, or the password is another one by now."""
        session = self._sessions.get(ticket)
        user = self.users.find(session.name) if session else None
        if session is None or self.clock() >= session.ends:
            self._sessions.pop(ticket, None)
            return None
        if user is None or user.password != session.password:
            self._sessions.pop(ticket, None)
            return None
        return Visitor(user.name, user.role, ticket)

    def by_header(self, peer: str, names: list[str]) -> Visitor | str | None:
        """Whom a proxy passes on.

        Args:
            peer: the address the request really comes from.
            names: every value the header has.

        Returns:
            The visitor; the bare name of somebody who may not come in; None if the header is to be
            ignored.
        """
        if len(names) != 1 or not self.options.user_header or not self.is_proxy(peer):
            return None
        name = " ".join(names[0].split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            return None
        user = self.users.find(name)
        if user is not None:
            return Visitor(user.name, user.role)
        role = self.options.default_role
        return Visitor(name, role) if role else name

    def is_proxy(self, peer: str) -> bool:
        """Whether what this address says of others is believed."""
        try:
            address = ip_address(peer)
        except ValueError:  # no address at all, e.g. a socket's path
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._proxies)

    def is_welcome(self, visitor: Visitor) -> bool:
        """Whether somebody who came in may stay: still known, and with the same role."""
        if visitor.role is None:
            return self.is_open
        if visitor.ticket:
            found = self.by_session(visitor.ticket)
            return found is not None and found.role == visitor.role
        user = self.users.find(visitor.name)
        return (user.role if user else self.options.default_role) == visitor.role

    def sign_in(self, user: User) -> str:
        """A ticket for somebody whose password was right."""
        now = self.clock()
        self._sessions = {t: each for t, each in self._sessions.items() if each.ends > now}
        ticket = secrets.token_urlsafe(32)
        ends = now + self.options.session_hours * SECONDS_AN_HOUR
        self._sessions[ticket] = _Session(user.name, user.password, ends)
        return ticket

    def sign_out(self, ticket: str) -> None:
        """The ticket is worth nothing any more."""
        self._sessions.pop(ticket, None)
