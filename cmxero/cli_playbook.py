"""Commands that settle findings: what to enter, and sending what Xero allows."""

from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.core.playbook_texts import playbook_json, playbook_text
from cmxero.core.wording import date_words
from cmxero.output import Speaker
from cmxero.workbench import open_workbench
from cmxero.workflows.settle import SettleReport
from cmxero.workflows.settle_plan import PlannedDocument, SettlePlan

Key = Annotated[str, typer.Argument(help="Key of the finding, or any part that names it alone.")]
Keys = Annotated[list[str], typer.Argument(help="Keys of findings, or parts that name each alone.")]


def playbook(key: Key, home: HomeOption = None, json: JsonOption = False) -> None:
    """Say exactly what to enter where to settle a finding, ready to copy, and what was seen."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    book = bench.playbook(key)
    detail = bench.finding_detail(book.finding_key)
    speaker.say(f"{book.finding_key}\n\n{playbook_text(book)}")
    speaker.say("\nWhat was seen")
    for fact in detail.finding.evidence:
        speaker.say(f"  {fact}")
    for side, document, amount, where in detail.sources:
        speaker.say(f"  {side}: {document}, {amount}: {where}")
    speaker.answer(
        {
            "playbook": playbook_json(book),
            "evidence": detail.finding.evidence,
            "sources": detail.sources,
        }
    )


def settle(
    keys: Keys,
    send: Annotated[bool, typer.Option("--send", help="Really send; else a dry run.")] = False,
    way: Annotated[
        int | None, typer.Option(min=1, help="Which way of the playbook; left out, the first.")
    ] = None,
    no_note: Annotated[
        bool, typer.Option("--no-note", help="Leave no note in the invoice's history.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Enter in Xero what settles findings: credit notes and their use, drafts deleted."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    report = bench.settle(keys, dry_run=not send, way=way, note=not no_note)
    for plan in report.plans:
        _say_plan(speaker, plan, dry_run=report.dry_run)
    for one in (*report.resumed, *report.settled):
        said = " ".join(one.messages)
        speaker.say(f"{one.settlement.document_number}: {one.state.value}. {said}".strip())
    speaker.say(str(report))
    if report.dry_run and any(plan.is_ready for plan in report.plans):
        speaker.say("Run it again with --send to enter it in Xero.")
    speaker.answer(_for_machines(report))
    speaker.end(needs_a_person=report.needs_a_person)


def _say_plan(speaker: Speaker, plan: SettlePlan, *, dry_run: bool) -> None:
    speaker.say(f"{plan.finding.subject}: {plan.finding.kind}. {plan.way}".strip())
    for reason in plan.held:
        speaker.say(f"  Held back: {reason}")
    for document in plan.documents if dry_run else ():
        _say_document(speaker, document)
    for note in plan.notes:
        speaker.say(f"  Note: {note}")
    for step in plan.left:
        speaker.say(f"  Then: {step}")


def _say_document(speaker: Speaker, document: PlannedDocument) -> None:
    draft = document.draft
    if draft is None:
        speaker.say(f"  Xero gets: {document}.")
    else:
        name = document.invoice.contact_name if document.invoice else draft.contact_id
        speaker.table(
            f"Credit note {draft.number} for {name}, {date_words(draft.credit_date)}, "
            f"reference {draft.reference}",
            ("Description", "Account", "Tax rate", "Amount with tax"),
            [
                (line.description, line.account_code, line.tax_type, line.line_amount)
                for line in draft.lines
            ],
        )
        speaker.say(f"  Total {draft.total} {draft.currency_code}, tax in it {draft.total_tax}.")
        if document.to_allocate:
            speaker.say(f"  {document.to_allocate} of it is used for {document.invoice_number}.")
    if document.note:
        speaker.say(f"  In the history of {document.invoice_number}: {document.note}.")


def _for_machines(report: SettleReport) -> dict[str, object]:
    return {
        "dry_run": report.dry_run,
        "plans": [
            {
                "finding_key": plan.finding.key,
                "way": plan.way,
                "is_ready": plan.is_ready,
                "held": plan.held,
                "left": plan.left,
                "notes": plan.notes,
                "documents": [
                    {
                        "operation": one.operation,
                        "number": one.number,
                        "invoice_number": one.invoice_number,
                        "credit_note": one.draft,
                        "to_allocate": one.to_allocate,
                        "note": one.note,
                    }
                    for one in plan.documents
                ],
            }
            for plan in report.plans
        ],
        "outcomes": [
            {
                "number": one.settlement.document_number,
                "finding_key": one.settlement.finding_key,
                "state": one.state,
                "allocated": one.allocated,
                "messages": one.messages,
            }
            for one in (*report.resumed, *report.settled)
        ],
        "waiting": report.waiting,
    }
