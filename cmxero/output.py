"""How commands speak: plain words and tables for people, one JSON object for machines."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from cmxero.core.errors import (
    ChooseOrganisationError,
    CmxeroError,
    DecisionRefusedError,
    ExportFileError,
    NotConnectedError,
    NothingToDoError,
    PeriodNotClosedError,
    SettingsError,
)
from cmxero.core.wording import date_words, minute_words

DONE, NEEDS_A_PERSON, WRONG_USE, FAULT = 0, 1, 2, 3
"""Exit codes (DESIGN 13)."""
SECONDS_A_MINUTE = 60
_WRONG_USE = (
    ChooseOrganisationError,
    SettingsError,
    NothingToDoError,
    ExportFileError,
    NotConnectedError,
    DecisionRefusedError,
    PeriodNotClosedError,
)


class Speaker:
    """Where a command's answer goes."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console = Console(soft_wrap=True)

    def say(self, text: str) -> None:
        """A sentence for people; machines do not get it."""
        if not self.as_json:
            self._console.print(escape(text))

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table for people; amounts stand right."""
        if self.as_json:
            return
        table = Table(title=escape(title), title_justify="left")
        listed = [tuple(row) for row in rows]
        for place, column in enumerate(columns):
            is_amount = any(isinstance(row[place], (Decimal, int)) for row in listed)
            table.add_column(escape(column), justify="right" if is_amount else "left")
        for row in listed:
            table.add_row(*(escape(shown(value)) for value in row))
        self._console.print(table)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int, int | None], None]]:
        """A bar on a terminal, fed with (done, of how many, seconds left); else nothing."""
        bar = Progress(
            TextColumn(f"{escape(what)}: {{task.completed}} of {{task.total}}"),
            BarColumn(),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            disable=self.as_json or not sys.stderr.isatty(),
        )
        with bar:
            task = bar.add_task(what, total=None, left="")

            def show(done: int, total: int, seconds_left: int | None) -> None:
                bar.update(task, completed=done, total=total, left=time_left(seconds_left))

            yield show

    @contextmanager
    def working(self, what: str) -> Iterator[Callable[[str], None]]:
        """A line on a terminal that says what goes on, fed with sentences; else nothing."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda _said: None
            return
        with Console(stderr=True).status(escape(what)) as line:
            yield lambda said: line.update(escape(said))

    def answer(self, values: Mapping[str, Any]) -> None:
        """The result for machines."""
        if self.as_json:
            body = msgspec.json.encode(values, enc_hook=str)  # Decimals become exact text
            typer.echo(msgspec.json.format(body, indent=2).decode())

    def end(self, *, needs_a_person: bool) -> NoReturn:
        """End the command with the exit code that says how it went."""
        raise typer.Exit(NEEDS_A_PERSON if needs_a_person else DONE)


def fail(fault: CmxeroError) -> NoReturn:
    """Say what went wrong and what to do, without a traceback."""
    typer.echo(f"Not done. {fault}", err=True)
    raise typer.Exit(WRONG_USE if isinstance(fault, _WRONG_USE) else FAULT)


def time_left(seconds: int | None) -> str:
    """The remaining time in words; nothing while it is not known."""
    if seconds is None:
        return ""
    if seconds < SECONDS_A_MINUTE:
        return f"{seconds} s left"
    return f"{-(-seconds // SECONDS_A_MINUTE)} min left"


def shown(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return minute_words(value)
    if isinstance(value, date):
        return date_words(value)
    return str(value)
