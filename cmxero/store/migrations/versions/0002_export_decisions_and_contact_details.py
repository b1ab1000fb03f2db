"""Contact details, released links, history notes."""

from cmxero.store.migrations.script import run_sql_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what sending again, notes and contact details need."""
    run_sql_file("0002_export_decisions_and_contact_details.sql")
