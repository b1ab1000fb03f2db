"""Settlements name the decision that they carry out."""

from cmxero.store.migrations.script import run_sql_file

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Three columns; a table that nothing but tests wrote is dropped."""
    run_sql_file("0013_settlements_of_decisions.sql")
