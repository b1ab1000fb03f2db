"""Webhook deliveries and their events."""

from cmxero.store.migrations.script import run_sql_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what the receiver's worker takes in."""
    run_sql_file("0003_webhook_events.sql")
