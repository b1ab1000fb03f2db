"""What every revision does: run its SQL file, statement by statement."""

from pathlib import Path

from alembic import op


def run_sql_file(name: str) -> None:
    """Run a file of ``store/sql/migrations``; statements end with a semicolon at a line's end."""
    folder = Path(__file__).parent.parent / "sql" / "migrations"
    text = (folder / name).read_text("utf-8")
    for statement in statements(text):
        op.execute(statement)


def statements(text: str) -> list[str]:
    """The statements of an SQL file without its comment lines."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return [part.strip() for part in code.split(";\n") if part.strip(" ;\n")]
