"""The tie-out of a day and as known on an instant; closed periods and what moves them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from scene import Scene, day

from cmxero.core.credits import CreditKind
from cmxero.core.errors import NothingToDoError, PeriodNotClosedError
from cmxero.store.tie_outs import TIMING

OCTOBER = date(2026, 10, 31)


@pytest.fixture
def scene(tmp_path, migrated_database):
    """Two invoices exported, approved and pulled: 100.00 of September, 40.00 of November."""
    made = Scene(tmp_path / "home", template=migrated_database).connect()
    made.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 40.00 2026-11-05")
    made.cycle("41")
    yield made
    made.close()


def figures(scene, as_of=None, known_on=None):
    """(Case Manager, Xero, unexplained) and the bridge without its empty lines."""
    report = scene.bench.tie_out_report(as_of, known_on)
    tie = report.total
    lines = {line.kind: str(line.effect) for line in report.bridge if line.effect}
    return (str(tie.case_receivables), str(tie.xero_receivables), str(tie.unexplained)), lines


def test_documents_dated_later_are_left_out_of_both_ledgers(scene):
    """The November invoice is not owed in October; without a day everything counts."""
    assert figures(scene) == (("140.00", "140.00", "0.00"), {})
    assert figures(scene, OCTOBER) == (("100.00", "100.00", "0.00"), {})


def test_what_agrees_by_now_but_did_not_on_the_day_is_a_matter_of_dates(scene):
    """Paid on 30 October by Case Manager, on 2 November by Xero: a bridge line of its own."""
    scene.journal("42", "payment P1 1001 60.00 2026-10-30")
    scene.xero.pay("CM-1001", "60.00", day("2026-11-02"), "EFT 7")
    scene.bench.pull()
    assert figures(scene, OCTOBER) == (("40.00", "100.00", "0.00"), {TIMING: "-60.00"})
    assert figures(scene, date(2026, 11, 4)) == (("40.00", "40.00", "0.00"), {})
    (row,) = scene.bench.tie_out_rows(TIMING, OCTOBER)
    assert (row.subject, row.case_invoice_number, str(row.effect)) == (
        "payment P1", "1001", "-60.00",
    )  # fmt: skip
    assert row.because == ("Xero: payment of -60.00 dated 2026-11-02",)
    assert row.customer == "Bluegum"


def test_a_held_payment_is_a_line_of_its_own_until_its_day(scene):
    """Dated beyond the limit: Xero counts it when no day is asked for, and not on today's."""
    today = scene.bench.today()
    scene.xero.pay("CM-1001", "25.00", today + timedelta(days=30), "LATER")
    scene.bench.pull()
    assert figures(scene) == (
        ("140.00", "115.00", "0.00"), {"payment held (forward-dated)": "25.00"},
    )  # fmt: skip
    assert figures(scene, today) == (("140.00", "140.00", "0.00"), {})


def test_what_was_known_then_is_told_as_it_was_known(scene):
    """A payment dated in September but pulled today was unknown before today."""
    before = scene.clock()
    scene.xero.pay("CM-1001", "30.00", day("2026-09-20"), "EFT 8")
    scene.bench.pull()
    assert figures(scene, OCTOBER)[0] == ("70.00", "70.00", "0.00")
    assert figures(scene, OCTOBER, before)[0] == ("100.00", "100.00", "0.00")
    known = scene.bench.tie_out_report(OCTOBER, before)
    assert str(known).startswith("As of 31 Oct 2026, as known on 22 Nov 2026 02:00:")


def test_a_link_that_was_given_up_since_was_a_link_then(scene):
    """Voided, sent again, and asked about as of before: the first invoice was its partner."""
    before = scene.clock()
    scene.xero.change("CM-1001", status="VOIDED")
    scene.bench.pull()
    scene.bench.send_again(["1001"], reason="voided by mistake")
    scene.export("41")
    scene.bench.pull()
    assert figures(scene, known_on=before) == (("140.00", "140.00", "0.00"), {})
    assert figures(scene)[1] == {"still a draft in Xero": "100.00"}


def test_both_ledgers_by_days_overdue_and_the_invoices_behind(scene):
    """100.00 is overdue by 47 days on 1 November; money that reached no invoice stands alone."""
    scene.xero.add_credit(CreditKind.PREPAYMENT, "9.00")
    scene.bench.pull()
    report = scene.bench.tie_out_report()
    aged = {line.bracket: (str(line.case_owed), str(line.xero_owed)) for line in report.ageing}
    assert aged["money and credits not applied"] == ("0.00", "-9.00")
    assert sum(line.case_owed for line in report.ageing) == Decimal("140.00")
    owed = [(row.side, row.case_invoice_number, str(row.owed))
            for row in scene.bench.owed_invoices(OCTOBER)]  # fmt: skip
    assert owed[:2] == [("Case Manager", "1001", "100.00"), ("Xero", "1001", "100.00")]


def test_a_closed_period_stands_until_a_document_of_it_changes(scene):
    """Edited in Xero after the close: listed with before and after; closing again is version 2."""
    certificate = scene.bench.close_period(OCTOBER, "October")
    assert scene.bench.close_period(OCTOBER, "twice") == certificate
    assert (certificate.version, str(certificate.difference)) == (1, "0.00")
    (period,) = scene.bench.closed_periods()
    assert not period.is_moved
    scene.xero.change("CM-1001", total=Decimal("90.00"))
    scene.journal("42", "adjustment A1 1001 -5.00 2026-10-12")
    scene.xero.pay("CM-1002", "40.00", day("2026-11-20"), "NOT OURS TO REPORT")
    scene.bench.pull()
    period = scene.bench.closed_period(OCTOBER)
    changes = [(c.side, c.document, c.case_invoice_number, str(c.before), str(c.after),
                str(c.moved)) for c in period.changes]  # fmt: skip
    assert changes == [
        ("Case Manager", "adjustment", "1001", "None", "-5.00", "-5.00"),
        ("Xero", "invoice", "1001", "100.00", "90.00", "-10.00"),
    ]
    assert (str(period.case_receivables), str(period.xero_receivables)) == ("95.00", "90.00")
    again = scene.bench.close_period(OCTOBER)
    assert (again.version, str(again.difference)) == (2, "5.00")
    assert not scene.bench.closed_period(OCTOBER).is_moved
    page = scene.bench.certificate(OCTOBER)
    assert "AS OF 31 OCTOBER 2026 (VERSION 2)" in page
    assert again.facts_sha256 in page


def test_using_a_credit_later_moves_no_closed_period(scene):
    """An October credit note allocated in November is the same credit, of the same day."""
    note = scene.xero.add_credit(CreditKind.CREDIT_NOTE, "10.00", reference="CM-1001")
    scene.bench.pull()
    scene.bench.close_period(OCTOBER)
    scene.xero.allocate(note, "CM-1001", Decimal("10.00"))
    scene.bench.pull()
    assert scene.bench.closed_period(OCTOBER).changes == ()


def test_the_certified_facts_can_be_had_again(scene):
    """The hash is that of the facts as known then, whatever came later."""
    certificate = scene.bench.close_period(OCTOBER)
    scene.xero.change("CM-1001", total=Decimal("90.00"))
    scene.bench.pull()
    with scene.bench.bench.known_on(certificate.known_utc) as then:
        assert then.tie_outs.facts_hash(then.parameters, OCTOBER) == (
            certificate.facts_sha256, certificate.posting_count,
        )  # fmt: skip


def test_a_period_that_is_not_over_or_not_read_is_not_closed(scene):
    """Each refusal says why and what to do."""
    with pytest.raises(PeriodNotClosedError, match="is not over yet"):
        scene.bench.close_period(scene.bench.today())
    scene.clock.now += timedelta(days=9)
    with pytest.raises(PeriodNotClosedError, match="Run `cmxero pull` first"):
        scene.bench.close_period(scene.bench.today() - timedelta(days=1))
    with pytest.raises(NothingToDoError, match="No period was closed on 31 Oct 2026"):
        scene.bench.closed_period(OCTOBER)
