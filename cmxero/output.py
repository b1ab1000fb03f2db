"""How commands speak: plain words and tables for people, one JSON object for machines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cmxero.core.errors import (
    CmxeroError,
    DecisionRefusedError,
    ExportFileError,
    NotConnectedError,
    NothingToDoError,
    SettingsError,
)

DONE, NEEDS_A_PERSON, WRONG_USE, FAULT = 0, 1, 2, 3
"""Exit codes (DESIGN 13)."""
_WRONG_USE = (
    SettingsError,
    NothingToDoError,
    ExportFileError,
    NotConnectedError,
    DecisionRefusedError,
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


def shown(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return str(value)
