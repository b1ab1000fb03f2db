"""``cmxero sandbox``: run the stand-in Xero, and be the person who works in it.

So that a rehearsal plays both sides: what a Xero user does on Xero's screens, and what goes wrong
on the way. Every action looks first and may be repeated.
"""

import signal
from typing import Annotated

import typer

from cmxero import cli_sandbox_credits, cli_sandbox_faults, cli_sandbox_invoices
from cmxero.cli_options import HomeOption, JsonOption
from cmxero.cli_sandbox_parts import (
    control,
)
from cmxero.config import find_home
from cmxero.output import Speaker
from cmxero.rehearsal import rehearsal_sandbox

app = typer.Typer(
    no_args_is_help=True,
    help="The stand-in Xero on this machine: run it, be the person who works in it, let things "
    "go wrong. Whatever you do looks first, so it may be repeated.",
)
RUN = "Run"


@app.command(rich_help_panel=RUN)
def serve(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 0,
) -> None:
    """Run it until stopped (Ctrl-C); its state is kept in the home."""
    with rehearsal_sandbox(find_home(home), port=port) as url:
        typer.echo(f"The sandbox listens on {url} (this machine only). Stop it with Ctrl-C.")
        try:
            signal.pause()
        except KeyboardInterrupt:
            typer.echo("The sandbox has ended; its state is kept.")


@app.command(rich_help_panel=RUN)
def requests(
    newest: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List the last requests the sandbox received, and what went wrong with them."""
    speaker = Speaker(as_json=json)
    rows = control(home, "GET", "requests")[-newest:]
    speaker.table(
        "Last requests, newest last",
        ("Method", "Path", "Query", "Status", "Idempotency-Key", "Fault"),
        [
            (r["method"], r["path"], r["query"], r["status"], r["idempotency_key"], r["fault"])
            for r in rows
        ],
    )
    speaker.answer({"requests": rows})


app.add_typer(cli_sandbox_invoices.app)
app.add_typer(cli_sandbox_credits.app)
app.add_typer(cli_sandbox_faults.app)
