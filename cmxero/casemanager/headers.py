"""Which headers a field may have: those of ``columns.py``, and those a person adds."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cmxero.casemanager.columns import BY_FIELD, COLUMNS
from cmxero.core.errors import SettingsError

REMAP = "data/config/columns.toml"


def plain(header: str) -> str:
    """A header without case, spaces and punctuation, as headers are compared."""
    return "".join(sign for sign in header.casefold() if sign.isalnum())


_KNOWN: dict[str, str] = {
    plain(name): column.field
    for column in COLUMNS
    for name in (column.header, *column.aliases, column.field)
}


@dataclass(frozen=True, slots=True)
class HeaderRules:
    """Header names of one's own, beside those of ``columns.py``.

    Attributes:
        own: field to the headers it may have. Where a file has one of them, the built-in names
            of that field are not looked at.
    """

    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find_field(self, header: str) -> str | None:
        """The field a header stands for, or None if it is not known."""
        name = plain(header)
        for own_field, names in self.own.items():
            if name in map(plain, names):
                return own_field
        return _KNOWN.get(name)

    def is_own(self, header: str) -> bool:
        """Whether a header is one of the person's own names."""
        return any(plain(header) in map(plain, names) for names in self.own.values())


def load_header_rules(path: Path | None) -> HeaderRules:
    """Read the header names a person has added (``data/config/columns.toml``).

    Args:
        path: the TOML file; None, or a file that is not there, adds no names.

    Raises:
        SettingsError: not TOML, an unknown table or field, or one header for two fields.
    """
    if path is None or not path.exists():
        return HeaderRules()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise SettingsError(str(path), f"it cannot be read ({fault}).", "Mend the file.") from fault
    for table in tables:
        if table != "columns":
            raise SettingsError(
                str(path), f"there is no setting '{table}' here.", "Put all under [columns]."
            )
    columns = tables.get("columns", {})
    if not isinstance(columns, dict):
        raise SettingsError(str(path), "'columns' is not a table.", "Begin it with [columns].")
    own = {name: _own_names(path, name, value) for name, value in columns.items()}
    _refuse_shared_names(path, own)
    return HeaderRules({name: names for name, names in own.items() if names})


def _own_names(path: Path, name: str, value: object) -> tuple[str, ...]:
    if name not in BY_FIELD:
        raise SettingsError(
            str(path), f"there is no field '{name}'.", f"Known fields: {', '.join(BY_FIELD)}."
        )
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(n, str) and plain(n) for n in names):
        raise SettingsError(
            str(path),
            f"'{name}' needs a header, or a list of headers.",
            f'Write {name} = "Header".',
        )
    return tuple(names)


def _refuse_shared_names(path: Path, own: Mapping[str, tuple[str, ...]]) -> None:
    owner: dict[str, str] = {}
    for name, headers in own.items():
        for header in headers:
            if owner.setdefault(plain(header), name) != name:
                raise SettingsError(
                    str(path),
                    f"the header '{header}' stands for both {owner[plain(header)]} and {name}.",
                    "Leave it at one of them.",
                )
