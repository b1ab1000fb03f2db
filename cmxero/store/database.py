"""The one seam to DuckDB: attach, one short transaction, detach (DESIGN 6, storage.md 4).

A process keeps an in-memory DuckDB and attaches the workbench database only for the length of
one transaction, queued on a side lock. Nothing is ever kept open, so no notebook, page or export
shuts another out. Never touch the database file with ordinary file operations while a process
has it attached: the system would drop DuckDB's lock (storage.md 2.4).
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import stamina

from cmxero.core.errors import StoreBusyError
from cmxero.store import judging, schema, views
from cmxero.store.locks import LockHeldError, process_lock
from cmxero.store.spared_imports import spare_imports

Connection = duckdb.DuckDBPyConnection
PATIENCE_S = 30
FOREIGN_PATIENCE_S = 10
LARGE = 64_000_000
"""Bytes of a database from which on several threads are worth it; below, starting them costs a
third of every small transaction."""
PLAINLY = "set disabled_compression_methods = 'dictionary,dict_fsst,fsst,zstd'"
NOT_PLAINLY = "reset disabled_compression_methods"
MEMORY_LIMIT = "1400MB"
"""What does not fit goes to files beside the database, which DuckDB removes; a process stays below
2 GiB with a million invoices."""
LONGEST_LOG = 500_000
"""Bytes of DuckDB's log that are left beside the file between many small commits."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the views need from the settings and the clock, a row an organisation.

    Attributes:
        currency_code: the organisation's base currency.
        payments_from: first day of payments that come from Xero; None while they do not.
        forward_days: payments dated further ahead than this are held.
        today: the date in the organisation's time zone.
        payment_types: (bank account code in Xero, payment type in Case Manager).
        default_payment_type: that of every other bank account.
    """

    organisation: str
    currency_code: str
    payments_from: date | None
    forward_days: int
    today: date
    payment_types: tuple[tuple[str, str], ...] = ()
    default_payment_type: str = "EFT"


class Database:
    """The workbench database of one home.

    Args:
        known_utc: only what was known by this instant is there to read (DESIGN 10); None: all.
    """

    def __init__(self, path: Path, *, known_utc: datetime | None = None) -> None:
        self.path = path
        self._known_utc = known_utc
        self._as_of: date | None = None
        self._lock_path = path.with_name(path.name + ".lock")
        self._thread_lock = threading.RLock()
        self._looking: Connection | None = None
        self._con: Connection | None = None
        self._judged: tuple[tuple[object, ...], tuple[int, ...]] | None = None
        self.remembered: dict[str, tuple[object, object]] = {}
        self._longest_log = 0
        self._after_bulk: tuple[str, ...] = ()

    @contextmanager
    def many_writes(self) -> Iterator[None]:
        """Fold the log into the file now and then only, while many small commits follow.

        A closing checkpoint writes the last rows of every changed table anew, 50 to 100 ms that
        grow with the book, while replaying half a megabyte of log at the next attach takes 10.
        Nothing is at stake: a commit is on disk in the log beside the file.
        """
        self._longest_log = LONGEST_LOG
        try:
            yield
        finally:
            self._longest_log = 0

    @contextmanager
    def write_many(self) -> Iterator[Connection]:
        """``write``, for tens of thousands of rows at once.

        Trying to compress ids costs more than writing them plainly, and a second thread only waits.
        """
        with self.attached_once(), self.write() as con:
            ((threads,),) = con.execute("select current_setting('threads')").fetchall()
            self._after_bulk = (f"set threads = {threads}", NOT_PLAINLY)
            _set(con, ("set threads = 1", PLAINLY))
            yield con

    @contextmanager
    def attached_once(self) -> Iterator[None]:
        """Transactions within the block attach once, and no other process comes between them.

        Attaching and letting go cost more than most transactions. No network call and no long
        work within.
        """
        with self._attached("working") as con:
            outer, self._looking = self._looking, con
            try:
                yield
            finally:
                self._looking = outer

    @contextmanager
    def read(
        self, parameters: Sequence[Parameters] = (), *, as_of: date | None = None
    ) -> Iterator[Connection]:
        """One consistent look at everything; the connection dies with the block.

        Args:
            parameters: without them only the views over facts can be asked (``views``).
            as_of: the day the tie-out and what stands on it are asked for; None: as both
                systems stand, documents dated ahead included.
        """
        with self._attached("reading") as con:
            if parameters:
                self._judge(con, parameters)
            if self._as_of != as_of:
                _set(con, [_as_of(as_of)])
                self._as_of = as_of
            con.execute("begin")
            try:
                yield con
            finally:
                with suppress(duckdb.Error):
                    con.execute("rollback")

    @contextmanager
    def write(self, parameters: Sequence[Parameters] = ()) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, or nothing at all.

        Gather outside, write inside: no network call and no long work between.

        Args:
            parameters: where what is written follows from the views that judge.
        """
        with self._attached("writing") as con:
            if parameters:
                self._judge(con, parameters)
            con.execute("begin")
            try:
                yield con
            except BaseException:
                with suppress(duckdb.Error):
                    con.execute("rollback")
                raise
            con.execute("commit")

    @property
    def judged(self) -> object:
        """Another object as soon as pairs and findings were worked out anew."""
        return self._judged

    def close(self) -> None:
        """Let the in-memory engine go."""
        if self._con is not None:
            self._con.close()
            self._con = None
            self._judged = None

    def _judge(self, con: Connection, parameters: Sequence[Parameters]) -> None:
        """Bring pairs and findings up to the facts; nothing to do while these have not changed."""
        settings = (tuple(parameters), self.path.stat().st_ino)
        counts = judging.facts_state(con)
        before = self._judged
        if before == (settings, counts):
            return
        changed = None
        if before is not None:  # whatever breaks off below, these are the findings of nothing
            self._judged = ((), ())
            if before[0] == settings:
                tables = zip(judging.facts_judged(), before[1], counts, strict=True)
                changed = frozenset(table for table, old, new in tables if old != new)
        con.execute("delete from memory.stage.parameter")
        con.execute("delete from memory.stage.payment_type")
        for each in parameters:
            con.execute(
                "insert into memory.stage.parameter values (?, ?, ?, ?, ?)",
                [
                    each.organisation,
                    each.currency_code,
                    each.payments_from,
                    each.forward_days,
                    each.today,
                ],
            )
            for account, kind in (("", each.default_payment_type), *each.payment_types):
                con.execute(
                    "insert into memory.stage.payment_type values (?, ?, ?)",
                    [each.organisation, account, kind],
                )
        judging.judge(con, changed=changed, as_known_then=self._known_utc is not None)
        self._judged = (settings, counts)

    @contextmanager
    def _attached(self, purpose: str) -> Iterator[Connection]:
        with self._thread_lock:
            if self._looking is not None:
                return (yield self._looking)
            with self._side_lock(purpose):
                con = self._con or self._start()
                self._attach(con)
                try:
                    self._prepare(con)
                    yield con
                finally:
                    self._detach(con)
                    _set(con, self._after_bulk)  # its rows were written when the file was let go
                    self._after_bulk = ()

    @contextmanager
    def _side_lock(self, purpose: str) -> Iterator[None]:
        try:
            with process_lock(self._lock_path, purpose=purpose, patience_s=PATIENCE_S):
                yield
        except LockHeldError as fault:
            raise StoreBusyError(fault.holder, PATIENCE_S) from fault

    @property
    def _log_file(self) -> Path:
        return self.path.with_name(self.path.name + ".wal")

    def _start(self) -> Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(self.path.parent / "spill"),
        }
        if not self.path.exists() or self.path.stat().st_size < LARGE:
            options["threads"] = 1
        spare_imports()
        con = duckdb.connect(":memory:", config=options)
        known = self._known_utc or "infinity"
        _set(con, [f"set variable known_utc = timestamp '{known}'", _as_of(None)])
        return con

    def _attach(self, con: Connection) -> None:
        form = "" if self.path.exists() else f" (storage_version '{views.FORM}')"
        # A database viewer ignores our side lock, so DuckDB's own refusal is waited out as well.
        try:
            for attempt in stamina.retry_context(
                on=_is_lock_refusal, timeout=FOREIGN_PATIENCE_S, attempts=None, wait_max=0.5
            ):
                with attempt:
                    con.execute(f"attach '{views.quoted(self.path)}' as {schema.ATTACHED}{form}")
        except duckdb.Error as fault:
            if _is_lock_refusal(fault):
                raise StoreBusyError(str(fault).splitlines()[0], FOREIGN_PATIENCE_S) from fault
            raise

    def _detach(self, con: Connection) -> None:
        """Let go of the file, with the log beside it folded in if it has grown long."""
        log = self._log_file
        is_long = log.exists() and log.stat().st_size > self._longest_log
        con.execute(f"pragma {'enable' if is_long else 'disable'}_checkpoint_on_shutdown")
        con.execute(f"detach database if exists {schema.ATTACHED}")

    def _prepare(self, con: Connection) -> None:
        if self._con is con:
            return
        if schema.revision_of(con) != schema.newest_revision():
            con.execute(f"detach {schema.ATTACHED}")
            schema.migrate(self.path)
            self._attach(con)
        views.create_views(con, self.path.parent, as_known_then=self._known_utc is not None)
        self._con = con


def _set(con: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        con.execute(statement)


def _as_of(day: date | None) -> str:
    return f"set variable as_of = date '{day or 'infinity'}'"


def _is_lock_refusal(fault: Exception) -> bool:
    return isinstance(fault, duckdb.Error) and "lock" in str(fault).lower()
