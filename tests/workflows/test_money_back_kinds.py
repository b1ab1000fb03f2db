"""Every payment, credit and refund of Xero's is taken over or is a finding of its own kind."""

from datetime import timedelta

from scene import day

from cmxero.core.credits import CreditKind

NOTE, OVER, PRE = CreditKind.CREDIT_NOTE, CreditKind.OVERPAYMENT, CreditKind.PREPAYMENT
SEPT = day("2026-09-10")


def pulled(scene, *rows):
    """A journal, exported, approved and pulled."""
    scene.journal("41", *rows)
    scene.cycle("41")


def test_a_payment_on_a_hand_typed_number_is_not_taken_over(scene):
    """Somebody typed CM-1001 before the export; a payment on it is not one on our invoice."""
    scene.xero.type_by_hand("CM-1001", "70.00")
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    scene.xero.pay("CM-1001", "30.00", SEPT, "BCT 1")
    scene.bench.pull()
    assert scene.bench.payments_by_state() == {"hand-typed number": 1}
    assert ("payment on a hand-typed CM- number", "payment BCT 1 on CM-1001", "30.00") in (
        scene.findings()
    )
    assert scene.receivables() == ("100.00", "40.00", "0.00")


def test_more_than_case_manager_counts_as_owed_is_not_taken_over(scene):
    """Case Manager refuses to overpay: an adjustment there, the whole paid in Xero (1.8)."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "adjustment A1 1001 -20.00 2026-09-05")
    scene.xero.pay("CM-1001", "60.00", SEPT, "FIRST")
    scene.xero.pay("CM-1001", "40.00", SEPT + timedelta(days=1), "SECOND")
    scene.bench.pull()
    assert scene.bench.payments_by_state() == {"beyond the amount due": 1, "mirrored": 1}
    assert scene.findings() == [
        ("adjustment without counterpart in Xero", "adjustment A1", "-20.00"),
        ("payment beyond the amount due in Case Manager", "payment SECOND on CM-1001", "40.00"),
    ]
    assert scene.receivables() == ("20.00", "0.00", "0.00")


def test_a_payment_on_an_invoice_that_is_not_owed_moves_nothing(scene):
    """Xero counts neither the voided invoice nor, therefore, the payment on it."""
    pulled(scene, "invoice 1001 100.00 2026-09-01")
    scene.xero.pay("CM-1001", "60.00", SEPT, "BCT 1")
    scene.xero.change("CM-1001", status="VOIDED")
    scene.bench.pull()
    assert scene.findings() == [
        (
            "payment on an invoice that Xero does not count as owed",
            "payment BCT 1 on CM-1001",
            "0.00",
        ),
        ("voided in Xero", "CM-1001", "100.00"),
    ]
    assert scene.receivables() == ("100.00", "0.00", "0.00")


def test_another_currency_is_never_added_up(scene):
    """An invoice turned into New Zealand dollars in Xero, and a payment on it."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.xero.change("CM-1001", currency_code="NZD")
    scene.xero.pay("CM-1001", "60.00", SEPT, "BCT 1")
    scene.bench.pull()
    assert scene.findings() == [
        ("in another currency in Xero", "CM-1001", "100.00"),
        ("payment in another currency", "payment BCT 1 on CM-1001", "0.00"),
    ]
    assert scene.receivables() == ("150.00", "50.00", "0.00")


def test_a_payment_journaled_after_the_start_date_is_told(scene):
    """Both sides have it, so no cent differs; but journaled it is locked (3.8)."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-09-01",
        "payment P1 1001 30.00 2026-09-10",
        "payment P2 1001 20.00 2026-08-10",
    )
    scene.xero.pay("CM-1001", "30.00", SEPT)
    scene.xero.pay("CM-1001", "20.00", day("2026-08-10"))
    scene.bench.pull()
    assert scene.findings() == [
        ("payment journaled while payments come from Xero", "payment P1", "0.00")
    ]
    assert scene.receivables() == ("50.00", "50.00", "0.00")


def test_a_redated_payment_that_was_journaled_is_told(scene):
    """Xero deletes and makes anew; the journaled one keeps its old date, since it is locked."""
    pulled(scene, "invoice 1001 100.00 2026-08-01", "payment P1 1001 30.00 2026-08-10")
    first = scene.xero.pay("CM-1001", "30.00", day("2026-08-10"))
    scene.bench.pull()
    assert scene.findings() == []
    scene.xero.unpay(first)
    scene.xero.pay("CM-1001", "30.00", day("2026-08-12"))
    scene.bench.pull()
    assert scene.findings() == [
        ("payment changed or deleted in Xero after it was journaled", "payment P1", "0.00")
    ]
    (finding,) = scene.bench.findings()
    assert finding.evidence[1] == (
        "Xero: that payment is DELETED, and one of this amount is dated 2026-08-12."
    )
    assert scene.receivables() == ("70.00", "70.00", "0.00")


def test_an_overcharge_put_right_on_both_sides_agrees(scene):
    """Adjustment and refund in Case Manager, credit note and its refund in Xero (4.1)."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-08-01",
        "payment P1 1001 100.00 2026-08-10",
        "adjustment A1 1001 -20.00 2026-08-20",
        "refund R1 1001 P1 20.00 2026-08-21",
    )
    scene.xero.pay("CM-1001", "100.00", day("2026-08-10"))
    note = scene.xero.add_credit(NOTE, "20.00", "CN-7", reference="for CM-1001, overcharged")
    scene.xero.refund(note, "20.00", day("2026-08-22"))
    scene.bench.pull()
    assert scene.findings() == []
    assert scene.receivables() == ("0.00", "0.00", "0.00")
    assert scene.checks() == {}


def test_a_refund_in_xero_names_the_invoice_and_the_payment(scene):
    """Only Xero paid back: Case Manager lacks adjustment and refund."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-08-01",
        "payment P1 1001 40.00 2026-08-09",
        "payment P2 1001 60.00 2026-08-10",
    )
    scene.xero.pay("CM-1001", "40.00", day("2026-08-09"))
    scene.xero.pay("CM-1001", "60.00", day("2026-08-10"))
    note = scene.xero.add_credit(NOTE, "60.00", "CN-7", reference="CM-1001")
    scene.xero.refund(note, "60.00", day("2026-08-22"))
    scene.bench.pull()
    (credit, refund) = sorted(scene.bench.findings(), key=lambda f: f.kind)
    assert (credit.kind, credit.effect) == ("credit in Xero without counterpart", 60)
    assert (refund.kind, refund.effect) == ("refund in Xero without counterpart", -60)
    assert refund.case_invoice_number == "1001"
    assert "It is about invoice 1001 and pays back payment P2." in refund.evidence
    assert scene.receivables() == ("0.00", "0.00", "0.00")


def test_credits_that_are_not_settled(scene):
    """A credit note that names its invoice, one that names none, and two kinds of money."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.xero.add_credit(NOTE, "10.00", "CN-1", reference="CM-1001")
    scene.xero.add_credit(NOTE, "7.00", "CN-2")
    scene.xero.add_credit(OVER, "5.00", reference="too much")
    scene.xero.add_credit(PRE, "3.00", reference="in advance")
    scene.xero.add_credit(NOTE, "900.00", "CN-3", contact="contact-99")
    scene.bench.pull()
    assert scene.findings() == [
        ("credit in Xero without counterpart", "CM-1001", "10.00"),
        ("credit note in Xero that names no invoice", "credit note CN-2", "7.00"),
        ("credit note not allocated in Xero", "credit note CN-1", "0.00"),
        ("overpayment in Xero", "overpayment too much", "5.00"),
        ("prepayment in Xero", "prepayment in advance", "3.00"),
    ]
    assert scene.receivables() == ("150.00", "125.00", "0.00")
    assert scene.checks() == {}


def test_money_applied_in_xero_is_no_credit_note(scene):
    """An overpayment used for an invoice is money; a credit note used for it is an adjustment."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-09-01",
        "adjustment A1 1001 -10.00 2026-09-05",
        "invoice 1002 50.00 2026-09-01",
    )
    over = scene.xero.add_credit(OVER, "30.00", reference="too much")
    scene.xero.allocate(over, "CM-1001", "25.00")
    note = scene.xero.add_credit(NOTE, "10.00", "CN-1")
    scene.xero.allocate(note, "CM-1001", "10.00")
    scene.bench.pull()
    assert scene.findings() == [
        ("overpayment in Xero", "overpayment too much", "5.00"),
        (
            "overpayment or prepayment applied in Xero",
            "overpayment too much on CM-1001",
            "25.00",
        ),
    ]
    assert scene.receivables() == ("140.00", "110.00", "0.00")
    assert scene.checks() == {}


def test_a_merged_contact_is_told_as_merged(scene):
    """Xero gave the invoice to the contact that took the other's place."""
    pulled(scene, "invoice 1001 100.00 2026-09-01")
    kept = scene.xero.add_contact("Blue Gum")
    scene.xero.merge("Bluegum", "Blue Gum")
    scene.xero.change("CM-1001", contact_name="Blue Gum", contact_id=kept.contact_id)
    scene.bench.pull()
    (found,) = scene.bench.findings()
    assert (found.kind, found.effect) == ("edited in Xero", 0)
    assert "Edited contact: sent Bluegum, merged into Blue Gum." in found.evidence


def test_what_has_no_reference_and_no_number_still_reads_well(scene):
    """Two payments, a refund and an overpayment of which Xero knows no name."""
    pulled(scene, "invoice 1001 100.00 2026-08-01", "payment P1 1001 60.00 2026-08-10")
    scene.xero.pay("CM-1001", "60.00", day("2026-08-10"))
    scene.xero.pay("CM-1001", "30.00", day("2026-08-11"), " ")
    second = scene.xero.pay("CM-1001", "10.00", day("2026-08-12"), "  ")
    note = scene.xero.add_credit(NOTE, "60.00", reference="CM-1001")
    refund = scene.xero.refund(note, "60.00", day("2026-08-22"))
    over = scene.xero.add_credit(OVER, "5.00", reference=" ")
    scene.bench.pull()
    assert scene.findings() == [
        ("credit in Xero without counterpart", "CM-1001", "60.00"),
        ("overpayment in Xero", f"overpayment {over}", "5.00"),
        ("payment before the start date", "payment on CM-1001", "30.00"),
        ("payment before the start date", f"payment on CM-1001 ({second})", "10.00"),
        ("refund in Xero without counterpart", f"refund {refund} of credit note", "-60.00"),
    ]
    told = {finding.kind: finding.evidence for finding in scene.bench.findings()}
    (_, no_place) = told["overpayment in Xero"]
    assert no_place == "Case Manager has no place for money that belongs to no invoice."
    (first, *_) = told["refund in Xero without counterpart"]
    assert first == "Xero: 60.00 of credit note was paid back to Somebody on 2026-08-22."
    assert scene.checks() == {}
