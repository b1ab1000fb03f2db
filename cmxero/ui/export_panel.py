"""The detail panels' words: one invoice with its draft line by line, one outcome of the log."""

from collections.abc import Sequence
from decimal import Decimal

from cmxero.core.causes import Cause
from cmxero.core.findings import FieldPair
from cmxero.core.problem_catalogue import MendedIn
from cmxero.core.problems import Problem, Severity
from cmxero.ui.export_desk import ExportDesk
from cmxero.ui.formats import amount_text, counted, date_words, instant_words, totals_text
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import sentences, sides_table, table_head
from cmxero.workflows.export_log import ExportLogRow
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.plan_rows import IN_XERO, PlanLine, PlanRow

LINE_HEADS = ("Line", "Quantity", "Price", "Amount", "Account", "GST code")
SIDES = ("Field", "Case Manager", "Xero draft", "Same?")
SEVERITY_WORDS = {
    Severity.BLOCKS: "holds it back",
    Severity.WARNS: "worth a look",
    Severity.INFORMS: "good to know",
}
LOOK_IN_XERO = (
    "It is in Xero and will not be sent. If it was voided or deleted there on purpose and has to "
    "go once more, press Send again: Xero is asked first."
)


def invoice_head(desk: ExportDesk, row: PlanRow) -> Html:
    """Which invoice, whose, how much, and its state."""
    plan = desk.plan
    invoice = plan.invoices.get(row.case_invoice_number) if plan else None
    has_problems = bool(plan and _problems(plan, row))  # they are told below, with what to do
    amount = row.case_total if row.xero_total is None else row.xero_total
    details = [f"Case Manager invoice {row.case_invoice_number}"]
    if invoice and invoice.case_number:
        details.append(f"case {invoice.case_number}")
    if invoice and invoice.client_name:
        details.append(invoice.client_name)
    return element(
        "div",
        element("p", row.number, class_="cmx-kind"),
        element("h2", f"{row.contact_name}, {amount_text(amount)}"),
        element("p", ", ".join(details), class_="cmx-small"),
        element(
            "p",
            element("b", row.state, data_tag=row.state),
            [element("span", row.note)] if row.note and not has_problems else None,
            class_="cmx-status",
        ),
        class_="cmx-panel-head",
    )


def several_head(desk: ExportDesk, rows: Sequence[PlanRow]) -> Html:
    """What is ticked, when it is more than one."""
    sending = desk.sending()
    ready = sending.count if sending else 0
    total = totals_text((desk.header.currency_code, row.case_total) for row in rows)
    return element(
        "div",
        element("p", "Ticked", class_="cmx-kind"),
        element("h2", f"{counted(len(rows), 'invoice')} ticked, {total} in Case Manager"),
        element(
            "p",
            f"{ready:,} of them ready: Export takes only these, "
            f"{sending.total if sending else '0.00'}. Press Esc in the list to tick nothing.",
            class_="cmx-small",
        ),
        class_="cmx-panel-head",
    )


def invoice_detail(plan: ExportPlan, row: PlanRow) -> Html:
    """What stops or concerns the invoice, its draft line by line, and both sides."""
    return element(
        "div",
        element("p", LOOK_IN_XERO, class_="cmx-why") if row.state == IN_XERO else None,
        [_problem(each) for each in _problems(plan, row)],
        _lines(plan.lines(row.case_invoice_number)),
        _rounding(row),
        sides_table(_fields(plan, row), "Totals and dates", SIDES),
    )


def _problems(plan: ExportPlan, row: PlanRow) -> list[Problem]:
    return [each for each in plan.problems if each.subject == row.case_invoice_number]


def _problem(problem: Problem) -> Html:
    blocks = problem.severity is Severity.BLOCKS
    return element(
        "section",
        element(
            "h3",
            SEVERITY_WORDS[problem.severity].capitalize(),
            f", row {problem.row} of the file" if problem.row else None,
        ),
        element("p", problem.message),
        element("p", element("b", "What to do: "), problem.remedy),
        class_="cmx-problem cmx-blocks" if blocks else "cmx-problem",
    )


def _lines(lines: Sequence[PlanLine]) -> Html | None:
    if not lines:
        return None
    body = [row for place, line in enumerate(lines, 1) for row in _line(place, line)]
    return element(
        "table",
        element("caption", f"The draft, {counted(len(lines), 'line')}"),
        table_head(LINE_HEADS),
        element("tbody", body),
        class_="cmx-table cmx-lines",
    )


def _line(place: int, line: PlanLine) -> tuple[Html, ...]:
    """Three rows: the text, which may be long, then the figures, then why."""
    extras = [
        text for text in (line.item_code and f"Item {line.item_code}.", line.tracking) if text
    ]
    if line.case_total is not None and line.case_total != line.line_amount:
        extras.append(f"Case Manager has {amount_text(line.case_total)} for this line.")
    figures = (
        (str(place), None),
        (_plain(line.quantity), "cmx-figure"),
        (_plain(line.unit_amount, least=2), "cmx-figure"),
        (amount_text(line.line_amount), "cmx-figure"),
        (line.account_code, None),
        (line.tax_type, None),
    )
    across = str(len(LINE_HEADS))
    why = " ".join([f"Why: {line.why}", *extras])
    return (
        element("tr", element("td", line.description, colspan=across), class_="cmx-line-text"),
        element(
            "tr",
            [element("td", text, class_=style) for text, style in figures],
            class_="cmx-line-figures",
        ),
        element("tr", element("td", why, colspan=across), class_="cmx-line-why"),
    )


def _rounding(row: PlanRow) -> Html | None:
    if not row.rounding:
        return None
    return element(
        "section", element("h3", "Cents"), element("p", row.rounding), class_="cmx-problem"
    )


def _fields(plan: ExportPlan, row: PlanRow) -> tuple[FieldPair, ...]:
    draft = plan.previews.get(row.case_invoice_number)
    invoice = plan.invoices.get(row.case_invoice_number)
    if draft is None or invoice is None:
        return ()
    due = date_words(invoice.due_date) if invoice.due_date else invoice.terms
    pairs = (
        ("Number", invoice.number, draft.number, False),
        ("Total", amount_text(invoice.total), amount_text(draft.total), True),
        ("GST", amount_text(invoice.tax), amount_text(draft.total_tax), True),
        ("Date", date_words(invoice.transaction_date), date_words(draft.invoice_date), True),
        ("Due", due, date_words(draft.due_date), bool(invoice.due_date)),
        ("Reference", invoice.case_number, draft.reference, False),
        ("Status", "final", draft.status, False),
    )
    return tuple(
        FieldPair(name, case, xero, differs=comparable and case != xero)
        for name, case, xero, comparable in pairs
    )


def outcome_detail(row: ExportLogRow) -> Html:
    """One outcome of the log: what happened, why, what to do, and every message."""
    out = row.outcome
    attempt = f"attempt {out.attempt}" + ("" if out.is_newest else ", not the newest")
    total = "nothing" if out.xero_total is None else amount_text(out.xero_total)
    return element(
        "div",
        element("p", out.xero_number or out.case_invoice_number, class_="cmx-kind"),
        element("h2", f"{out.contact_name}, {amount_text(out.case_total)}"),
        element(
            "p",
            f"Case Manager invoice {out.case_invoice_number}, journal {out.journal_number}, "
            f"{attempt}. Xero holds {total}.",
            class_="cmx-small",
        ),
        element(
            "p",
            element("b", out.state, data_tag=out.state),
            element("span", f"{instant_words(out.at_utc)} by {out.person}"),
            class_="cmx-status",
        ),
        [
            element(
                "section",
                element("h3", str(cause)),
                cause_words(cause),
                class_="cmx-problem",
            )
            for cause in row.causes
        ],
        sentences("Every message, as it was said", out.messages),
        element("p", f"Run {out.run_id}, {out.run_outcome}.", class_="cmx-small cmx-run"),
        class_="cmx-panel-head",
    )


def cause_words(cause: Cause) -> list[Html]:
    """A cause below its title: what it means, what to do, and where."""
    where = "" if cause.where is MendedIn.NOWHERE else f" in {cause.where}"
    said = [] if cause.words.rstrip(".") == cause.title else [element("p", cause.words)]
    return [*said, element("p", element("b", f"What to do{where}: "), cause.remedy)]


def _plain(number: Decimal, least: int = 0) -> str:
    """A quantity or price with this many decimals at least, and no zeros beyond them."""
    whole, _, decimals = f"{number:,f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole
