"""Where an option stands in ``cmxero.toml``, and the line that sets it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.wording import date_words

_SECTION = re.compile(r"\s*(#?)\s*\[\s*([\w.\"-]+)\s*\]\s*(?:#.*)?")
_ENTRY = re.compile(r"\s*(#?)\s*([\w-]+)\s*=")
DEFAULT, FILE, ENVIRONMENT = "default", "file", "environment"
"""Where an option's value comes from."""


@dataclass(frozen=True, slots=True)
class OptionLine:
    """A line of the file.

    Attributes:
        number: counted from 1.
        is_set: False where it is commented out and only shows the default.
    """

    number: int
    is_set: bool


@dataclass(frozen=True, slots=True)
class OptionInForce:
    """One option as it is in force.

    Attributes:
        section: of the file; empty for an option above all sections.
        value: in words; of a secret only whether there is one.
        source: ``default``, ``file`` or ``environment``.
        line: where it stands or would stand in the file; None where the file does not name it.
        entry: the lines that set it as it is, to copy; of a secret the variable's name.
        variable: the environment variable that sets it, or would.
        is_secret: its value is never told.
    """

    section: str
    key: str
    value: str
    source: str
    line: OptionLine | None
    entry: str
    what: str
    variable: str
    is_secret: bool = False

    @property
    def name(self) -> str:
        """The whole name: ``mapping.account_code``."""
        return f"{self.section}.{self.key}" if self.section else self.key


def find_option_line(text: str, section: str, key: str) -> OptionLine | None:
    """Where a TOML file sets an option, else where it shows the default in a comment.

    An option that is a table of its own (``[payments.types]``) is found by its heading.
    """
    at, shown = "", None
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _SECTION.fullmatch(line):
            name = heading[2].replace('"', "")
            if name == (f"{section}.{key}" if section else key):
                if not heading[1]:
                    return OptionLine(number, is_set=True)
                shown = shown or OptionLine(number, is_set=False)
            if not heading[1]:
                at = name
        elif (entry := _ENTRY.match(line)) and at == section and entry[2] == key:
            if not entry[1]:
                return OptionLine(number, is_set=True)
            shown = shown or OptionLine(number, is_set=False)
    return shown


def option_words(value: object) -> str:
    """A value as people read it."""
    said = "not set" if value is None else _words(value)
    if not said:
        return "empty"
    return said if said == said.strip() else f'"{said}"'


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name or '(blank)'} = {said}" for name, said in value.items()) or "none"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def option_entry(section: str, key: str, value: object) -> str:
    """The lines of TOML that give an option this value."""
    if isinstance(value, Mapping):
        heading = f"[{section}.{key}]"
        return "\n".join([heading, *(f"{_quoted(n)} = {_toml(v)}" for n, v in value.items())])
    return f"# {key} =" if value is None else f"{key} = {_toml(value)}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_toml, value))}]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
