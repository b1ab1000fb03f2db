"""Pages of payments as received."""

from cmxero.store.migrations.script import run_sql_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Keep a page once, instead of a body a payment."""
    run_sql_file("0007_received_pages.sql")
