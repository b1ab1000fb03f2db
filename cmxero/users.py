"""Who may sign in to the dashboards: names, roles and hashed passwords in one owner-only file.

Passwords are hashed with Argon2id at the library's own parameters (RFC 9106, low memory). The file
is replaced whole or not at all, by one process at a time; a damaged one lets nobody in.
"""

import contextlib
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import portalocker
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cmxero.core.deciding import is_same_person
from cmxero.core.errors import AlreadyRunningError, NothingToDoError, SettingsError
from cmxero.core.roles import Role

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 80
PATIENCE_S = 10
_OTHERS = 0o077


class User(msgspec.Struct, frozen=True):
    """A person who may sign in.

    Attributes:
        password: its hash; empty for one who comes in by the company's sign-in only.
    """

    name: str
    role: Role
    password: str = ""

    def __repr__(self) -> str:
        return f"User(name={self.name!r}, role={self.role.value!r})"

    __str__ = __repr__

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # msgspec's own would show the hash, and rich prints the variables of a traceback.
        return [("name", self.name), ("role", self.role.value)]


class Users:
    """The users file. Every question reads it again if it was changed.

    Every method may raise a SettingsError: the file is damaged, or others may read it.

    Args:
        hasher: another one where hundreds of passwords are tried, in tests.
    """

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = path
        self._hasher = hasher or PasswordHasher()
        self._nobodys = ""
        self._read_at: tuple[int, int, int] | None = None
        self._held: tuple[User, ...] = ()

    def all(self) -> tuple[User, ...]:
        """Everybody, in the order of their names."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return ()
        if os.name == "posix" and found.st_mode & _OTHERS:
            raise SettingsError(
                str(self.path), "others on this machine may read it.", "Run chmod 600 on it."
            )
        read_at = (found.st_mtime_ns, found.st_size, found.st_ino)
        if read_at != self._read_at:
            self._held, self._read_at = self._read(), read_at
        return self._held

    def find(self, name: str) -> User | None:
        """Somebody by name; capitals and spaces do not make another."""
        wanted = _composed(name)
        return next((user for user in self.all() if is_same_person(user.name, wanted)), None)

    def check(self, name: str, password: str) -> User | None:
        """The user, if the password is theirs; an unknown name takes as long as a wrong one."""
        user = self.find(name)
        hashed = user.password if user else ""
        if not self._nobodys:
            self._nobodys = self._hasher.hash(os.urandom(16).hex())
        try:
            self._hasher.verify(hashed or self._nobodys, _composed(password[:LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return None
        return user if hashed else None

    def add(self, name: str, role: Role, password: str | None) -> User:
        """Let somebody in.

        Args:
            password: None for one who comes in by the company's sign-in only.

        Raises:
            SettingsError: the name or the password will not do, or the name is taken.
        """
        tidy = " ".join(_composed(name).split())
        if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
            raise SettingsError(
                repr(name), "this is no name.", f"Give one of 1 to {LONGEST_NAME} characters."
            )
        hashed = "" if password is None else self._hash(tidy, password)
        made = User(tidy, role, hashed)

        def added(users: Sequence[User]) -> tuple[User, ...]:
            if taken := next((each for each in users if is_same_person(each.name, tidy)), None):
                raise SettingsError(
                    str(self.path),
                    f"there is a user called {taken.name} already.",
                    "Choose another name, since decisions are told apart by it; or change the "
                    "role with `cmxero users role`.",
                )
            return (*users, made)

        self._change(added)
        return made

    def set_role(self, name: str, role: Role) -> User:
        """Give somebody another role; their open pages end within seconds.

        Raises:
            NothingToDoError: nobody is called that.
        """
        return self._replace(name, lambda user: User(user.name, role, user.password))

    def set_password(self, name: str, password: str) -> User:
        """Give somebody another password; their sign-ins end.

        Raises:
            NothingToDoError: nobody is called that.
            SettingsError: the password will not do.
        """
        return self._replace(
            name, lambda user: User(user.name, user.role, self._hash(user.name, password))
        )

    def remove(self, name: str) -> User:
        """Let somebody in no longer; what they decided stays.

        Raises:
            NothingToDoError: nobody is called that.
        """
        gone = self._known(self.all(), name)
        self._change(lambda users: tuple(each for each in users if each.name != gone.name))
        return gone

    def _replace(self, name: str, changed: Callable[[User], User]) -> User:
        made: list[User] = []

        def replaced(users: Sequence[User]) -> tuple[User, ...]:
            old = self._known(users, name)
            made.append(changed(old))
            return tuple(made[0] if each is old else each for each in users)

        self._change(replaced)
        return made[0]

    @staticmethod
    def _known(users: Sequence[User], name: str) -> User:
        for user in users:
            if is_same_person(user.name, _composed(name)):
                return user
        raise NothingToDoError(
            f"Nobody is called {name!r}. `cmxero users list` shows who may sign in."
        )

    def _hash(self, name: str, password: str) -> str:
        fault = ""
        if len(password) < SHORTEST_PASSWORD:
            fault = f"it is shorter than {SHORTEST_PASSWORD} characters."
        elif len(password) > LONGEST_PASSWORD:
            fault = f"it is longer than {LONGEST_PASSWORD} characters."
        elif is_same_person(name, password) or len(set(password)) == 1:
            fault = "it is too easy to guess."
        if fault:
            raise SettingsError(
                "password", fault, "Four words that do not belong together make a good one."
            )
        return self._hasher.hash(_composed(password))

    def _read(self) -> tuple[User, ...]:
        try:
            return tuple(msgspec.json.decode(self.path.read_bytes(), type=list[User]))
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise SettingsError(
                str(self.path),
                f"the users file is damaged ({fault}), so nobody may sign in.",
                "Bring it back from a backup, or delete it and add everybody anew.",
            ) from fault

    def _change(self, changed: Callable[[Sequence[User]], tuple[User, ...]]) -> None:
        with self._locked():
            made = sorted(changed(self.all()), key=lambda user: user.name.casefold())
            content = msgspec.json.format(msgspec.json.encode(made), indent=2)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")
            try:
                with os.fdopen(handle, "wb") as file:  # mkstemp makes it for the owner only
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    Path(name).unlink()
                raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f"{self.path.name}.lock")
        lock = portalocker.Lock(str(beside), mode="a", timeout=PATIENCE_S, check_interval=0.05)
        try:
            lock.acquire()
        except portalocker.exceptions.LockException:
            raise AlreadyRunningError("Another change of the users", "cmxero users") from None
        try:
            yield
        finally:
            lock.release()


def _composed(text: str) -> str:
    """One form of an accented letter, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFC", text)
