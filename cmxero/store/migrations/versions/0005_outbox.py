"""The outbox: what was delivered to Case Manager, and what people did there by hand."""

from cmxero.store.migrations.script import run_sql_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the record of payments that went on to Case Manager."""
    run_sql_file("0005_outbox.sql")
