"""Commands about findings: list them, decide them, look back at decisions and proofs."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.core.deciding import is_same_person
from cmxero.core.errors import InexactAmountError
from cmxero.core.findings import Finding
from cmxero.core.money import money
from cmxero.core.resolutions import FOR_APPROVAL, STATUSES, WAITING, ResolutionAction, read_action
from cmxero.core.wording import counted
from cmxero.output import Speaker
from cmxero.workbench import Workbench, open_workbench

SAID_ONE_BY_ONE = 10
SHOWN_ROWS = 20


def _action(text: str) -> ResolutionAction:
    try:
        return read_action(text)
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from fault


def _dollars(text: str) -> Decimal:
    try:
        return money(text)
    except InexactAmountError as fault:
        raise typer.BadParameter(str(fault)) from fault


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise typer.BadParameter(f"'{text}' is no day. Write it as 2026-11-30.") from fault


def _status(text: str) -> str:
    if text not in {"", *STATUSES}:
        raise typer.BadParameter(f"'{text}' is no status. Take one of: {', '.join(STATUSES)}.")
    return text


ActionArgument = Annotated[
    ResolutionAction,
    typer.Argument(
        help="What you decide: did-in-xero, did-in-case-manager, send, link, accept, assign, "
        "snooze, reopen, undo, approve or decline.",
        parser=_action,
        metavar="ACTION",
    ),
]


def findings(
    kind: Annotated[str, typer.Option(help="Only kinds that contain these words.")] = "",
    status: Annotated[
        str, typer.Option(help="Only this status, e.g. 'waiting for proof'.", callback=_status)
    ] = "",
    journal: Annotated[str, typer.Option(help="Only findings of this journal.")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only those assigned to you.")] = False,
    assigned: Annotated[
        str, typer.Option(help="Only those assigned to this person; 'nobody' for the others.")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List every disagreement, oldest first."""
    if mine and assigned:
        raise typer.BadParameter("--mine and --assigned go one at a time.")
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    owner = bench.person if mine else assigned
    found = [
        each
        for each in bench.findings()
        if kind.lower() in each.kind.value.lower()
        and status in {"", each.status}
        and journal in {"", each.journal_number}
        and (not owner or is_same_person(owner, each.assigned_to or "nobody"))
    ]
    speaker.table(
        counted(len(found), "finding"),
        ("Since", "Age", "Severity", "Kind", "About", "Customer", "Effect", "Status", "Assigned"),
        [(f.since, f.age, f.severity.value, f.kind.value, f.subject, f.contact_name, f.effect,
          f.status, f.assigned_to) for f in found],
    )  # fmt: skip
    for each in found:
        for remark in each.remarks:
            speaker.say(f"{each.subject}: {remark}")
    speaker.answer({"findings": found})


def resolve(
    keys: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY...",
            help="Findings: their keys (`findings --json`), what they are about (CM-1001), or any "
            "part of a key that only one has.",
        ),
    ],
    action: ActionArgument,
    reason: Annotated[str, typer.Option(help="Why; needed to accept.")] = "",
    note: Annotated[str, typer.Option(help="Anything else worth keeping.")] = "",
    cap: Annotated[
        Decimal | None,
        typer.Option(
            help="With accept: dollars it may come to, either way, and still be accepted.",
            parser=_dollars,
            metavar="AMOUNT",
        ),
    ] = None,
    expires: Annotated[
        date | None,
        typer.Option(help="With accept: the last day it holds.", parser=_day, metavar="DAY"),
    ] = None,
    to: Annotated[str, typer.Option(help="With assign: whose it is now, or nobody.")] = "",
    until: Annotated[
        date | None,
        typer.Option(help="With snooze: the day it is open again.", parser=_day, metavar="DAY"),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Record a decision on findings, all or none."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    named = bench.keys_named(keys)
    count = bench.resolve(
        named, action, reason=reason, note=note, cap=cap, expires_on=expires, to=to, until=until
    )
    now = {each.key: each for each in bench.findings()}
    after = [now[key] for key in named if key in now]
    _say_after(bench, speaker, after, count, action)
    speaker.answer({"decided": count, "findings": after})


def _say_after(
    bench: Workbench,
    speaker: Speaker,
    after: Sequence[Finding],
    count: int,
    action: ResolutionAction,
) -> None:
    speaker.say(f"{counted(count, 'finding')} decided: '{action}' by {bench.person}.")
    if len(after) <= SAID_ONE_BY_ONE:
        for each in after:
            whose = f", assigned to {each.assigned_to}" if each.assigned_to else ""
            speaker.say(f"{each.subject} is now {each.status}{whose}.")
    else:
        for status, many in Counter(each.status for each in after).items():
            speaker.say(f"{many:,} now {status}.")
    statuses = {each.status for each in after}
    if FOR_APPROVAL in statuses and action is not ResolutionAction.ASSIGN:
        speaker.say(f"Another person than {bench.person} must approve: cmxero resolve KEY approve.")
    if WAITING in statuses and action is not ResolutionAction.ASSIGN:
        speaker.say("The next pull or import brings the proof, and cmxero reconcile records it.")


def decisions(
    key: Annotated[
        str, typer.Argument(help="Only those on this finding: its whole key, or as for resolve.")
    ] = "",
    newest: Annotated[int, typer.Option(min=1, help="How many at most.")] = SHOWN_ROWS,
    proven: Annotated[
        bool, typer.Option("--proven", help="What was settled and then seen gone instead.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Look back: who decided what, when and why, newest first."""
    if proven and key:
        raise typer.BadParameter("--proven lists every finding; leave the key out.")
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    if proven:
        _list_proven(bench, speaker, newest)
        return
    found = bench.decisions(newest, key=bench.keys_named([key])[0] if key else "")
    speaker.table(
        f"The last {counted(len(found), 'decision')}, newest first",
        ("When (UTC)", "About", "Kind", "What", "Then"),
        [(d.decided_utc, d.subject, d.kind, d.words, d.status) for d in found],
    )  # fmt: skip
    speaker.answer({"decisions": found})


def _list_proven(bench: Workbench, speaker: Speaker, newest: int) -> None:
    found = bench.proven(newest)
    speaker.table(
        f"The last {counted(len(found), 'proven decision')}, newest first",
        ("Seen gone (UTC)", "About", "Kind", "What", "By", "Decided (UTC)", "Came back (UTC)"),
        [(p.proven_utc, p.subject, p.kind, p.action, p.decided_by, p.decided_utc,
          p.came_back_utc) for p in found],
    )  # fmt: skip
    speaker.answer({"proven": found})
