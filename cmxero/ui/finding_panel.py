"""The detail panel's words: one finding on both sides, or a summary of several."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from cmxero.core.findings import Finding, FindingDetail
from cmxero.ui.formats import amount_text, counted, date_words, totals_text
from cmxero.ui.html import Html, element, is_web_address
from cmxero.ui.panel_tables import folded_table, sentences, sides_table

CASE_LINE_HEADS = ("Date", "What", "Charge code", "Quantity", "Rate", "Total")
XERO_LINE_HEADS = ("Description", "Item", "Quantity", "Price", "Tax", "Total")
SOURCE_HEADS = ("Side", "Document", "Amount", "Read from")
PAYMENT_HEADS = ("Side", "Date", "Reference", "Status", "Amount")


def finding_head(detail: FindingDetail, today: date) -> Html:
    """What is wrong, in words, with the amounts and where to look."""
    finding = detail.finding
    days = counted((today - finding.since).days, "day")
    link = (
        element("a", "Open in Xero", href=detail.xero_link, target="_blank", rel="noopener")
        if is_web_address(detail.xero_link)
        else None
    )
    return element(
        "div",
        element("p", finding.subject, " · ", finding.kind, class_="cmx-kind"),
        element("h2", detail.headline),
        element(
            "p",
            _joined(finding.contact_name, _invoice(finding), _named("case", finding.case_number)),
            element("br"),
            f"{date_words(finding.since)}, {days} old",
            *(_joined_tail(_named("journal", finding.journal_number))),
            [" · ", link] if link else None,
            class_="cmx-small",
        ),
        element("p", _status(finding), class_="cmx-status"),
        sentences("Since the decision", finding.remarks),
        class_="cmx-panel-head",
    )


def several_head(findings: Sequence[Finding]) -> Html:
    """What is selected, when it is more than one; never a sum over two currencies."""
    kinds = Counter(finding.kind.value for finding in findings)
    net = totals_text((finding.currency_code, finding.effect) for finding in findings)
    return element(
        "div",
        element("p", "Selection", class_="cmx-kind"),
        element("h2", f"{counted(len(findings), 'finding')} selected, net {net}"),
        element(
            "ul",
            [
                element("li", f"{count:,} \N{MULTIPLICATION SIGN} {kind}")
                for kind, count in kinds.most_common()
            ],
            class_="cmx-plain",
        ),
        element(
            "p",
            "A decision is stored for all of them or for none. Press Esc in the list to select "
            "nothing.",
            class_="cmx-small",
        ),
        class_="cmx-panel-head",
    )


def why(finding: Finding) -> Html:
    """Likely cause and remedy, and what was seen."""
    explanation = finding.explanation
    return element(
        "section",
        element("h3", "Likely cause"),
        element("p", explanation.cause),
        element("h3", "What to do"),
        element("p", explanation.remedy),
        class_="cmx-why",
    )


def both_sides(detail: FindingDetail) -> Html:
    """The two sides, the evidence, and what is folded away until asked for."""
    return element(
        "div",
        sides_table(detail.fields),
        sentences("What was seen", detail.finding.evidence),
        folded_table("Where these facts were read", SOURCE_HEADS, detail.sources),
        folded_table("Lines in Case Manager", CASE_LINE_HEADS, detail.case_lines),
        folded_table("Lines in Xero", XERO_LINE_HEADS, detail.xero_lines),
        folded_table("Payments", PAYMENT_HEADS, detail.payments),
        sentences("History", detail.history),
    )


def _status(finding: Finding) -> list[Html]:
    said = f"by {finding.decided_by}" if finding.decided_by else ""
    if finding.note:
        said = f"{said}: {finding.note}" if said else finding.note
    terms = _joined(
        f"up to {amount_text(finding.cap)} {finding.currency_code}"
        if finding.cap is not None
        else "",
        f"until {date_words(finding.expires_on)}" if finding.expires_on else "",
        f"until {date_words(finding.snoozed_until)}" if finding.snoozed_until else "",
    )
    if finding.approval == "waiting":
        terms = _joined(terms, "another person must approve it")
    elif finding.approved_by:
        terms = _joined(terms, f"approved by {finding.approved_by}")
    whose = f"assigned to {finding.assigned_to}" if finding.assigned_to else ""
    return [
        element("b", finding.status, data_tag=finding.status),
        element("span", f"Effect {amount_text(finding.effect)} {finding.currency_code}"),
        element("span", f"Severity {finding.severity}"),
        *(element("span", words) for words in (said, terms, whose) if words),
    ]


def _invoice(finding: Finding) -> str:
    number = finding.case_invoice_number
    return "" if number in finding.subject else _named("invoice", number)


def _named(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _joined_tail(text: str) -> list[str]:
    return [f", {text}"] if text else []
