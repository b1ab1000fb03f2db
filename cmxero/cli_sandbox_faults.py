"""The sandbox's settings and what goes wrong in it, as commands."""

import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any

import msgspec
import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.cli_sandbox_parts import (
    DAY_FORMAT,
    control,
)
from cmxero.core.errors import SettingsError
from cmxero.output import Speaker
from cmxero.sandbox.explained import attributes_of, summary_of
from cmxero.sandbox.fault_kinds import KINDS
from cmxero.sandbox.switches import Switches

app = typer.Typer()
ORGANISATION, FAULTS = "Organisation", "What goes wrong"
WHICH, HOW = (
    "Which requests",
    "What exactly; each kind takes its own options (defaults in brackets)",
)
_SPAN = re.compile(r"^([+-]?\d{1,9})([smhd])$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_YES_NO = {"on": "true", "yes": "true", "off": "false", "no": "false"}
_FAULT_HELP = "\n\n".join(
    [
        "Let the next requests go wrong, to rehearse it.",
        "Kinds (write the words with a hyphen, or in quotes):",
        *(f"* {name.replace(' ', '-')}: {summary_of(kind)}" for name, kind in KINDS.items()),
    ]
)


def read_span(text: str) -> int:
    """The seconds in e.g. ``31m``, ``2h``, ``-1d``."""
    found = _SPAN.match(text.strip())
    if found is None:
        message = f"'{text}' is no span of time. Write e.g. 90s, 31m, 2h, 14d or -1d."
        raise typer.BadParameter(message)
    return int(found[1]) * _SECONDS[found[2]]


@app.command("lock-dates", rich_help_panel=ORGANISATION)
def lock_dates(
    period: Annotated[
        datetime | None, typer.Option(formats=[DAY_FORMAT], help="Period lock date; none lifts it.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Set or lift the period lock date."""
    speaker = Speaker(as_json=json)
    locked: date | None = period.date() if period else None
    wanted = {"period_lock_date": locked.isoformat() if locked else None}
    speaker.answer(control(home, "POST", "lock-dates", wanted))
    speaker.say(f"Locked up to {locked}." if locked else "Nothing is locked.")


@app.command(rich_help_panel=ORGANISATION)
def clock(
    to: Annotated[
        datetime | None,
        typer.Option(
            "--set", formats=["%Y-%m-%dT%H:%M:%S", DAY_FORMAT], help="Set it, e.g. 2027-07-01; UTC."
        ),
    ] = None,
    advance: Annotated[
        int | None,
        typer.Option(parser=read_span, metavar="SPAN", help="Move it, e.g. 31m, 2h, 14d or -1d."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Tell the sandbox's time, set it or move it; it keeps running from there."""
    speaker = Speaker(as_json=json)
    if to is not None or advance is not None:
        at = to.isoformat() if to else None
        control(home, "POST", "clock", {"now_utc": at, "advance_s": advance or 0})
    facts = control(home, "GET", "health")
    now = datetime.fromisoformat(facts["now_utc"])
    speaker.say(f"In the sandbox it is {now:%Y-%m-%d %H:%M:%S} UTC, {facts['today']} by its books.")
    speaker.answer({"now_utc": facts["now_utc"], "today": facts["today"]})


@app.command(rich_help_panel=ORGANISATION)
def switch(
    name: Annotated[str | None, typer.Argument(help="Of the switch; none lists them all.")] = None,
    value: Annotated[
        str | None, typer.Argument(help="on, off, a number or a text; none tells the present one.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List or set how the sandbox behaves where nobody knows how Xero does."""
    speaker = Speaker(as_json=json)
    if name is not None:
        name = _known(name)
    if name is None or value is None:
        found = control(home, "GET", "switches")
    else:
        found = control(home, "POST", "switches", {name: _read_value(name, value)})
    words = attributes_of(Switches)
    shown = found if name is None else {name: found[name]}
    for each, now in shown.items():
        speaker.say(f"{each} = {msgspec.json.encode(now).decode()}\n    {words.get(each, '')}")
    speaker.answer({"switches": shown})


@app.command(help=_FAULT_HELP, rich_help_panel=FAULTS)
def fault(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="One of the kinds above.")],
    method: Annotated[
        str, typer.Option(help="Only requests of this method, e.g. PUT.", rich_help_panel=WHICH)
    ] = "",
    path: Annotated[
        str, typer.Option(help="Only paths that hold this, e.g. /Invoices.", rich_help_panel=WHICH)
    ] = "",
    times: Annotated[
        int, typer.Option(min=1, help="How many requests it hits.", rich_help_panel=WHICH)
    ] = 1,
    skip: Annotated[
        int, typer.Option(min=0, help="How many pass unharmed before.", rich_help_panel=WHICH)
    ] = 0,
    status: Annotated[
        int | None,
        typer.Option(help="status (503), partial-batch (500): of the answer.", rich_help_panel=HOW),
    ] = None,
    processed: Annotated[
        bool,
        typer.Option("--processed", help="status: carried out all the same.", rich_help_panel=HOW),
    ] = False,
    delay: Annotated[
        int | None, typer.Option(help="slow: seconds (5).", rich_help_panel=HOW)
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(
            help="null-field (Date), unknown-status (Status): e.g. Contact.Name.",
            rich_help_panel=HOW,
        ),
    ] = None,
    word: Annotated[
        str | None, typer.Option(help="unknown-status: what stands there.", rich_help_panel=HOW)
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--every", help="null-field, unknown-status: in every element.", rich_help_panel=HOW
        ),
    ] = False,
    first: Annotated[
        int | None,
        typer.Option(help="partial-batch: how many are saved (half).", rich_help_panel=HOW),
    ] = None,
    cut: Annotated[
        bool,
        typer.Option(
            "--cut", help="partial-batch: the connection is cut instead.", rich_help_panel=HOW
        ),
    ] = False,
    place: Annotated[
        list[int] | None,
        typer.Option(help="refuse-elements: which, from 1 (1); repeat it.", rich_help_panel=HOW),
    ] = None,
    message: Annotated[
        str | None,
        typer.Option(help="refuse-elements: the validation message.", rich_help_panel=HOW),
    ] = None,
    problem: Annotated[
        str | None,
        typer.Option(
            help="rate-limited: minute (default), day, concurrent, ...", rich_help_panel=HOW
        ),
    ] = None,
    retry_after: Annotated[
        int | None,
        typer.Option(help="rate-limited: seconds of Retry-After (30).", rich_help_panel=HOW),
    ] = None,
    no_retry_after: Annotated[
        bool,
        typer.Option(
            "--no-retry-after", help="rate-limited: do not say how long.", rich_help_panel=HOW
        ),
    ] = False,
    jump: Annotated[
        int | None,
        typer.Option(
            parser=read_span,
            metavar="SPAN",
            help="clock-jump: e.g. 31m or -1d (1h).",
            rich_help_panel=HOW,
        ),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Let the next requests go wrong."""
    wanted = {
        "kind": kind.replace("-", " "),
        "match": {"method": method.upper(), "path": path},
        "times": times,
        "skip": skip,
    }
    options = {
        "status": status,
        "processed": processed or None,
        "delay_s": delay,
        "field": field,
        "word": word,
        "every": every or None,
        "first": first,
        "cut": cut or None,
        "places": place,
        "message": message,
        "problem": problem,
        "retry_after": retry_after,
        "seconds": jump,
    }
    wanted |= {name: given for name, given in options.items() if given is not None}
    if no_retry_after:
        wanted["retry_after"] = None
    speaker = Speaker(as_json=json)
    speaker.answer({"fault": control(home, "POST", "faults", wanted)})
    after = f", after {skip} that pass" if skip else ""
    speaker.say(f"The next {times} matching requests{after}: {wanted['kind']}.")


@app.command("clear-faults", rich_help_panel=FAULTS)
def clear_faults(home: HomeOption = None, json: JsonOption = False) -> None:
    """Take back the faults that have not struck yet."""
    speaker = Speaker(as_json=json)
    coming = control(home, "GET", "faults")
    control(home, "DELETE", "faults")
    speaker.say(f"Taken back: {len(coming)}. Nothing goes wrong any more.")
    speaker.answer({"cleared": coming})


def _known(name: str) -> str:
    known = [field.name for field in msgspec.structs.fields(Switches)]
    wanted = name.replace("-", "_")
    if wanted in known:
        return wanted
    near = get_close_matches(wanted, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else ""
    raise SettingsError(
        f"switch {name}", f"there is no such switch. {hint}", "`cmxero sandbox switch` lists all."
    )


def _read_value(name: str, text: str) -> Any:  # noqa: ANN401 - whatever the switch holds
    kind = next(f.type for f in msgspec.structs.fields(Switches) if f.name == name)
    try:
        return msgspec.convert(_YES_NO.get(text.lower(), text), kind, strict=False)
    except msgspec.ValidationError as fault:
        raise SettingsError(
            f"switch {name}",
            f"'{text}' does not fit: {fault}.",
            f"`cmxero sandbox switch {name}` tells what it is about.",
        ) from fault
