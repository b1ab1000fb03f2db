"""What cmxero sends to settle findings."""

from cmxero.store.migrations.script import run_sql_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Remember every step of a settlement before and after it is sent."""
    run_sql_file("0009_settlements.sql")
