"""The token: kept in one owner-only file, renewed by one process at a time.

Xero's refresh tokens rotate on every use, and two processes that refresh at once lose the
connection (xero-api.md 5). The old file stays until the new one is complete, so that a lost
answer can be asked for again within Xero's 30 minutes of grace.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import portalocker

from cmxero.core.errors import XeroSignInError

EARLY = timedelta(seconds=60)
"""How long before its end a token is no longer used."""
PATIENCE_S = 90
_OTHERS = 0o077


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in gave us.

    Attributes:
        expires_utc: naive UTC; always set, since a missing end would mean "never" to the SDK.
        refresh_token: empty for a machine's sign-in (client credentials).
        client_id: the app it was issued to; another app's token is not used.
        identity_url: who issued it; the sandbox's token never goes to Xero, nor the reverse.
    """

    access_token: str
    expires_utc: datetime
    client_id: str
    identity_url: str
    refresh_token: str = ""

    def __repr__(self) -> str:
        return f"Token(client_id={self.client_id!r}, expires_utc={self.expires_utc})"

    __str__ = __repr__

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # msgspec's own would show every field, and rich prints the variables of a traceback.
        return [("client_id", self.client_id), ("expires_utc", self.expires_utc)]

    def is_good(self, now_utc: datetime) -> bool:
        """Whether it can still be used for a call."""
        return now_utc < self.expires_utc - EARLY


class TokenFile:
    """The token on disk, and the lock beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Token | None:
        """The stored token, or None where there is none that can be read."""
        try:
            content = self.path.read_bytes()
            if os.name == "posix" and self.path.stat().st_mode & _OTHERS:
                self.path.chmod(0o600)
        except FileNotFoundError:
            return None
        try:
            return msgspec.json.decode(content, type=Token)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def write(self, token: Token) -> None:
        """Replace the stored token; readable by its owner only, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(token))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise

    def forget(self) -> None:
        """Remove the stored token."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def locked(self, patience_s: float = PATIENCE_S) -> Iterator[None]:
        """Be the only one, across processes and threads, who renews this token.

        Raises:
            XeroSignInError: another process kept the lock longer than our patience.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(self.path.name + ".lock")
        lock = portalocker.Lock(str(beside), mode="a", timeout=patience_s, check_interval=0.05)
        try:
            lock.acquire()
        except portalocker.exceptions.LockException:
            raise XeroSignInError(
                f"Another process has been signing in to Xero for {patience_s:.0f} s. "
                "End it, or wait until it has ended, and try again."
            ) from None
        try:
            yield
        finally:
            lock.release()


class TokenKeeper:
    """Hands out a good access token; renews it once, whoever asks first.

    Args:
        file: where the token is kept between processes.
        renew: a new token from the old one (None if there was none).
        is_ours: whether a stored token belongs to this app and this identity service.
        clock: now, naive UTC.
    """

    def __init__(
        self,
        file: TokenFile,
        *,
        renew: Callable[[Token | None], Token],
        is_ours: Callable[[Token], bool],
        clock: Callable[[], datetime],
    ) -> None:
        self._file = file
        self._renew = renew
        self._is_ours = is_ours
        self._clock = clock
        self._held: Token | None = None

    def access_token(self) -> str:
        """A token that is good for at least a minute.

        Raises:
            XeroSignInError: a person has to sign in.
            XeroUnreachableError: the identity service does not answer.
        """
        if self._held is None or not self._held.is_good(self._clock()):
            self._held = self._from_file(rejected=None)
        return self._held.access_token

    def renew(self, rejected: str) -> None:
        """Replace a token that Xero no longer accepts, unless another process has done so."""
        self._held = self._from_file(rejected=rejected)

    def _from_file(self, *, rejected: str | None) -> Token:
        with self._file.locked():
            stored = self._file.read()
            if stored and not self._is_ours(stored):
                stored = None
            if stored and stored.access_token != rejected and stored.is_good(self._clock()):
                return stored
            token = self._renew(stored)
            self._file.write(token)
            return token
