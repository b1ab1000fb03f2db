"""The export log at the shell: search it, group failures by cause, write it for Excel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.workbench import LogWords, Workbench, open_workbench
from cmxero.workflows.export_log import ExportLogRow, Failures

JournalOption = Annotated[str | None, typer.Option(help="Only exports of this journal.")]
SHOWN_ROWS = 20


def log(
    journal: JournalOption = None,
    run: Annotated[str | None, typer.Option(help="Only this run, by its id.")] = None,
    state: Annotated[
        str | None, typer.Option(help="Only this outcome: CREATED, HELD, ERROR, CONFLICT ...")
    ] = None,
    find: Annotated[
        str, typer.Option(help="Only where all these words occur: number, customer, cause ...")
    ] = "",
    failed: Annotated[
        bool, typer.Option("--failed", help="Only invoices that are not in Xero now.")
    ] = False,
    causes: Annotated[
        bool, typer.Option("--causes", help="What did not go, grouped by cause.")
    ] = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write all of it to this Excel file.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write all of it to this CSV file.")] = None,
    limit: Annotated[
        int, typer.Option(min=0, help="Rows to show; 0 shows all. Files hold all.")
    ] = SHOWN_ROWS,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Look up what became of each invoice in each export, why, and what to do."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    if causes and (run or state or find or failed or xlsx or csv):
        raise typer.BadParameter("--causes goes with --journal alone.")
    if causes:
        _say_causes(speaker, bench.export_causes(journal), journal)
        return
    wanted = LogWords(journal=journal, run_id=run, state=state, text=find, failed_only=failed)
    written = [bench.write_export_log(path, **wanted) for path in (xlsx, csv) if path]
    found = bench.export_log(**wanted, limit=limit or None)
    every = bench.count_export_log(**wanted) if len(found) == limit else len(found)
    _say_rows(speaker, bench, found, every, narrowed=any(wanted.values()))
    for file in written:
        speaker.say(f"Written: {file} ({every:,} rows).")
    speaker.answer({"found": every, "rows": found, "written": written})


def _say_rows(
    speaker: Speaker,
    bench: Workbench,
    rows: Sequence[ExportLogRow],
    every: int,
    *,
    narrowed: bool,
) -> None:
    if not rows:
        speaker.say(_nothing(bench, narrowed=narrowed))
        return
    speaker.table(
        "Export log, newest first",
        ("When (UTC)", "Who", "Journal", "Invoice", "Customer", "Total", "Outcome", "Why",
         "What to do"),
        [_cells(row) for row in rows],
    )  # fmt: skip
    if len(rows) < every:
        speaker.say(f"{len(rows):,} of {every:,} shown; --limit 0 shows all.")


def _cells(row: ExportLogRow) -> tuple[object, ...]:
    out = row.outcome
    return (
        out.at_utc,
        out.person,
        out.journal_number,
        out.xero_number or out.case_invoice_number,
        out.contact_name,
        out.case_total,
        out.state,
        row.why,
        row.remedy,
    )


def _nothing(bench: Workbench, *, narrowed: bool) -> str:
    if narrowed and bench.export_log(limit=1):
        return "Nothing in the export log fits. Ask for less, e.g. fewer words in --find."
    return (
        "Nothing was exported yet, so the log is empty. `cmxero plan JOURNAL` says what an export "
        "would do, `cmxero export JOURNAL --send` does it."
    )


def _say_causes(speaker: Speaker, failures: Failures, journal: str | None) -> None:
    speaker.say(str(failures))
    if failures.groups:
        speaker.table(
            "By cause",
            ("Failures", "Total", "Cause", "What to do", "Where", "Invoices"),
            [
                (g.count, g.total, str(g.cause), g.cause.remedy, g.cause.where.value,
                 _some(g.invoices))
                for g in failures.groups
            ],
        )  # fmt: skip
        speaker.say(
            "When it is mended, send the failed ones again, checked anew: "
            f"`cmxero export {journal or 'JOURNAL'} --failed --send`."
        )
    speaker.answer({"failures": failures})


def _some(numbers: Sequence[str], shown: int = 5) -> str:
    more = len(numbers) - shown
    return ", ".join(numbers[:shown]) + (f" and {more} more" if more > 0 else "")
