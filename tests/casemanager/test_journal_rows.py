"""Rows that are wrong by themselves; each test shows its file."""

import json
from datetime import date
from decimal import Decimal

import pytest

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseContact,
    CaseInvoice,
    CaseJournal,
    CaseLine,
    CasePayment,
    CaseRefund,
)

GOOD = "212,31/07/2026,invoice,1001,6/07/2026,Assessment,2.5,198.50,496.25,49.63,545.88,545.88\n"


def transposed(*columns):
    """A CSV file written column by column, its header first."""
    return "\n".join(",".join(row) for row in zip(*columns, strict=True))


def test_good_invoice_is_read_whole(read):
    """Every field of the contract finds its place."""
    found = read(
        transposed(
            ("Journal Number", "212", "212"),
            ("Journal Date", "31/07/2026", "31/07/2026"),
            ("Transaction Type", "Invoice", "Invoice"),
            ("Invoice Number", "1001", "1001"),
            ("Transaction Date", "6/07/2026", "6/07/2026"),
            ("Terms", "14 days", "14 days"),
            ("Due Date", "20/07/2026", "20/07/2026"),
            ("Case Number", "4471", "4471"),
            ("Claim Number", "WC-1", "WC-1"),
            ("Client", "Robin S", "Robin S"),
            ("Contact Title", "Ms", "Ms"),
            ("Contact First Name", "Dana", "Dana"),
            ("Contact Last Name", "Okafor", "Okafor"),
            ("Company", "Banksia", "Banksia"),
            ("Office", "Perth", "Perth"),
            ("Category", "Comcare", "Comcare"),
            ("Employee", "Kim", ""),
            ("Cost Name", "Assessment", "Travel"),
            ("Cost Date", "2/07/2026", ""),
            ("Cost Notes", '"on site, early"', ""),
            ("Charge Code", "OR01", ""),
            ("Quantity", "2.5", "36"),
            ("Unit", "hours", "km"),
            ("Rate", "198.50", "0.85"),
            ("Tax Code", "GST", "GST"),
            ("Line Amount", "496.25", "30.60"),
            ("Line Tax", "49.63", "3.06"),
            ("Line Total", "545.88", "33.66"),
            ("Transaction Total", "579.54", "579.54"),
        )
    )
    assert (found.problems, found.rows, found.rows_used, found.rows_held) == ((), 2, 2, 0)
    assessment = CaseLine(
        "Assessment", date(2026, 7, 2), "on site, early", "OR01", Decimal("2.5"), "hours",
        Decimal("198.5"), "GST", Decimal("496.25"), Decimal("49.63"), Decimal("545.88"), "Kim", 2,
    )  # fmt: skip
    travel = CaseLine(
        "Travel", None, "", "", Decimal(36), "km",
        Decimal("0.85"), "GST", Decimal("30.60"), Decimal("3.06"), Decimal("33.66"), "", 3,
    )  # fmt: skip
    invoice = CaseInvoice(
        number="1001",
        invoice_number="1001",
        journal_number="212",
        journal_date=date(2026, 7, 31),
        transaction_date=date(2026, 7, 6),
        total=Decimal("579.54"),
        case_number="4471",
        claim_number="WC-1",
        client_name="Robin S",
        contact=CaseContact("Ms", "Dana", "Okafor", "Banksia"),
        office="Perth",
        category="Comcare",
        row=2,
        terms="14 days",
        due_date=date(2026, 7, 20),
        sub_total=Decimal("526.85"),
        tax=Decimal("52.69"),
        lines=(assessment, travel),
    )
    assert found.journals == (CaseJournal("212", date(2026, 7, 31), (invoice,)),)
    assert str(found.journals[0].invoices[0].lines[1].quantity) == "36.0000"


def test_good_payment_refund_and_adjustment_are_read(read):
    """The three kinds beside the invoice keep what is their own."""
    found = read(
        transposed(
            ("Journal", "213", "213", "213"),
            ("Journal Date", "31/08/2026", "31/08/2026", "31/08/2026"),
            ("Type", "Payments", "refund", "ADJUSTMENT"),
            ("Trans No", "P-1", "R-1", "A-1"),
            ("Invoice", "1001", "1001", "1001"),
            ("Date", "12/08/2026", "13/08/2026", "14/08/2026"),
            ("Total", "594.00", "66.00", "-66.00"),
            ("Payment Type", "EFT", "", ""),
            ("Reference", "BMI 7", "", ""),
            ("Group", "G-1", "", ""),
            ("Reason", "", "Overcharged", "Too long"),
            ("Refers To", "", "P-1", "1"),
            ("Cost", "", "", "Talk"),
            ("Net", "", "", "-60.00"),
            ("GST", "", "", "-6.00"),
            ("Line Total", "", "", "-66.00"),
        )
    )
    shared = {"invoice_number": "1001", "journal_number": "213", "journal_date": date(2026, 8, 31)}
    payment = CasePayment(
        **shared, number="P-1", transaction_date=date(2026, 8, 12), total=Decimal(594), row=2,
        payment_type="EFT", reference="BMI 7", payment_group="G-1",
    )  # fmt: skip
    refund = CaseRefund(
        **shared, number="R-1", transaction_date=date(2026, 8, 13), total=Decimal(66), row=3,
        reason="Overcharged", refers_to="P-1",
    )  # fmt: skip
    talk = CaseLine(
        "Talk", None, "", "", Decimal(0), "", Decimal(0), "", Decimal(-60), Decimal(-6),
        Decimal(-66), "", 4,
    )  # fmt: skip
    adjustment = CaseAdjustment(
        **shared, number="A-1", transaction_date=date(2026, 8, 14), total=Decimal(-66), row=4,
        reason="Too long", refers_to="1", sub_total=Decimal(-60), tax=Decimal(-6), lines=(talk,),
    )  # fmt: skip
    journal = CaseJournal("213", date(2026, 8, 31), (), (adjustment,), (payment,), (refund,))
    assert (found.problems, found.journals) == ((), (journal,))


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        ("212,31/07/2026,invoice,1001,6/07/2026,,1,100,100.00,10.00,110.00,110.00",
         "missing-value", "Cost", ""),
        ("212,31/07/2026,invoice,1001,6/07/2026,   ,1,100,100.00,10.00,110.00,110.00",
         "missing-value", "Cost", ""),
        ("212,31/07/2026,invoice,,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00",
         "missing-value", "Invoice", ""),
        ("212,31/07/2026,invoice,1001,7/13/2026,Talk,1,100,100.00,10.00,110.00,110.00",
         "bad-date", "Date", "7/13/2026"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,ten,110.00,110.00",
         "bad-amount", "GST", "ten"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1:30,100,100.00,10.00,110.00,110.00",
         "bad-number", "Qty", "1:30"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.005,10.00,110.00,110.00",
         "too-many-decimals", "Net", "100.005"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100.00001,100.00,10.00,110.00,110.00",
         "too-many-decimals", "Rate", "100.00001"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,1000000000",
         "amount-too-large", "Total", "1000000000"),
        ("212,31/07/2026,credit note,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00",
         "unknown-type", "Type", "credit note"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,109.99,109.99",
         "line-does-not-add-up", "Line Total", "109.99"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,-100.00,-10.00,-110.00,-110.00",
         "negative-amount", "Total", "-110.00"),
        ("212,31/07/2026,invoice,1.23E+11,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00",
         "lost-digits", "Invoice", "1.23E+11"),
        ("212,########,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00",
         "spreadsheet-error", "Journal Date", "########"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Ta\x07lk,1,100,100.00,10.00,110.00,110.00",
         "control-character", "Cost", "Ta\x07lk"),
        ("212,31/07/2026,invoice,1001,6/07/2026,Talk, more,1,100,100.00,10.00,110.00,110.00",
         "cell-without-header", "", "110.00"),
    ],
)  # fmt: skip
def test_bad_row_is_held_with_its_reason(read_invoices, row, code, column, value):
    """File row, column, value and the row itself are told; nothing is used."""
    found = read_invoices(row + "\n")
    problem = next(one for one in found.problems if one.code == code)
    assert (problem.row, problem.column, problem.value, problem.blocks) == (2, column, value, True)
    assert row.split(",")[0] == json.loads(problem.raw)["Journal"]
    assert problem.message.endswith(".")
    assert problem.remedy.endswith(".")
    assert (found.journals, found.rows, found.rows_held) == ((), 1, 1)


def test_every_fault_of_a_row_is_named_at_once(read_invoices, codes):
    """A person mends a row once, not cell by cell."""
    found = read_invoices("212,soon,invoice,1001,,Talk,x,100,1.005,10.00,110.00,110.00\n")
    assert codes(found) == [
        (2, "bad-date"), (2, "missing-value"), (2, "bad-number"), (2, "too-many-decimals"),
    ]  # fmt: skip
    assert {problem.subject for problem in found.problems} == {"invoice 1001"}


def test_problem_reads_as_a_sentence_with_a_remedy(read_invoices):
    """The words are for a bookkeeper."""
    (problem,) = read_invoices(
        "212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,109.99,109.99\n"
    ).problems
    assert problem.message == (
        "The line says 100.00 without GST and 10.00 GST, which makes 110.00, but its total says "
        "109.99."
    )
    assert problem.remedy == (
        "Correct the line's amounts in Case Manager and export the journal again, or correct row 2 "
        "of the file."
    )


@pytest.mark.parametrize(
    ("total", "code"),
    [("-0.01", "negative-amount"), ("0.00", "zero-amount"), ("0.01", None)],
)
@pytest.mark.parametrize("kind", ["payment", "refund"])
def test_payment_or_refund_moves_money_forward(read_payments, codes, kind, total, code):
    """They are positive as entered; nothing and less than nothing is held."""
    found = read_payments(f"213,31/08/2026,{kind},X-1,1001,12/08/2026,{total},Sorry,P-1\n")
    assert codes(found) == ([(2, code)] if code else [])
    assert found.rows_used == (0 if code else 1)


def test_invoice_of_nothing_is_used(read_invoices):
    """Case Manager has zero-dollar costs (case-manager.md 1.4)."""
    found = read_invoices("212,31/07/2026,invoice,1001,6/07/2026,Call,1,0,0.00,0.00,0.00,0.00\n")
    assert (found.problems, found.rows_used) == ((), 1)


def test_due_date_before_the_invoice_date_is_a_warning(read, codes):
    """The invoice is used; a person should look. The due date itself is fine."""
    found = read("""\
        Journal,Journal Date,Type,Invoice,Date,Due,Cost,Qty,Rate,Net,GST,Line Total,Total
        212,31/07/2026,invoice,1001,6/07/2026,5/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        212,31/07/2026,invoice,1002,6/07/2026,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        """)
    assert codes(found) == [(2, "due-before-date")]
    assert found.problems[0].message == (
        "Invoice 1001 is due on 5/07/2026, before its date of 6/07/2026."
    )
    assert (found.problems[0].blocks, found.rows_used) == (False, 2)


@pytest.mark.parametrize(
    ("net", "is_warned"),
    [("100.00", False), ("100.01", False), ("99.99", False), ("100.02", True), ("99.98", True)],
)
def test_price_more_than_a_cent_off_is_a_warning(read_invoices, codes, net, is_warned):
    """Fixed charges note a duration only, so this never holds a row back."""
    found = read_invoices(
        f"212,31/07/2026,invoice,1001,6/07/2026,Talk,3,33.3333,{net},0.00,{net},{net}\n"
    )
    assert codes(found) == ([(2, "quantity-times-rate")] if is_warned else [])
    assert found.rows_used == 1


def test_price_warning_shows_figures_as_people_write_them(read_invoices):
    """Ten is 10, not 1E+1 nor 10.0000."""
    (problem,) = read_invoices(
        "212,31/07/2026,invoice,1001,6/07/2026,Talk,10,20,250.00,0.00,250.00,250.00\n"
    ).problems
    assert problem.message == "10 times 20 makes 200.00, but the line amount says 250.00."


def test_blank_rows_are_skipped_but_counted_as_excel_counts(read_invoices, codes):
    """Row numbers stay those a person sees in Excel."""
    found = read_invoices(
        "\n,,,,,,,,,,,\n  ,,\n" + GOOD + "\n212,x,invoice,1002,6/07/2026,T,1,1,1.00,0,1.00,1.00\n"
    )
    assert (found.rows, found.rows_used, found.rows_held) == (2, 1, 1)
    assert found.journals[0].invoices[0].row == 5
    assert codes(found) == [(7, "bad-date")]


def test_line_break_in_a_quoted_cell_is_one_row(read_invoices, codes):
    """Rows are records, as in Excel."""
    found = read_invoices(
        GOOD.replace("Assessment", '"Assess\nment"')
        + "212,x,invoice,1002,6/07/2026,T,1,1,1.00,0,1.00,1.00\n"
    )
    assert found.journals[0].invoices[0].lines[0].cost_name == "Assess\nment"
    assert codes(found) == [(3, "bad-date")]


def test_row_shorter_than_the_header_lacks_its_last_cells(read, codes):
    """Empty cells at the end may be left out; needed ones may not."""
    found = read("""\
        Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Reference,Office
        213,31/08/2026,payment,P-1,1001,12/08/2026,50.00
        213,31/08/2026,payment,P-2,1001,12/08/2026
        """)
    assert codes(found) == [(3, "missing-value")]
    assert (found.rows_used, found.problems[0].column) == (1, "Total")


def test_cells_that_the_kind_does_not_use_do_not_matter(read):
    """A payment row may hold anything in the cells of lines."""
    found = read("""\
        Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Qty,Net,Due
        213,31/08/2026,payment,P-1,1001,12/08/2026,50.00,n/a,none,never
        """)
    assert (found.problems, found.rows_used) == ((), 1)


def test_raw_keeps_cells_beyond_the_header_and_doubled_headers(read):
    """The row comes back as it was, cell by cell."""
    found = read(
        "Journal,Journal Date,Type,Trans No,Invoice,Date,Total,X,,X\n"
        "213,31/08/2026,payment,P-1,1001,12/08/2026,50.00, a ,b,c,d\n"
    )
    raw = json.loads(found.problems[0].raw)
    assert list(raw.items())[6:] == [
        ("Total", "50.00"), ("X", " a "), ("column 9", "b"), ("X (10)", "c"), ("column 11", "d"),
    ]  # fmt: skip
