"""Commands of the export: the plan, the export itself, and giving an invoice free to go again."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.workbench import Workbench, open_workbench
from cmxero.workflows.export_report import ExportReport
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.plan_rows import HELD, PlanRow

Journal = Annotated[str, typer.Argument(help="Number of the journal.")]
Numbers = Annotated[list[str], typer.Argument(help="Case Manager's invoice numbers.")]
Only = Annotated[
    list[str] | None, typer.Option("--invoice", help="Only this invoice; may be repeated.")
]


def plan(
    journal: Journal,
    invoice: Only = None,
    lines: Annotated[bool, typer.Option("--lines", help="Every draft line by line.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say what an export of a journal would do, and every problem, before anything is sent."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    found = bench.plan(journal, only=invoice)
    speaker.say(str(found))
    _say_rows(speaker, [row for row in found.rows if row.note or row.rounding or invoice])
    _say_problems(speaker, found)
    if (lines or invoice) and found.previews:
        _say_lines(speaker, found)
    speaker.answer(
        {
            "journal": journal,
            "calls": found.calls,
            "minutes": found.minutes,
            "bytes": found.bytes_to_send,
            "total": found.total,
            "rows": found.rows,
            "problems": found.problems,
            **({"lines": found.lines()} if lines or invoice else {}),
        }
    )
    speaker.end(needs_a_person=bool(found.held))


def export(
    journal: Journal,
    send: Annotated[bool, typer.Option("--send", help="Really send; else a dry run.")] = False,
    invoice: Only = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Only what did not go before; it is checked anew.")
    ] = False,
    cause: Annotated[
        str | None, typer.Option(help="With --failed: only this cause, by its code.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Export a journal's invoices to Xero as drafts, each exactly once. A dry run by default."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    only = _only(bench, journal, invoice, failed=failed, cause=cause)
    if only is not None and not only:
        speaker.say(f"Nothing of journal {journal} failed; nothing was sent.")
        speaker.answer({"journal": journal, "dry_run": not send, "exported": 0, "outcomes": []})
        return
    with speaker.progress(f"Journal {journal}") as show:
        report = bench.export(
            journal,
            dry_run=not send,
            only=only,
            progress=lambda now: show(now.settled, now.to_settle, now.seconds_left),
        )
    speaker.say(str(report))
    if report.dry_run:
        _say_rows(speaker, [row for row in report.plan.rows if row.state == HELD])
        speaker.say("Run it again with --send to export.")
    _say_outcomes(speaker, report)
    speaker.answer(
        {
            "journal": journal,
            "dry_run": report.dry_run,
            "exported": report.exported,
            "ready": len(report.plan.drafts),
            "was_cancelled": report.was_cancelled,
            "remarks": report.remarks,
            "outcomes": [(o.case_invoice_number, o.state, o.messages) for o in report.outcomes],
        }
    )
    speaker.end(needs_a_person=report.needs_a_person)


def send_again(
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help="Why; it is kept for ever.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give invoices free for the next export whose copy in Xero was voided or deleted."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    count = bench.send_again(numbers, reason=reason)
    speaker.say(f"{count} released by {bench.person}; the next export of their journal sends them.")
    speaker.answer({"released": count})


def _only(
    bench: Workbench,
    journal: str,
    invoice: list[str] | None,
    *,
    failed: bool,
    cause: str | None,
) -> tuple[str, ...] | None:
    if not failed:
        return tuple(invoice) if invoice else None
    numbers = bench.failed_numbers(journal, cause)
    return tuple(n for n in numbers if not invoice or n in invoice)


def _say_rows(speaker: Speaker, rows: Sequence[PlanRow]) -> None:
    if rows:
        speaker.table(
            "Worth a look",
            ("Invoice", "Contact", "Case Manager", "Xero", "State", "Why"),
            [
                (
                    row.case_invoice_number,
                    row.contact_name,
                    row.case_total,
                    row.xero_total,
                    row.state,
                    " ".join(text for text in (row.note, row.rounding) if text),
                )
                for row in rows
            ],
        )


def _say_problems(speaker: Speaker, found: ExportPlan) -> None:
    remedies: dict[tuple[str, str], list[str]] = {}
    for problem in found.problems:
        if problem.blocks or problem.warns:
            remedies.setdefault((problem.code, problem.remedy), []).append(problem.subject)
    if remedies:
        speaker.table(
            "What to do",
            ("Invoices", "Cause", "Remedy"),
            [(len(set(who)), code, remedy) for (code, remedy), who in remedies.items()],
        )


def _say_lines(speaker: Speaker, found: ExportPlan) -> None:
    speaker.table(
        "Line by line, as Xero gets it",
        ("Number", "Description", "Quantity", "Price", "Amount", "Account", "Tax", "Why"),
        [
            (
                line.number,
                line.description,
                f"{line.quantity:f}",
                f"{line.unit_amount:f}",
                line.line_amount,
                line.account_code,
                line.tax_type,
                line.why,
            )
            for line in found.lines()
        ],
    )


def _say_outcomes(speaker: Speaker, report: ExportReport) -> None:
    failed = [outcome for outcome in report.outcomes if not outcome.state.is_linked]
    if failed:
        speaker.table(
            "Not exported",
            ("Invoice", "Outcome", "Why"),
            [(o.case_invoice_number, o.state.value, " ".join(o.messages)) for o in failed],
        )
