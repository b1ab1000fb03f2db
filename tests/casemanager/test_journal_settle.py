"""Rows put together to transactions: whole, or held back whole."""

from decimal import Decimal

import pytest


def test_lines_must_make_the_total(read_invoices, codes):
    """A line missing from the file shows in the total; the whole invoice waits."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,165.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,165.00
        212,31/07/2026,invoice,1002,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        """)
    assert codes(found) == [(2, "totals-do-not-add-up"), (3, "held-with-sibling")]
    assert found.problems[0].message == (
        "The lines of invoice 1001 make 154.00, but its total says 165.00."
    )
    assert [invoice.number for invoice in found.journals[0].invoices] == ["1002"]


@pytest.mark.parametrize(("total", "held"), [("153.99", 2), ("154.00", 0), ("154.01", 2)])
def test_total_is_exact_to_the_cent(read_invoices, total, held):
    """One cent either way is a problem."""
    found = read_invoices(f"""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,{total}
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,{total}
        """)
    assert (found.rows_held, found.rows_used) == (held, 2 - held)


def test_rows_of_one_transaction_carry_one_total(read_invoices, codes):
    """Different totals on the rows of one invoice hold it back."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,154.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,155.00
        """)
    assert codes(found) == [(2, "held-with-sibling"), (3, "totals-do-not-add-up")]
    assert found.problems[1].message == (
        "Row 3 of invoice 1001 says its total is 155.00, but row 2 says 154.00."
    )


def test_rows_of_one_transaction_agree_on_its_header(read_invoices, codes):
    """Another date on the second row: which is right is not ours to say."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,154.00
        212,31/07/2026,invoice,1001,7/07/2026,Call,1,40,40.00,4.00,44.00,154.00
        """)
    assert codes(found) == [(2, "held-with-sibling"), (3, "rows-disagree")]
    problem = found.problems[1]
    assert (problem.column, problem.value) == ("Date", "7/07/2026")
    assert problem.message == (
        "Row 3 of invoice 1001 says '7/07/2026' in 'Date', but row 2 says '6/07/2026'."
    )


def test_rows_of_one_transaction_need_not_stand_together(read_invoices):
    """A report may sort by anything; the lines stay in file order."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,154.00
        212,31/07/2026,invoice,1002,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,154.00
        """)
    assert found.problems == ()
    first, second = found.journals[0].invoices
    assert [line.cost_name for line in first.lines] == ["Talk", "Call"]
    assert (first.row, second.row, [line.row for line in first.lines]) == (2, 3, [2, 4])


def test_bad_row_holds_its_siblings(read_invoices, codes):
    """A transaction is used only whole."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,154.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,one,40,40.00,4.00,44.00,154.00
        """)
    assert codes(found) == [(2, "held-with-sibling"), (3, "bad-number")]
    assert found.problems[0].message == (
        "Row 2 belongs to invoice 1001, which is used only whole, and row 3 has a problem."
    )
    assert found.journals == ()


def test_row_of_unknown_type_holds_whatever_it_may_belong_to(read_invoices, codes):
    """The misspelt line costs nothing, so no total would tell that it is missing."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        212,31/07/2026,invioce,1001,6/07/2026,Call,1,0,0.00,0.00,0.00,110.00
        212,31/07/2026,invoice,1002,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        """)
    assert codes(found) == [(2, "held-with-sibling"), (3, "unknown-type")]
    assert found.rows_used == 1


def test_number_used_for_two_invoices_holds_both(read_invoices, codes):
    """Each adds up by itself, so they are two invoices with one number."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,44.00
        """)
    assert codes(found) == [(2, "duplicate-number"), (3, "duplicate-number")]
    assert found.problems[0].message == (
        "The number of invoice 1001 is used more than once with different content: see rows 2, 3."
    )


def test_number_in_two_journals_holds_both(read_invoices, codes):
    """A transaction is in one journal at most (case-manager.md 5.2)."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        213,31/08/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        """)
    assert codes(found) == [(2, "duplicate-number"), (3, "duplicate-number")]


def test_number_may_serve_different_kinds(read_payments):
    """Payment 7 and refund 7 are two things."""
    found = read_payments("""\
        213,31/08/2026,payment,7,1001,12/08/2026,50.00,,
        213,31/08/2026,refund,7,1001,12/08/2026,50.00,Sorry,7
        """)
    assert (found.problems, found.rows_used) == ((), 2)


def test_payment_repeated_exactly_is_used_once(read_payments, codes):
    """The same number, the same everything: the money moved once."""
    found = read_payments("""\
        213,31/08/2026,payment,P-1,1001,12/08/2026,50.00,,
        213,31/08/2026,payment,P-1,1001,12/08/2026,$50,,
        """)
    assert codes(found) == [(3, "duplicate-row")]
    assert found.problems[0].message == (
        "Row 3 repeats row 2 of payment P-1 exactly; only the first was used."
    )
    assert (found.rows_used, found.rows_held) == (1, 1)
    assert [str(payment.total) for payment in found.journals[0].payments] == ["50.00"]


def test_payment_number_with_two_amounts_holds_both(read_payments, codes):
    """Which of them is right is not ours to say."""
    found = read_payments("""\
        213,31/08/2026,payment,P-1,1001,12/08/2026,50.00,,
        213,31/08/2026,payment,P-1,1001,12/08/2026,60.00,,
        """)
    assert codes(found) == [(2, "duplicate-number"), (3, "duplicate-number")]
    assert found.journals == ()


def test_invoice_repeated_exactly_is_used_once(read_invoices, codes):
    """Two exports pasted together: the second copy is held, line by line."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,154.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,154.00
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,154.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,40,40.00,4.00,44.00,154.00
        """)
    assert codes(found) == [(4, "duplicate-row"), (5, "duplicate-row")]
    assert [line.row for line in found.journals[0].invoices[0].lines] == [2, 3]


def test_equal_lines_of_one_invoice_are_two_lines(read_invoices):
    """Two visits at the same price are not a repetition: the total counts both."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,220.00
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,220.00
        """)
    assert found.problems == ()
    assert len(found.journals[0].invoices[0].lines) == 2


def test_adjustment_may_lower_or_raise(read, codes):
    """Its sign decides; its lines must make its total with the sign."""
    found = read("""\
        Journal,Journal Date,Type,Trans No,Invoice,Date,Net,GST,Line Total,Total
        213,31/08/2026,adjustment,A-1,1001,12/08/2026,-60.00,-6.00,-66.00,-77.00
        213,31/08/2026,adjustment,A-1,1001,12/08/2026,-10.00,-1.00,-11.00,-77.00
        213,31/08/2026,adjustment,A-2,1001,12/08/2026,60.00,6.00,66.00,66.00
        213,31/08/2026,adjustment,A-3,1001,12/08/2026,-60.00,-6.00,-66.00,66.00
        """)
    assert [one.total for one in found.journals[0].adjustments] == [Decimal(-77), Decimal(66)]
    assert codes(found) == [(5, "totals-do-not-add-up")]


def test_negative_invoice_holds_all_its_rows(read_invoices, codes):
    """Each row of it is accounted for."""
    found = read_invoices("""\
        212,31/07/2026,invoice,1001,6/07/2026,Talk,1,-100,-100.00,-10.00,-110.00,-154.00
        212,31/07/2026,invoice,1001,6/07/2026,Call,1,-40,-40.00,-4.00,-44.00,-154.00
        """)
    assert codes(found) == [(2, "negative-amount"), (3, "held-with-sibling")]
    assert found.problems[0].message == (
        "The invoice is -154.00, but only an adjustment may be below zero."
    )


def test_journal_has_one_date(read_payments, codes):
    """What differs from the date of most of the journal waits, wherever it stands."""
    found = read_payments("""\
        213,30/08/2026,payment,P-1,1001,12/08/2026,50.00,,
        213,31/08/2026,payment,P-2,1001,12/08/2026,50.00,,
        213,31/08/2026,payment,P-3,1001,12/08/2026,50.00,,
        """)
    assert codes(found) == [(2, "journal-dates-differ")]
    assert found.problems[0].message == (
        "Journal 213 is dated 31/08/2026 elsewhere in this file, but 30/08/2026 here."
    )
    assert [payment.number for payment in found.journals[0].payments] == ["P-2", "P-3"]


def test_one_file_may_hold_several_journals(read_payments):
    """They come out one by one, in file order."""
    found = read_payments("""\
        214,30/09/2026,payment,P-1,1001,12/09/2026,50.00,,
        213,31/08/2026,payment,P-2,1001,12/08/2026,50.00,,
        214,30/09/2026,payment,P-3,1001,13/09/2026,50.00,,
        """)
    assert [(one.number, len(one.payments)) for one in found.journals] == [("214", 2), ("213", 1)]


def test_transaction_number_of_an_invoice_is_not_its_number(read):
    """An invoice is known by its invoice number, whatever else the report numbers."""
    found = read("""\
        Journal,Journal Date,Type,Trans No,Invoice,Date,Cost,Qty,Rate,Net,GST,Line Total,Total
        212,31/07/2026,invoice,T-77,1001,6/07/2026,Talk,1,100,100.00,10.00,110.00,110.00
        """)
    assert found.journals[0].invoices[0].number == "1001"
