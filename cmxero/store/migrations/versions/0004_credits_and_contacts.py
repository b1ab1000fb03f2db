"""Credits, allocations, batch payments, contacts."""

from cmxero.store.migrations.script import run_sql_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what a pull of the money back lands."""
    run_sql_file("0004_credits_and_contacts.sql")
