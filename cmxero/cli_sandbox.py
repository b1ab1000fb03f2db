"""``cmxero sandbox``: run the stand-in Xero, and be the person who works in it.

So that a rehearsal plays both sides: what a Xero user does on Xero's screens, and what goes wrong
on the way. Every action looks first and may be repeated.
"""

import signal
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer

from cmxero.config import find_home
from cmxero.core.errors import XeroUnreachableError
from cmxero.output import DONE, NEEDS_A_PERSON, Speaker
from cmxero.rehearsal import find_sandbox, rehearsal_sandbox
from cmxero.sandbox.faults import FaultKind
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.hands_session import Played

app = typer.Typer(no_args_is_help=True, help="The stand-in Xero on this machine.")
HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Folder of the workbench; default: this project.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
Number = Annotated[str, typer.Argument(help="Invoice number in Xero, e.g. CM-1001.")]
Reference = Annotated[str, typer.Argument(help="Reference of the payment.")]
Day = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="Date, YYYY-MM-DD.")]
ACCOUNT = "090"
"""The sandbox's business bank account."""


@app.command()
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


@app.command()
def approve(
    numbers: Annotated[list[str] | None, typer.Argument(help="None: every draft.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Approve drafts."""
    _play(home, json, lambda user: user.approve(numbers or None))


@app.command("edit-line")
def edit_line(
    number: Number,
    line: Annotated[int, typer.Argument(min=1, help="Which line, from 1.")],
    unit_amount: Annotated[str, typer.Argument(help="New price of a unit.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change the price of a line of an unpaid invoice."""
    _play(home, json, lambda user: user.edit_line(number, line - 1, unit_amount))


@app.command("edit-contact")
def edit_contact(
    number: Number,
    contact: Annotated[str, typer.Argument(help="Name of the other contact.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Move an invoice to another contact."""
    _play(home, json, lambda user: user.edit_contact(number, contact))


@app.command("edit-due-date")
def edit_due_date(
    number: Number, day: Day, home: HomeOption = None, json: JsonOption = False
) -> None:
    """Change the due date of an invoice."""
    _play(home, json, lambda user: user.edit_dates(number, due_date=day.date()))


@app.command("delete-draft")
def delete_draft(number: Number, home: HomeOption = None, json: JsonOption = False) -> None:
    """Delete a draft."""
    _play(home, json, lambda user: user.delete_draft(number))


@app.command()
def void(number: Number, home: HomeOption = None, json: JsonOption = False) -> None:
    """Void an approved, unpaid invoice."""
    _play(home, json, lambda user: user.void(number))


@app.command()
def pay(
    number: Number,
    reference: Reference,
    day: Day,
    amount: Annotated[str | None, typer.Option(help="Default: all that is due.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Enter a payment."""
    _play(home, json, lambda user: user.pay(number, amount, day.date(), reference, ACCOUNT))


@app.command("un-pay")
def un_pay(
    number: Number, reference: Reference, home: HomeOption = None, json: JsonOption = False
) -> None:
    """Delete a payment."""
    _play(home, json, lambda user: user.delete_payment(reference, number))


@app.command("redate-payment")
def redate_payment(
    number: Number,
    reference: Reference,
    day: Day,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change a payment's date, which Xero does by deleting and entering it again."""
    _play(home, json, lambda user: user.redate_payment(reference, number, day.date()))


@app.command("lock-dates")
def lock_dates(
    period: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Period lock date; none lifts it.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Set or lift the period lock date."""
    locked: date | None = period.date() if period else None
    _control(home, "lock-dates", {"period_lock_date": locked.isoformat() if locked else None})
    typer.echo(f"Locked up to {locked}." if locked else "Nothing is locked.")


@app.command()
def fault(
    kind: Annotated[FaultKind, typer.Argument(help="What goes wrong.")],
    method: Annotated[str, typer.Option(help="Only requests of this method.")] = "",
    path: Annotated[str, typer.Option(help="Only paths that hold this text.")] = "",
    times: Annotated[int, typer.Option(min=1, help="How many requests it hits.")] = 1,
    status: Annotated[int, typer.Option(help="Of the answer, for kind 'status'.")] = 503,
    delay: Annotated[int, typer.Option(help="Seconds, for kind 'slow'.")] = 5,
    home: HomeOption = None,
) -> None:
    """Let the next requests go wrong, to rehearse it."""
    match = {"method": method.upper(), "path": path}
    wanted = {"kind": kind.value, "match": match, "times": times, "status": status}
    _control(home, "faults", {**wanted, "delay_s": delay})
    typer.echo(f"The next {times} matching requests: {kind.value}.")


@app.command()
def requests(
    newest: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List the last requests the sandbox received."""
    speaker = Speaker(as_json=json)
    answer = httpx.get(f"{_address(home)}/sandbox/requests", trust_env=False)
    rows = answer.raise_for_status().json()[-newest:]
    speaker.table(
        "Last requests, newest last",
        ("Method", "Path", "Query", "Status", "Idempotency-Key"),
        [(r["method"], r["path"], r["query"], r["status"], r["idempotency_key"]) for r in rows],
    )
    speaker.answer({"requests": rows})


def _play(home: Path | None, as_json: bool, act: Callable[[XeroUser], Played]) -> None:  # noqa: FBT001
    """Do something as a Xero user and say what came of it."""
    speaker = Speaker(as_json=as_json)
    with XeroUser(_address(home)) as user:
        played = act(user)
    speaker.say(f"Done: {played.done}. Done before: {played.already}.")
    for reason in played.not_done:
        speaker.say(f"Not done: {reason}")
    speaker.answer({"played": played})
    raise typer.Exit(NEEDS_A_PERSON if played.not_done else DONE)


def _control(home: Path | None, name: str, wanted: dict[str, object]) -> None:
    answer = httpx.post(f"{_address(home)}/sandbox/{name}", json=wanted, trust_env=False)
    if answer.is_client_error:
        raise XeroUnreachableError(f"The sandbox refused: {answer.text}")
    answer.raise_for_status()


def _address(home: Path | None) -> str:
    """The running sandbox of a home.

    Raises:
        XeroUnreachableError: it is not running.
    """
    if url := find_sandbox(find_home(home)):
        return url
    raise XeroUnreachableError(
        "The sandbox of this home is not running. Start it with `cmxero sandbox serve` in "
        "another window, then try again."
    )
