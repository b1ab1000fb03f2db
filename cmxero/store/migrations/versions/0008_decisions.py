"""Decisions that stand, proofs, and how far sending got."""

from cmxero.store.migrations.script import run_sql_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Widen decisions; add proofs and sendings."""
    run_sql_file("0008_decisions.sql")
