"""The command line of the tie-out and of closing periods."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.workbench import open_workbench

AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="The day, e.g. 2026-06-30; without it, all there is."
    ),
]
KnownOn = Annotated[
    str,
    typer.Option("--known-on", help="Only what was known by then, UTC, e.g. 2026-07-05T09:00."),
]


def tie_out(
    as_of: AsOf = None,
    known_on: KnownOn = "",
    rows: Annotated[
        str | None, typer.Option(help="Also every row behind the lines whose kind has these words.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Both receivables ledgers at a date, the bridge between them, and their ageing."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    day, instant = _day(as_of), _instant(known_on)
    report = bench.tie_out_report(day, instant)
    speaker.say(str(report))
    speaker.table(
        f"Receivables, {report.total.currency_code}",
        ("Organisation", "Case Manager", "Xero", "Difference", "Explained", "Unexplained"),
        [(t.organisation, t.case_receivables, t.xero_receivables, t.difference, t.explained,
          t.unexplained) for t in report.organisations],
    )  # fmt: skip
    speaker.table(
        "What makes the difference",
        ("Kind", "Rows", "Case Manager minus Xero"),
        [(line.kind, line.findings, line.effect) for line in report.bridge],
    )
    found = () if rows is None else bench.tie_out_rows("", day, instant)
    found = tuple(row for row in found if rows and rows.lower() in row.kind)
    if rows is not None:
        speaker.table(
            "Rows behind the bridge",
            ("Kind", "About", "Customer", "Case Manager minus Xero", "Why"),
            [(r.kind, r.subject, r.customer, r.effect, "; ".join(r.because) or r.status)
             for r in found],
        )  # fmt: skip
    speaker.table(
        "By days overdue",
        ("Bracket", "Case Manager", "Xero", "Difference", "Invoices", "Invoices in Xero"),
        [(a.bracket, a.case_owed, a.xero_owed, a.case_owed - a.xero_owed, a.case_invoices,
          a.xero_invoices) for a in report.ageing],
    )  # fmt: skip
    speaker.answer({"tie_out": report.total, "report": report, "rows": found})
    speaker.end(needs_a_person=report.total.unexplained != 0)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a date and time. Write it like 2026-07-05T09:00 (UTC), or with an "
            "offset like 2026-07-05T19:00+10:00.",
            param_hint="--known-on",
        ) from None
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
