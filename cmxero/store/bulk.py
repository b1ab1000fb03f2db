"""Many rows at once, through Arrow with an explicit schema (storage.md 3.2)."""

import re
from collections.abc import Sequence

import duckdb
import pyarrow as pa

_ARROW = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")

Row = tuple[object, ...]
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
    """Insert rows into a table of the workbench; the columns are in the order of the rows."""
    if not rows:
        return
    stage_rows(con, "appended_rows", table, columns, rows)
    names = ", ".join(columns)
    con.execute(f"insert into workbench.{table} ({names}) select {names} from appended_rows")
    con.unregister("appended_rows")


def _types_of(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    if table not in _TYPES:
        rows = con.execute(f"describe workbench.{table}").fetchall()
        _TYPES[table] = {str(column): str(kind) for column, kind, *_ in rows}
    return _TYPES[table]


def _arrow_type(kind: str) -> pa.DataType:
    if found := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(found[1]), int(found[2]))
    return _ARROW[kind]
