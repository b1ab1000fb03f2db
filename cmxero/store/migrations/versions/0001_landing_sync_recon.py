"""Landing, sync and recon tables."""

from cmxero.store.migrations.script import run_sql_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first form."""
    run_sql_file("0001_landing_sync_recon.sql")
