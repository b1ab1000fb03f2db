"""Commands of the money back: pulls, and what of them goes on to Case Manager."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.store.outbox_items import HandItem
from cmxero.workbench import Workbench, open_workbench
from cmxero.workflows.outbox import in_words


def pull(
    full: Annotated[bool, typer.Option("--full", help="Recount everything.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring back what changed in Xero since the last pull."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    with speaker.working("Asking Xero what changed.") as tell:
        report = bench.pull(full=full, progress=lambda now: tell(str(now)))
    speaker.say(str(report))
    speaker.answer({"report": report})


def payments(
    state: Annotated[
        str | None, typer.Option(help="Only these, e.g. held or mirrored; left out, all.")
    ] = None,
    changes: Annotated[
        int | None,
        typer.Option(min=1, help="Show the last so many additions, changes and deletions instead."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List Xero's payments on CM- invoices and what Case Manager's ledger makes of each."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    if changes:
        _list_changes(bench, speaker, changes)
        return
    counted, found = bench.payments_by_state(), bench.payments(state)
    speaker.table("Payments in Xero", ("State", "Payments"), list(counted.items()))
    speaker.table(
        f"{len(found)} payments",
        ("Date", "Invoice", "Customer", "Amount", "Reference", "State", "In Case Manager"),
        [(p.payment_date, p.invoice_number, p.customer, p.amount, p.reference, p.state,
          p.case_payment_number) for p in found],
    )  # fmt: skip
    speaker.answer({"by_state": counted, "payments": found})


def _list_changes(bench: Workbench, speaker: Speaker, newest: int) -> None:
    found = bench.payment_changes(newest)
    speaker.table(
        f"The last {len(found)} changes of payments in Xero, newest first",
        ("What", "Invoice", "Reference", "Before", "", "After", "", "Xero's clock (UTC)"),
        [(c.change, c.invoice_number, c.reference, c.date_before, c.amount_before, c.date_after,
          c.amount_after, c.at_utc) for c in found],
    )  # fmt: skip
    speaker.answer({"changes": found})


def outbox(
    listed: Annotated[
        bool, typer.Option("--list", help="Show files made and work by hand; write nothing.")
    ] = False,
    again: Annotated[
        int | None, typer.Option(help="Make this import file again: the same payments.")
    ] = None,
    done: Annotated[
        list[str] | None,
        typer.Option(help="Key on the hand list that you have done in Case Manager; repeatable."),
    ] = None,
    note: Annotated[str, typer.Option(help="Anything worth keeping about --done.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write payments for Case Manager to import, each once, and the list of work by hand there."""
    if sum((listed, again is not None, bool(done))) > 1:
        raise typer.BadParameter("--list, --again and --done go one at a time.")
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    if listed:
        _list_outbox(bench, speaker)
    elif done:
        count = bench.outbox_done(done, note)
        speaker.say(f"{count} said to be done in Case Manager, by {bench.person}.")
        speaker.answer({"done": count})
    else:
        report = bench.make_outbox(again)
        speaker.say(str(report))
        if report.written:
            speaker.say(f"Files lie in {bench.home.outbox}.")
        _say_items(speaker, report.items)
        speaker.answer({"report": report, "folder": bench.home.outbox})
        speaker.end(needs_a_person=report.needs_a_person)


def _list_outbox(bench: Workbench, speaker: Speaker) -> None:
    files, items = bench.outbox_files(), bench.outbox_changes()
    speaker.table(
        "Payment import files",
        ("Number", "File", "Made (UTC)", "Who", "Payments", "Total", "Written"),
        [
            (f.number, f.name, f.made_utc, f.person, f.rows, f.total,
             "yes" if f.written_utc else "not yet: run cmxero outbox")
            for f in files
        ],
    )  # fmt: skip
    _say_items(speaker, items)
    speaker.answer({"files": files, "items": items})


def _say_items(speaker: Speaker, items: Sequence[HandItem]) -> None:
    if items:
        speaker.table(
            "To do in Case Manager by hand; say so with --done KEY",
            ("Case", "What", "Status", "Key"),
            [(item.case_number, in_words(item), item.status, item.key) for item in items],
        )
