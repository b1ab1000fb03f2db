"""What cmxero would send to Xero, and what became of it, in words and tables."""

from collections.abc import Sequence

from cmxero.core.pages import PageHeader
from cmxero.core.wording import date_words
from cmxero.ui.formats import amount_text, counted, totals_text
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import sentences, table_head
from cmxero.workflows.settle import SettleReport
from cmxero.workflows.settle_plan import PlannedDocument, SettlePlan
from cmxero.workflows.settling import Settled

LINE_HEADS = ("Description", "Account", "Tax rate", "Amount")


def preview(report: SettleReport) -> Html:
    """Every document exactly as Xero would get it, and what is held back and why."""
    waiting = (
        f"{counted(report.waiting, 'settlement')} of an interrupted run will be brought to an end "
        "first."
    )
    return element(
        "div",
        [_plan(plan) for plan in report.plans],
        element("p", waiting, class_="cmx-small") if report.waiting else None,
        class_="cmx-preview",
    )


def ready(report: SettleReport | None) -> tuple[PlannedDocument, ...]:
    """The documents that may go."""
    plans = report.plans if report else ()
    return tuple(document for plan in plans if plan.is_ready for document in plan.documents)


def question(report: SettleReport, header: PageHeader, *, with_note: bool) -> Html:
    """What is confirmed: where it goes, what, and that it cannot be taken back by a click."""
    documents = ready(report)
    named = ", ".join(str(document) for document in documents[:3])
    more = f" and {len(documents) - 3} more" if len(documents) > 3 else ""  # noqa: PLR2004
    note = " A note stays in the invoice's history for ever." if with_note else ""
    return element(
        "p",
        f"Send {counted(len(documents), 'document')} to {header.organisation} ({header.mode}): "
        f"{named}{more}? Xero is asked once more first; what goes is approved at once and is "
        f"undone only in Xero.{note}",
        class_="cmx-question",
    )


def outcome(report: SettleReport) -> str:
    """What became of it, a line a document."""
    said = [str(report)]
    said += [
        f"{one.settlement.document_number}: {_became(one)}. {' '.join(one.messages)}".strip()
        for one in (*report.resumed, *report.settled)
    ]
    said += [f"{plan.finding.subject}: {reason}" for plan in report.plans for reason in plan.held]
    said += [f"Then: {step}" for plan in report.plans for step in plan.left]
    return "\n".join(said)


def _became(one: Settled) -> str:
    used = f", {amount_text(one.allocated)} of it used" if one.allocated else ""
    return f"entered in Xero{used}" if one.is_done else f"not entered in Xero ({one.state.value})"


def _plan(plan: SettlePlan) -> Html:
    return element(
        "section",
        element("h3", f"{plan.finding.subject}: {plan.finding.kind.value}"),
        element("p", plan.way) if plan.way else None,
        sentences("Held back", plan.held),
        [_document(document) for document in plan.documents],
        sentences("To know before", plan.notes),
        sentences("Then, by a person", plan.left),
    )


def _document(document: PlannedDocument) -> Html:
    draft = document.draft
    note = (
        element("p", f"In the history of {document.invoice_number}: {document.note}.",
                class_="cmx-small")
        if document.note
        else None
    )  # fmt: skip
    if draft is None:
        return element("div", element("p", f"Xero gets: {document}."), note)
    name = document.invoice.contact_name if document.invoice else draft.contact_id
    used = (
        f" {amount_text(document.to_allocate)} of it is used for {document.invoice_number}."
        if document.to_allocate
        else ""
    )
    total = totals_text([(draft.currency_code, draft.total)])
    return element(
        "div",
        element(
            "p",
            f"Credit note {draft.number} for {name}, {date_words(draft.credit_date)}, reference "
            f"{draft.reference}",
        ),
        element(
            "table",
            table_head(LINE_HEADS),
            element("tbody", [_line(cells) for cells in _lines(document)]),
            class_="cmx-table",
        ),
        element("p", f"Total {total}, tax in it {amount_text(draft.total_tax)}.{used}"),
        note,
    )


def _lines(document: PlannedDocument) -> Sequence[tuple[str, str, str, str]]:
    lines = document.draft.lines if document.draft else ()
    return [
        (line.description, line.account_code, line.tax_type, amount_text(line.line_amount))
        for line in lines
    ]


def _line(cells: tuple[str, str, str, str]) -> Html:
    *texts, amount = cells
    return element(
        "tr",
        [element("td", text) for text in texts],
        element("td", amount, class_="cmx-figure"),
    )
