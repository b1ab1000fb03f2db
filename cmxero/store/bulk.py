"""Many rows at once, through Arrow with an explicit schema (storage.md 3.2); a few without it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import duckdb

from cmxero.core.errors import InexactAmountError
from cmxero.store.late_arrow import pa

_ARROW = {
    "VARCHAR": "string",
    "DATE": "date32",
    "TIMESTAMP": "timestamp[us]",
    "INTEGER": "int32",
    "BIGINT": "int64",
    "BOOLEAN": "bool",
}
"""Arrow's names of DuckDB's types."""
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")

Row = tuple[object, ...]
FEW = 3
"""So many rows at most are handed over value by value, for which Arrow is not loaded."""
_TYPES: dict[str, dict[str, str]] = {}
"""Types of the columns of each table this process has written to: tables in their newest form."""


def stage_rows(
    con: duckdb.DuckDBPyConnection, name: str, table: str, columns: Sequence[str], rows: list[Row]
) -> None:
    """Register rows under a name for this connection, typed like the columns of a table."""
    types = _types_of(con, table)
    schema = pa.schema([(column, _arrow_type(types[column])) for column in columns])
    arrays = [
        pa.array([row[place] for row in rows], type=field.type)
        for place, field in enumerate(schema)
    ]
    con.register(name, pa.Table.from_arrays(arrays, schema=schema))


def append_rows(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: list[Row]
) -> None:
    """Insert rows into a table of the workbench; the columns are in the order of the rows.

    Raises:
        InexactAmountError: an amount has more places than its column.
    """
    if not rows:
        return
    names = ", ".join(columns)
    if len(rows) <= FEW:
        types = _types_of(con, table)
        kinds = [types[column] for column in columns]
        marks = ", ".join(f"({', '.join('?' * len(columns))})" for _ in rows)
        values = [_exact(*pair) for row in rows for pair in zip(row, kinds, strict=True)]
        con.execute(f"insert into workbench.{table} ({names}) values {marks}", values)
        return
    stage_rows(con, "appended_rows", table, columns, rows)
    con.execute(f"insert into workbench.{table} ({names}) select {names} from appended_rows")
    con.unregister("appended_rows")


def _exact(value: object, kind: str) -> object:
    """A value as it is handed over alone; an amount as text, of which DuckDB reads every digit.

    Some Decimals it reads wrongly (storage.md 3.1), and places too many it would round.
    """
    found = _DECIMAL.fullmatch(kind)
    if not found or not isinstance(value, Decimal):
        return value
    if value != round(value, int(found[2])):
        raise InexactAmountError(value)
    return format(value, "f")


def _types_of(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    if table not in _TYPES:
        rows = con.execute(f"describe workbench.{table}").fetchall()
        _TYPES[table] = {str(column): str(kind) for column, kind, *_ in rows}
    return _TYPES[table]


def _arrow_type(kind: str) -> pa.DataType:
    if found := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(found[1]), int(found[2]))
    return pa.type_for_alias(_ARROW[kind])
