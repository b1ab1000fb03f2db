"""Closed periods and their certificates."""

from cmxero.store.migrations.script import run_sql_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """A table of certificates."""
    run_sql_file("0010_period_close.sql")
