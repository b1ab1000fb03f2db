"""The command line. Every command is one call of the workbench and one way to say its result."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cmxero import (
    cli_deciding,
    cli_export,
    cli_matches,
    cli_money,
    cli_playbook,
    cli_sandbox,
    cli_send,
    cli_services,
    cli_status,
    cli_tie_out,
    cli_users,
)
from cmxero.cli_options import HomeOption, JsonOption
from cmxero.core.errors import CmxeroError
from cmxero.core.wording import counted
from cmxero.output import Speaker, fail
from cmxero.workbench import Workbench, open_workbench

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The reconciliation workbench between Case Manager and Xero.",
)
SHOWN_ROWS = 20


def import_(
    file: Annotated[Path, typer.Argument(help="Journal export, CSV or Excel.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Import a Case Manager journal export, with every problem listed."""
    bench, speaker = _open(home, json)
    report = bench.import_(file)
    speaker.say(str(report))
    speaker.table(
        "Problems",
        ("Row", "Column", "Value", "What is wrong", "What to do"),
        [(p.row, p.column, p.value, p.message, p.remedy) for p in report.problems],
    ) if report.problems else None
    for kind, number, journal, _, field, before, after in report.differences[:SHOWN_ROWS]:
        speaker.say(f"Changed: {kind} {number} of journal {journal}: {field} {before} → {after}")
    speaker.answer({"report": report})
    speaker.end(needs_a_person=report.needs_a_person)


def reconcile(home: HomeOption = None, json: JsonOption = False) -> None:
    """Hold both sides against each other: findings by kind, and the checks."""
    bench, speaker = _open(home, json)
    report = bench.reconcile()
    speaker.say(str(report))
    speaker.table(
        "What makes the difference",
        ("Kind", "Findings", "Case Manager minus Xero"),
        [(line.kind, line.findings, line.effect) for line in report.by_kind],
    )
    if report.proven:
        speaker.table(
            "Proven: said to be settled, and seen gone now",
            ("About", "Kind", "What", "By"),
            [(each.subject, each.kind, each.action, each.decided_by) for each in report.proven],
        )
    speaker.answer({"report": report})
    speaker.end(needs_a_person=bool(report.open or report.failing_checks))


def history(home: HomeOption = None, json: JsonOption = False) -> None:
    """List the last runs: who did what, when, and how it ended."""
    bench, speaker = _open(home, json)
    runs = bench.runs(SHOWN_ROWS)
    speaker.table(
        "Last runs, newest first",
        ("Started (UTC)", "What", "Who", "Outcome", "In words"),
        [(r.started_utc, r.kind, r.person, r.outcome, r.message) for r in runs],
    )  # fmt: skip
    speaker.answer({"runs": runs})


def publish(home: HomeOption = None, json: JsonOption = False) -> None:
    """Write the read-only snapshot for analysts and BI tools."""
    bench, speaker = _open(home, json)
    published = bench.publish()
    speaker.say(f"Published {len(published.rows)} tables to {published.database}.")
    speaker.answer({"published": published})


def sql(
    question: Annotated[str, typer.Argument(help="One read-only SQL statement.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask the published snapshot in SQL; amounts are exact."""
    bench, speaker = _open(home, json)
    answer = bench.ask(question)
    speaker.table(f"{len(answer.rows)} rows", answer.columns, answer.rows)
    speaker.answer({"columns": answer.columns, "rows": answer.rows})


def connect(
    organisation: Annotated[
        str, typer.Option(help="Its name or id, where the sign-in leads to several.")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Sign in to Xero (or the sandbox) and tie this workbench to its organisation."""
    bench, speaker = _open(home, json)
    found = bench.connect(organisation)
    speaker.say(f"{bench.mode}: connected to {found.name} ({found.base_currency}).")
    speaker.answer({"organisation": found, "mode": bench.mode})


def organisations(home: HomeOption = None, json: JsonOption = False) -> None:
    """List the organisations that the sign-in leads to, and which one this workbench is for."""
    bench, speaker = _open(home, json)
    found = bench.organisations()
    speaker.table(
        f"{bench.mode}: {counted(len(found), 'organisation')}",
        ("organisation", "id", "this workbench"),
        [(each.name, each.tenant_id, "yes" if each.is_ours else "") for each in found],
    )
    speaker.answer({"organisations": found, "mode": bench.mode})


DAILY, MONTHLY = "The daily round", "Month-end"
DECIDING, ANALYSTS = "Looking and deciding", "Analysts"
COMMANDS: tuple[tuple[str, str, Callable[..., None]], ...] = (
    (DAILY, "connect", connect),
    (DAILY, "organisations", organisations),
    (DAILY, "import", import_),
    (DAILY, "plan", cli_send.plan),
    (DAILY, "export", cli_send.export),
    (DAILY, "log", cli_export.log),
    (DAILY, "send-again", cli_send.send_again),
    (DAILY, "pull", cli_money.pull),
    (DAILY, "payments", cli_money.payments),
    (DAILY, "outbox", cli_money.outbox),
    (DAILY, "reconcile", reconcile),
    (DAILY, "tie-out", cli_tie_out.tie_out),
    (MONTHLY, "close-period", cli_tie_out.close_period),
    (MONTHLY, "periods", cli_tie_out.periods),
    (MONTHLY, "cents", cli_tie_out.cents),
    (MONTHLY, "certificate", cli_tie_out.certificate),
    (DECIDING, "findings", cli_deciding.findings),
    (DECIDING, "matches", cli_matches.matches),
    (DECIDING, "resolve", cli_deciding.resolve),
    (DECIDING, "decisions", cli_deciding.decisions),
    (DECIDING, "playbook", cli_playbook.playbook),
    (DECIDING, "settle", cli_playbook.settle),
    (DECIDING, "history", history),
    (DECIDING, "status", cli_status.status),
    (DECIDING, "digest", cli_status.digest),
    (ANALYSTS, "publish", publish),
    (ANALYSTS, "sql", sql),
)
for panel, name, command in COMMANDS:
    app.command(name, rich_help_panel=panel)(command)
cli_services.add_to(app)
app.add_typer(cli_sandbox.app, name="sandbox")
app.add_typer(cli_users.app, name="users")


def _open(home: Path | None, as_json: bool) -> tuple[Workbench, Speaker]:  # noqa: FBT001
    return open_workbench(home), Speaker(as_json=as_json)


def main() -> None:
    """Run a command; a fault we know is said in words."""
    try:
        app()
    except CmxeroError as fault:
        try:
            fail(fault)
        except typer.Exit as code:
            raise SystemExit(code.exit_code) from None
