"""Calls and bytes a day."""

from cmxero.store.migrations.script import run_sql_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what was called, and what it brought."""
    run_sql_file("0006_usage.sql")
