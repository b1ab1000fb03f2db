"""What people chose for the pages."""

from cmxero.store.migrations.script import run_sql_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """A table."""
    run_sql_file("0012_preferences.sql")
