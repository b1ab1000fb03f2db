"""What the Overview page counts, and that the rows behind a figure add up to it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from scene import Scene, day

from cmxero.core.money import ZERO

SIDES = ("Case Manager", "Xero")


@pytest.fixture
def scene(tmp_path, migrated_database):
    """Three invoices: one paid in part, one overpaid with credit left over, one edited."""
    made = Scene(tmp_path / "home", template=migrated_database).connect()
    made.journal(
        "41",
        "invoice 1001 100.00 2026-07-01",
        "invoice 1002 40.00 2026-09-20",
        "invoice 1003 75.55 2026-11-15",
    )
    made.cycle("41")
    yield made
    made.close()


def test_rows_behind_the_ageing_add_up_to_each_bracket_and_ledger(scene):
    """On any day, to the cent, and their number is the number of invoices."""
    scene.xero.pay("CM-1001", "30.00", day("2026-09-25"), "EFT 1")
    scene.xero.pay("CM-1002", "40.00", day("2026-10-05"), "EFT 2")
    scene.bench.pull()
    for as_of in (None, date(2026, 10, 1), date(2026, 7, 15), date(2026, 1, 1)):
        report = scene.bench.tie_out_report(as_of)
        for line in report.ageing:
            both = ((line.case_owed, line.case_invoices), (line.xero_owed, line.xero_invoices))
            for side, (owed, count) in zip(SIDES, both, strict=True):
                rows = scene.bench.owed_rows(side, line.bracket, as_of)
                assert total(rows) == owed
                assert len([row for row in rows if row.document]) == count
        assert total(scene.bench.owed_rows(SIDES[0], "", as_of)) == report.total.case_receivables
        assert total(scene.bench.owed_rows(SIDES[1], "", as_of)) == report.total.xero_receivables


def total(rows):
    """What rows of one ledger come to."""
    return sum((row.owed for row in rows), ZERO)


def test_a_row_says_whose_invoice_it_is_and_how_long_it_is_overdue(scene):
    """Xero's own row names Case Manager's customer too."""
    (xero,) = [row for row in scene.bench.owed_rows("Xero") if row.document == "CM-1001"]
    (case,) = [row for row in scene.bench.owed_rows("Case Manager") if row.document == "CM-1001"]
    assert case.customer == xero.customer == "Bluegum"
    assert xero.days_overdue == (scene.bench.today() - xero.due_date).days
    assert xero.bracket == "more than 90 days overdue"
    assert (xero.owed, xero.currency_code) == (Decimal("100.00"), "AUD")


def test_rows_are_as_known_then(scene):
    """A payment pulled later was not known before."""
    before = scene.clock()
    scene.xero.pay("CM-1001", "30.00", day("2026-09-25"), "EFT 1")
    scene.bench.pull()
    assert total(scene.bench.owed_rows("Xero")) == Decimal("185.55")
    then = scene.bench.owed_rows("Xero", known_on=before)
    assert total(then) == Decimal("215.55")


def test_payments_that_wait_are_told_from_those_that_arrived(scene):
    """Held until its day, and for an invoice nobody knows; the mirrored one is neither."""
    later = scene.bench.today() + timedelta(days=30)
    scene.xero.pay("CM-1001", "30.00", day("2026-09-25"), "EFT 1")
    scene.xero.pay("CM-1002", "5.00", later, "LATER")
    scene.bench.pull()
    figures = scene.bench.overview_figures()
    assert figures.payments == {"held": 1, "mirrored": 1}
    assert figures.payments_waiting == {"held": 1}
    (row,) = scene.bench.payments_waiting()
    assert (row.invoice_number, row.amount, row.state) == ("CM-1002", Decimal("5.00"), "held")


def test_failed_exports_and_runs_are_counted_as_the_log_lists_them(scene):
    """The tile's number is the number of rows it opens."""
    scene.journal("42", "invoice 1004 60.00 2026-11-20 XYZ")
    scene.export("42")
    figures = scene.bench.overview_figures()
    rows = scene.bench.export_log(failed_only=True)
    assert figures.failed_exports == len(rows) == 1
    assert figures.failed_total == rows[0].outcome.case_total == Decimal("60.00")
    assert figures.last_export == scene.bench.runs_of("export", 1)[0]
    assert {run.kind for run in scene.bench.runs_of("pull")} == {"pull"}
    assert figures.runs == scene.bench.runs()


def test_view_of_one_person_is_kept_apart(scene):
    """By name, in the database."""
    scene.bench.keep_preference("overview", '{"tiles": []}')
    assert scene.bench.preference("overview") == '{"tiles": []}'
    scene.bench.person = "Bea"
    assert scene.bench.preference("overview") == ""
