"""``cmxero status`` and ``cmxero digest``: where this workbench stands."""

from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.core.usage import megabytes
from cmxero.output import Speaker
from cmxero.workbench import open_workbench
from cmxero.workflows.doctor import events_text


def status(home: HomeOption = None, json: JsonOption = False) -> None:
    """Say where this workbench stands: organisation, journals, pulls, webhooks, calls and bytes."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    header, journals, watch = bench.page_header(), bench.journals(), bench.watch_state()
    speaker.say(
        f"{header.mode}: {header.organisation}. Home {bench.home.root}. "
        f"Last pull: {header.last_pull_utc or 'never'} (UTC). "
        f"Last full recount: {watch.last_recount_utc or 'never'} (UTC). {watch.reminder}".rstrip()
    )
    speaker.say(events_text(watch.events))
    speaker.say(str(watch.usage))
    speaker.table(
        "Calls to Xero, newest day first",
        ("Day (UTC)", "Calls", "MB received", "MB unpacked"),
        [(day.day_utc, day.calls, megabytes(day.bytes_received), megabytes(day.bytes_decoded))
         for day in watch.usage.days],
    )  # fmt: skip
    speaker.table(
        "Journals",
        ("Journal", "Date", "Invoices", "Total", "Exported", "Not exported"),
        [(j.journal_number, j.journal_date, j.invoices, j.invoice_total, j.exported,
          j.not_exported) for j in journals],
    )  # fmt: skip
    speaker.answer({"header": header, "journals": journals, "watch": watch})


def digest(
    now: Annotated[
        bool, typer.Option("--now", help="As things stand now; nothing is written.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say the day's figures in plain words: made once a day, without names of clients."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    made = bench.digest(record=not now)
    speaker.say(made.text)
    if made.file:
        speaker.say(f"Written to {made.file}")
    speaker.answer({"digest": made})
