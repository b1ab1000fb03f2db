"""What changed between two exports of one transaction."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cmxero.casemanager.differences import FieldChange, compare_transactions
from cmxero.core.casejournal import (
    CaseContact,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
)


def line(name, total, **more):
    """A line of an hour's work, free of GST."""
    amount = Decimal(total)
    given = {
        "cost_name": name, "cost_date": date(2026, 7, 2), "notes": "", "charge_code": "OR01",
        "quantity": Decimal("1.0000"), "unit": "hours", "rate": amount.quantize(Decimal("0.0001")),
        "tax_code": "FRE", "sub_total": amount, "tax": Decimal("0.00"), "total": amount,
    }  # fmt: skip
    return CaseLine(**given | more)


TALK, CALL = line("Talk", "100.00", row=2), line("Call", "40.00", row=3)
INVOICE = CaseInvoice(
    number="1001",
    invoice_number="1001",
    journal_number="212",
    journal_date=date(2026, 7, 31),
    transaction_date=date(2026, 7, 6),
    total=Decimal("140.00"),
    contact=CaseContact("Ms", "Dana", "Okafor", "Banksia"),
    due_date=date(2026, 7, 20),
    sub_total=Decimal("140.00"),
    lines=(TALK, CALL),
    row=2,
)


def test_same_transaction_has_not_changed():
    """Other rows of the file and another order of the lines are no change."""
    moved = replace(INVOICE, row=90, lines=(replace(CALL, row=90), replace(TALK, row=91)))
    assert compare_transactions(INVOICE, moved) == ()


def test_header_fields_are_compared():
    """Dates day first, amounts with cents, what is gone as nothing."""
    after = replace(INVOICE, due_date=None, transaction_date=date(2026, 7, 16), office="Perth",
                    contact=CaseContact("Ms", "Dana", "Okafor", "Acacia"))  # fmt: skip
    assert compare_transactions(INVOICE, after) == (
        FieldChange("transaction date", "6/07/2026", "16/07/2026"),
        FieldChange("office", "", "Perth"),
        FieldChange("due date", "20/07/2026", ""),
        FieldChange("contact: company name", "Banksia", "Acacia"),
    )


def test_changed_line_is_compared_field_by_field():
    """One cent more is one change of the line and one of the total."""
    dearer = replace(CALL, sub_total=Decimal("40.01"), total=Decimal("40.01"))
    after = replace(
        INVOICE, total=Decimal("140.01"), sub_total=Decimal("140.01"), lines=(TALK, dearer)
    )
    assert compare_transactions(INVOICE, after) == (
        FieldChange("total", "140.00", "140.01"),
        FieldChange("sub total", "140.00", "140.01"),
        FieldChange("line 2: sub total", "40.00", "40.01"),
        FieldChange("line 2: total", "40.00", "40.01"),
    )


def test_renamed_line_is_still_that_line():
    """Where one line goes and one comes, they are taken for one."""
    after = replace(INVOICE, lines=(TALK, replace(CALL, cost_name="Phone call")))
    assert compare_transactions(INVOICE, after) == (
        FieldChange("line 2: cost name", "Call", "Phone call"),
    )


def test_added_and_removed_lines_are_told_in_words():
    """A line before the others does not make the others differ."""
    new = line("Travel", "8.50", quantity=Decimal("10.0000"), rate=Decimal("0.8500"))
    after = replace(INVOICE, lines=(new, TALK, CALL))
    words = "Travel on 2/07/2026: 10 x 0.85, 8.50 with GST"
    assert compare_transactions(INVOICE, after) == (FieldChange("line 1", "", words),)
    assert compare_transactions(after, INVOICE) == (FieldChange("line 1", words, ""),)


def test_line_repeated_once_more_is_an_added_line():
    """Equal lines are counted, not only looked for."""
    after = replace(INVOICE, lines=(TALK, CALL, CALL))
    assert [change.field for change in compare_transactions(INVOICE, after)] == ["line 3"]


def test_other_kind_is_a_change_of_type():
    """A payment that has become a refund."""
    shared = {
        "number": "P-1", "invoice_number": "1001", "journal_number": "213",
        "journal_date": date(2026, 8, 31), "transaction_date": date(2026, 8, 12),
        "total": Decimal("50.00"),
    }  # fmt: skip
    assert compare_transactions(
        CasePayment(**shared, payment_type="EFT"), CaseRefund(**shared, refers_to="P-0")
    ) == (
        FieldChange("type", "payment", "refund"),
        FieldChange("payment type", "EFT", ""),
        FieldChange("refers to", "", "P-0"),
    )
