"""Payments as rows: for the grid, and as a file of what is shown."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cmxero.core.pages import PageHeader
from cmxero.core.payment_board import PaymentRow, PaymentState
from cmxero.ui.files import table_file
from cmxero.ui.formats import amount_text, counted, date_words, minor_units
from cmxero.ui.grid import Column, Data
from cmxero.ui.handover import FileForBrowser

NARROW, WIDE, WIDER = 540, 640, 760
CURRENCY = "currency"

COLUMNS = (
    Column("date", "Date", "date", 98, key="day"),
    Column("invoice", "Invoice", "text", 82),
    Column("customer", "Customer", "text", 84, grow=3, shown_from=NARROW),
    Column("amount", "Amount", "money", 86, key="cents", total=CURRENCY),
    Column(CURRENCY, "Cur", "text", 40, shown_from=1000),
    Column("reference", "Reference", "text", 88, grow=1, shown_from=900),
    Column("batch", "Batch", "text", 70, grow=1, shown_from=WIDER),
    Column("state", "State", "tag", 154),
    Column("reason", "Why", "text", 80, grow=3, shown_from=WIDE),
)
FILE_COLUMNS = (
    "Date", "Invoice", "Case Manager invoice", "Customer", "Case", "Journal", "Amount",
    "Currency", "Reference", "Batch", "State", "Why", "In words", "Applied on", "Date before",
    "Amount before", "Reference before", "Case Manager payment", "Import file", "Xero payment id",
)  # fmt: skip
_FROM_A_NUMBER_ON = re.compile(r"(, until)? \d.*")


def batch_sizes(rows: Iterable[PaymentRow]) -> Mapping[str, int]:
    """How many parts each batch payment has on CM- invoices, by the batch's id."""
    return Counter(row.facts.batch_id for row in rows if row.facts.batch_id)


def batch_words(row: PaymentRow, sizes: Mapping[str, int]) -> str:
    """Which batch a payment is part of, as a person knows it; empty if it is none's."""
    facts = row.facts
    if not facts.batch_id:
        return ""
    name = facts.batch_reference.strip() or f"batch {facts.batch_id[:8]}"
    return f"{name} ({counted(sizes.get(facts.batch_id, 1), 'part')})"


def as_data(rows: Sequence[PaymentRow], sizes: Mapping[str, int]) -> Data:
    """Payments as the grid takes them: one list a column; amounts as text with cents beside."""
    return {
        "id": [row.key for row in rows],
        "date": [date_words(row.facts.current.day) for row in rows],
        "day": [row.facts.current.day.toordinal() for row in rows],
        "invoice": [row.facts.invoice_number for row in rows],
        "customer": [row.facts.customer for row in rows],
        "amount": [amount_text(row.facts.current.amount) for row in rows],
        "cents": [minor_units(row.facts.current.amount) for row in rows],
        CURRENCY: [row.facts.currency_code for row in rows],
        "reference": [row.facts.current.reference for row in rows],
        "batch": [batch_words(row, sizes) for row in rows],
        "state": [row.state.value for row in rows],
        "reason": [row.reason for row in rows],
    }


def general(reason: str) -> str:
    """A reason without its number or day, so that one chip stands for all import files."""
    return _FROM_A_NUMBER_ON.sub("", reason)


def payments_file(
    rows: Sequence[PaymentRow], sizes: Mapping[str, int], header: PageHeader, ending: str
) -> FileForBrowser:
    """What is shown as a file, ``xlsx`` or ``csv``: real numbers and days, no live formula."""
    cells = [_cells(row, sizes) for row in rows]
    return table_file("Payments", FILE_COLUMNS, cells, header, ending=ending)


def _cells(row: PaymentRow, sizes: Mapping[str, int]) -> tuple[object, ...]:
    facts, before = row.facts, row.facts.before
    return (
        facts.current.day,
        facts.invoice_number,
        facts.case_invoice_number,
        facts.customer,
        facts.case_number,
        facts.journal_number,
        facts.current.amount,
        facts.currency_code,
        facts.current.reference,
        batch_words(row, sizes),
        row.state.value,
        row.reason,
        row.why,
        row.applies_on,
        before.day if before else None,
        before.amount if before else None,
        before.reference if before else "",
        facts.case_payment_number,
        facts.file_number,
        row.key,
    )


STATE_ORDER = tuple(PaymentState)
"""What needs a person or waits comes first."""
