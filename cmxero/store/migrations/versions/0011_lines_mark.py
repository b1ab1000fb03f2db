"""Marks of lines as sent and as received."""

from cmxero.store.migrations.script import run_sql_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """A column on each side."""
    run_sql_file("0011_lines_mark.sql")
