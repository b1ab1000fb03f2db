"""The detail panel's words: one payment, its life, before and after, its invoice on both sides."""

from collections.abc import Mapping, Sequence

from cmxero.core.findings import Finding
from cmxero.core.payment_board import PaymentRow, PaymentState
from cmxero.core.playbook import Playbook
from cmxero.ui.finding_panel import PAYMENT_HEADS, why
from cmxero.ui.formats import amount_text, counted, date_words, instant_words, totals_text
from cmxero.ui.html import Html, element, is_web_address
from cmxero.ui.panel_tables import folded_table, sides_table, table_head
from cmxero.ui.payment_rows import batch_words
from cmxero.ui.playbook_view import playbook_view
from cmxero.workflows.payment_board import LifeEvent, PaymentStory

BEFORE_AFTER = ("Field", "Before", "After", "Same?")
PART_HEADS = ("Invoice", "Customer", "State", "Amount")
BY_HAND = (
    'Do it in Case Manager as the view "To Case Manager" says, then say there that it is done.'
)
NOTHING_TO_DO = {
    PaymentState.ARRIVED: "Nothing to do.",
    PaymentState.WAITING: (
        'Nothing by hand: make the import file under "To Case Manager" and import it there.'
    ),
    PaymentState.HELD: "Nothing before that day; the next import file after it takes the payment.",
    PaymentState.DELETED: "Nothing to do.",
    PaymentState.CHANGED: "Nothing more to do until a journal shows it.",
    PaymentState.UNMATCHED: "Look at the invoice on both sides.",
}


def payment_head(row: PaymentRow, sizes: Mapping[str, int], link: str) -> Html:
    """Which payment, whose, how much, where it is and why."""
    facts = row.facts
    batch = batch_words(row, sizes)
    details = [
        facts.customer,
        f"case {facts.case_number}" if facts.case_number else "",
        f"journal {facts.journal_number}" if facts.journal_number else "",
        f"reference {facts.current.reference}" if facts.current.reference else "no reference",
        f"part of {batch}" if batch else "",
    ]
    invoice = (
        element("a", "Open the invoice in Xero", href=link, target="_blank", rel="noopener")
        if is_web_address(link)
        else None
    )
    return element(
        "div",
        element("p", f"Payment on {facts.invoice_number}", class_="cmx-kind"),
        element(
            "h2",
            f"{amount_text(facts.current.amount)} {facts.currency_code} of "
            f"{date_words(facts.current.day)}",
        ),
        element(
            "p",
            ", ".join(text for text in details if text),
            [" · ", invoice] if invoice else None,
            class_="cmx-small",
        ),
        element(
            "p",
            element("b", row.state.value, data_tag=row.state.value),
            element("span", row.reason),
            class_="cmx-status",
        ),
        element("p", row.why),
        class_="cmx-panel-head",
    )


def several_head(rows: Sequence[PaymentRow]) -> Html:
    """What is ticked, when it is more than one; never a sum over two currencies."""
    net = totals_text((row.facts.currency_code, row.facts.current.amount) for row in rows)
    return element(
        "div",
        element("p", "Ticked", class_="cmx-kind"),
        element("h2", f"{counted(len(rows), 'payment')}, {net}"),
        element("p", "Press Esc in the list to tick nothing.", class_="cmx-small"),
        class_="cmx-panel-head",
    )


def what_to_do(row: PaymentRow, finding: Finding | None, book: Playbook | None) -> Html:
    """What a person does about it, if anything."""
    if finding and book:
        return element(
            "div",
            element(
                "p", element("b", finding.status, data_tag=finding.status), class_="cmx-status"
            ),
            why(finding),
            playbook_view(book),
        )
    is_by_hand = row.facts.hand_status == "to do"
    said = BY_HAND if is_by_hand else NOTHING_TO_DO[row.state]
    return element("section", element("h3", "What to do"), element("p", said), class_="cmx-why")


def batch_view(rows: Sequence[PaymentRow], current: str) -> Html | None:
    """The parts of a batch payment; one deposit in Xero for several invoices."""
    if not rows:
        return None
    facts = rows[0].facts
    total = totals_text((row.facts.currency_code, row.facts.current.amount) for row in rows)
    said = f"Its parts on CM- invoices come to {total}"
    if facts.batch_total is not None:
        said += f"; the whole deposit in Xero is {amount_text(facts.batch_total)}"
    return element(
        "section",
        element("h3", f"Batch payment {facts.batch_reference}"),
        element("p", f"{said}.", class_="cmx-small"),
        element(
            "table",
            table_head(PART_HEADS),
            element("tbody", [_part(row, current) for row in rows]),
            class_="cmx-table",
        ),
    )


def story_view(story: PaymentStory) -> Html:
    """Before and after, the payment's life, and the invoice."""
    return element(
        "div",
        [sides_table(change, "What Xero changed", BEFORE_AFTER) for change in story.changes],
        element("section", element("h3", "Its life"), _life(story.life)),
        sides_table(story.fields, "The invoice on both sides"),
        folded_table("Everything paid on the invoice", PAYMENT_HEADS, story.payments),
    )


def _life(events: Sequence[LifeEvent]) -> Html:
    return element(
        "ol",
        [
            element(
                "li",
                element("span", instant_words(event.at_utc), class_="cmx-small")
                if event.at_utc
                else None,
                " ",
                event.words,
            )
            for event in events
        ],
        class_="cmx-plain cmx-life",
    )


def _part(row: PaymentRow, current: str) -> Html:
    facts = row.facts
    return element(
        "tr",
        element("td", facts.invoice_number, " (this one)" if row.key == current else None),
        element("td", facts.customer),
        element("td", row.state.value),
        element("td", amount_text(facts.current.amount), class_="cmx-figure"),
    )
