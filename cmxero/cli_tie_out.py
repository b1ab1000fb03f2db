"""The command line of the tie-out and of closing periods."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.core.moments import find_instant
from cmxero.core.wording import date_words
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
    day, instant = as_of.date() if as_of else None, find_instant(known_on)
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
    found = []
    if rows is not None:
        found = [r for r in bench.tie_out_rows("", day, instant) if rows.lower() in r.kind.lower()]
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


Period = Annotated[
    datetime, typer.Argument(formats=["%Y-%m-%d"], help="Its last day, e.g. 2026-06-30.")
]


def close_period(
    as_of: Period,
    note: Annotated[str, typer.Option(help="Anything worth keeping with the certificate.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Certify what both ledgers came to on a period's last day."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    certificate = bench.close_period(as_of.date(), note)
    speaker.say(bench.certificate(as_of.date()))
    speaker.answer({"certificate": certificate})


def periods(home: HomeOption = None, json: JsonOption = False) -> None:
    """List closed periods, and every document that changed one since, before and after."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    closed = bench.closed_periods()
    speaker.table(
        f"{len(closed)} closed periods",
        ("Period to", "Closed by", "Case Manager", "now", "Xero", "now", "Changes"),
        [(p.certificate.as_of, p.certificate.person, p.certificate.case_receivables,
          p.case_receivables, p.certificate.xero_receivables, p.xero_receivables, len(p.changes))
         for p in closed],
    )  # fmt: skip
    for period in closed:
        if period.changes:
            speaker.table(
                f"Changed since the period to {date_words(period.certificate.as_of)} was closed",
                ("Side", "Document", "Invoice", "Dated", "Before", "Dated now", "After", "Moves"),
                [(c.side, f"{c.document} {c.document_id}", c.case_invoice_number, c.date_before,
                  c.before, c.date_after, c.after, c.moved) for c in period.changes],
            )  # fmt: skip
    speaker.answer({"periods": closed})
    speaker.end(needs_a_person=any(period.is_moved for period in closed))


def cents(home: HomeOption = None, json: JsonOption = False) -> None:
    """List every cent that rounding moved, and who owns it."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    found = bench.cent_ledger()
    speaker.table(
        f"{len(found)} places where rounding moved cents (Xero less Case Manager)",
        ("What", "Invoice", "Journal", "Amount", "Owner"),
        [(c.what, c.case_invoice_number, c.journal_number, c.amount, c.owner) for c in found],
    )
    speaker.answer({"cents": found})


def certificate(
    as_of: Period,
    file: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
    home: HomeOption = None,
) -> None:
    """Show the certificate of a closed period, or write it to a file."""
    bench, speaker = open_workbench(home), Speaker(as_json=False)
    text = bench.certificate(as_of.date())
    if file:
        file.write_text(text, "utf-8")
        speaker.say(f"Written to {file}.")
    else:
        speaker.say(text)
