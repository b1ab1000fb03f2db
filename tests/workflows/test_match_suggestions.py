"""What belongs together where nothing links it, as the workbench suggests it from real findings."""

import pytest
from running import cmxero, cmxero_json
from scene import day

from cmxero.core.credits import CreditKind
from cmxero.core.resolutions import ResolutionAction

NOTE, OVER = CreditKind.CREDIT_NOTE, CreditKind.OVERPAYMENT
AUG, SEPT = day("2026-08-10"), day("2026-09-10")


def pulled(scene, *rows):
    """A journal, exported, approved and pulled."""
    scene.journal("41", *rows)
    scene.cycle("41")


def unique(case_side, xero_side):
    """A unique match in words."""
    return ("unique", [f"{case_side} = {xero_side}"])


def suggested(scene, **options):
    """(verdict, each way in words) after a pull; every way comes to 0.00 by the findings' own."""
    scene.bench.pull()
    effects = {finding.key: finding.effect for finding in scene.bench.findings()}
    found = []
    for suggestion in scene.bench.match_suggestions(**options):
        for way in suggestion.ways:
            assert sum(effects[key] for key in way.keys) == 0
        found.append((suggestion.in_words, [bare(way) for way in suggestion.ways]))
    return found


def bare(way):
    """A way without its dates."""
    sides = [" and ".join(part.split(" (")[0] for part in side)
             for side in (way.case_side, way.xero_side)]  # fmt: skip
    return " = ".join(sides)


def test_an_adjustment_and_the_credit_notes_that_name_no_invoice(scene):
    """One to many, within the customer; the text that names the adjustment is told."""
    pulled(scene, "invoice 1001 500.00 2026-09-01", "adjustment A1 1001 -50.00 2026-09-20")
    scene.xero.add_credit(NOTE, "30.00", "CN-1", reference="overcharged")
    scene.xero.add_credit(NOTE, "20.00", "CN-2", reference="see A1")
    assert suggested(scene) == [
        unique(
            "adjustment A1 of -50.00", "credit note CN-1 of -30.00 and credit note CN-2 of -20.00"
        )
    ]
    (found,) = scene.bench.match_suggestions()
    assert found.facts_for == (
        "To the cent: -50.00 in Case Manager, -30.00 and -20.00 in Xero.",
        "Credit note CN-2 names A1 in its text: adjustment A1.",
        "All are of Bluegum.",
        "All are dated 20 Sep 2026.",
    )
    assert found.facts_against == (
        "Credit note CN-1 and credit note CN-2 are about no invoice that Case Manager knows.",
        "No text connects credit note CN-1 with the other side.",
    )
    assert found.runner_up == ("None: nothing else in the group comes to 0.00 with any of these.")
    assert found.keys == (
        "main/adjustment without counterpart in Xero/adjustment A1",
        "main/credit note in Xero that names no invoice/credit note CN-1",
        "main/credit note in Xero that names no invoice/credit note CN-2",
    )


def test_the_rest_of_an_adjustment_that_is_credited_in_part(scene):
    """30.00 of 50.00 are credited on the invoice; the other 20.00 stand on no invoice."""
    pulled(scene, "invoice 1001 500.00 2026-09-01", "adjustment A1 1001 -50.00 2026-09-20")
    scene.xero.add_credit(NOTE, "30.00", "CN-1", reference="CM-1001")
    scene.xero.add_credit(NOTE, "20.00", "CN-2", reference="A1")
    assert unique("the difference of CM-1001 of -20.00", "credit note CN-2 of -20.00") in (
        suggested(scene)
    )
    (found,) = scene.bench.match_suggestions()
    assert "Credit note CN-2 names A1 in its text: the difference of CM-1001." in found.facts_for
    assert "On which day the difference of CM-1001 moved is not known." in found.facts_against


def test_a_payment_that_was_split_in_xero(scene):
    """100.00 entered in Case Manager, 60.00 and 40.00 in Xero, on one invoice."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "payment P1 1001 100.00 2026-09-10")
    scene.xero.pay("CM-1001", "60.00", SEPT, "BCT 1")
    scene.xero.pay("CM-1001", "40.00", SEPT, "BCT 2")
    assert suggested(scene) == [
        unique(
            "payment P1 of -100.00",
            "payment BCT 1 on CM-1001 of -60.00 and payment BCT 2 on CM-1001 of -40.00",
        )
    ]
    (found,) = scene.bench.match_suggestions()
    assert found.about == "Invoice 1001"
    assert "All are about invoice 1001." in found.facts_for


def test_a_payment_on_the_wrong_invoice_goes_by_its_reference(scene):
    """Two payments of 50.00 fit; the bank's reference says which."""
    pulled(
        scene,
        "invoice 1001 500.00 2026-07-01",
        "invoice 1002 500.00 2026-07-01",
        "payment P1 1001 50.00 2026-08-10",
    )
    scene.xero.pay("CM-1002", "50.00", AUG, "P1 from the bank")
    scene.xero.pay("CM-1002", "50.00", AUG, "another")
    assert suggested(scene) == [
        unique("payment P1 of -50.00", "payment P1 from the bank on CM-1002 of -50.00"),
    ]
    (found,) = scene.bench.match_suggestions()
    assert "They are about different invoices: 1001, 1002." in found.facts_against
    assert found.runner_up == (
        "payment P1 of -50.00 (10 Aug 2026) = payment another on CM-1002 of -50.00 (10 Aug 2026): "
        "comes to 0.00 as well, but its texts do not connect all of it."
    )


def test_a_payment_deleted_and_entered_on_another_invoice(scene):
    """Xero has no moving of payments: it is deleted here and entered there (xero-api.md 2.2)."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-07-01",
        "invoice 1002 100.00 2026-07-01",
        "payment P1 1001 30.00 2026-08-10",
    )
    first = scene.xero.pay("CM-1001", "30.00", AUG)
    scene.bench.pull()
    scene.xero.unpay(first)
    scene.xero.pay("CM-1002", "30.00", AUG, "BCT 5")
    assert suggested(scene) == [
        unique("payment P1 of -30.00", "payment BCT 5 on CM-1002 of -30.00")
    ]


def test_an_overcharge_paid_back_under_no_invoice(scene):
    """Adjustment and credit note, refund and refund: documents and money, each by itself."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-07-01",
        "payment P1 1001 100.00 2026-08-10",
        "adjustment A1 1001 -20.00 2026-08-20",
        "refund R1 1001 P1 20.00 2026-08-21",
    )
    scene.xero.pay("CM-1001", "100.00", AUG)
    note = scene.xero.add_credit(NOTE, "20.00", "CN-7", reference="agreed by telephone")
    scene.xero.refund(note, "20.00", day("2026-08-22"))
    documents, money = suggested(scene)
    assert documents == unique("adjustment A1 of -20.00", "credit note CN-7 of -20.00")
    assert money[0] == "unique"
    assert money[1][0].startswith("refund R1 of 20.00 = refund ")
    assert scene.receivables() == ("0.00", "0.00", "0.00")


def test_money_received_in_advance_and_used_in_part(scene):
    """An overpayment of 30.00, of which 25.00 were applied: Case Manager has 30.00 as paid."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "payment P1 1001 30.00 2026-09-10")
    over = scene.xero.add_credit(OVER, "30.00", reference="too much")
    scene.xero.allocate(over, "CM-1001", "25.00")
    ((said, ways),) = suggested(scene)
    assert said == "unique"
    (way,) = ways
    applied = "overpayment too much on CM-1001 of -25.00"
    assert way == f"payment P1 of -30.00 = overpayment too much of -5.00 and {applied}"


def test_an_invoice_that_did_not_go_and_one_typed_by_hand(scene):
    """Its number is not quite ours; its reference says which invoice it stands for."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "invoice 1002 70.00 2026-09-01 ODD")
    scene.xero.type_by_hand("CM-1002A", "70.00", contact="Bluegum")
    scene.xero.change("CM-1002A", reference="invoice 1002")
    assert suggested(scene) == [
        unique(
            "invoice CM-1002 that did not reach Xero of 70.00",
            "the hand-typed invoice CM-1002A of 70.00",
        )
    ]
    (found,) = scene.bench.match_suggestions()
    assert any("names invoice 1002 in its text" in fact for fact in found.facts_for)


def test_a_payment_does_not_settle_an_adjustment(scene):
    """An adjustment in Case Manager of what was paid too much in Xero: no match, two matters."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "adjustment A1 1001 -20.00 2026-09-05")
    scene.xero.add_credit(OVER, "20.00", reference="A1")
    assert suggested(scene) == []


def test_equals_wait_for_a_person_and_what_was_decided_takes_no_part(scene):
    """Two adjustments, one credit note; accepting one of the two leaves the other alone."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-09-01",
        "invoice 1002 100.00 2026-09-01",
        "adjustment A1 1001 -20.00 2026-09-20",
        "adjustment A2 1002 -20.00 2026-09-20",
    )
    scene.xero.add_credit(NOTE, "20.00", "CN-1")
    assert suggested(scene) == [
        ("ambiguous (2 ways)", ["adjustment A1 of -20.00 = credit note CN-1 of -20.00",
                                "adjustment A2 of -20.00 = credit note CN-1 of -20.00"]),
    ]  # fmt: skip
    key = "main/adjustment without counterpart in Xero/adjustment A1"
    scene.bench.resolve([key], ResolutionAction.ACCEPT, reason="known")
    assert suggested(scene) == [unique("adjustment A2 of -20.00", "credit note CN-1 of -20.00")]


def test_the_window_of_days_is_an_argument(scene):
    """Five days apart: not within four."""
    pulled(scene, "invoice 1001 100.00 2026-09-01", "adjustment A1 1001 -20.00 2026-09-15")
    scene.xero.add_credit(NOTE, "20.00", "CN-1")
    assert suggested(scene, window_days=5)[0][0] == "unique"
    assert suggested(scene, window_days=4) == [("impossible", [])]


@pytest.fixture
def matched(scene):
    """A unique match for one customer, nothing that fits for another."""
    pulled(
        scene,
        "invoice 1001 100.00 2026-09-01",
        "adjustment A1 1001 -20.00 2026-09-20",
        "invoice 1002 100.00 2026-09-01 FRE Wattle",
        "adjustment A2 1002 -7.00 2026-09-20",
    )
    scene.xero.add_credit(NOTE, "20.00", "CN-1")
    wattle = scene.xero.by_number("CM-1002").contact_id
    scene.xero.add_credit(NOTE, "8.00", "CN-2", contact=wattle)
    scene.bench.pull()
    return scene


def test_the_command_says_what_could_belong_together_and_links_nothing(matched):
    """Exit 1: a person is needed; the impossible only on request; keys to link by."""
    done = cmxero("matches", home=matched.home)
    assert done.returncode == 1
    assert "adjustment A1 of -20.00" in done.stdout
    assert "  For: All are of Bluegum." in done.stdout
    assert "  Key: main/adjustment without counterpart in Xero/adjustment A1" in done.stdout
    assert "1 unique, 1 impossible (--all shows those, too). Nothing was linked" in done.stdout
    assert "CN-2" not in done.stdout
    assert "Xero: credit note CN-2 of -8.00" in cmxero("matches", "--all", home=matched.home).stdout
    (found,) = cmxero_json("matches", home=matched.home)["matches"]
    assert (found["verdict"], found["ways"][0]["amount"]) == ("unique", "-20.00")
    assert found["keys"] == found["ways"][0]["keys"]
    assert {finding.status for finding in matched.bench.findings()} == {"open"}


def test_the_command_with_nothing_to_say(matched):
    """Exit 0 where nothing fits within the window, and where there is nothing at all."""
    done = cmxero("matches", "--days", "0", "--json", home=matched.home)
    assert done.returncode == 1  # same day
    key = "main/credit note in Xero that names no invoice/credit note CN-1"
    matched.bench.resolve([key], ResolutionAction.ACCEPT, reason="known")
    done = cmxero("matches", home=matched.home)
    assert (done.returncode, "1 impossible" in done.stdout) == (0, True)
    assert cmxero_json("matches", home=matched.home) == {"matches": []}
