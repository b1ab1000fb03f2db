"""Matching by hand, on a real store: what a person ticks is linked only when nothing remains."""

from decimal import Decimal

import pytest
from scene import day

from cmxero.core.errors import DecisionRefusedError, StaleDecisionError
from cmxero.core.resolutions import LINKED, OPEN, ResolutionAction
from cmxero.ui.hand_match import HandMatch
from cmxero.ui.payment_list import PaymentList


@pytest.fixture
def split(scene):
    """100.00 entered in Case Manager, 60.00 and 40.00 in Xero before payments came from there."""
    scene.journal(
        "41",
        "invoice 1001 100.00 2026-07-01",
        "invoice 1002 80.00 2026-07-01 FRE Wattle",
        "payment P1 1001 100.00 2026-08-10",
        "payment P2 1002 25.00 2026-08-11",
    )
    scene.cycle("41")
    scene.xero.pay("CM-1001", "60.00", day("2026-08-10"), "BCT 1")
    scene.xero.pay("CM-1001", "40.00", day("2026-08-10"), "BCT 2")
    scene.bench.pull()
    return scene


def prepared(scene, reference):
    """A match turned to the payment of a reference."""
    payments = PaymentList(scene.bench)
    (finding,) = [each for each in payments.to_match() if reference in each.subject]
    match = HandMatch(scene.bench)
    match.choose(finding, tuple(payments.findings.values()))
    return match


def tick(match, *subjects):
    match.ticked = [each.key for each in match.candidates if each.subject in subjects]


def status(scene, subject):
    return next(each.status for each in scene.bench.findings() if each.subject == subject)


def test_the_remaining_difference_follows_what_is_ticked(split):
    """Always the sum of all effects; it says what is missing until nothing remains."""
    match = prepared(split, "BCT 1")
    assert match.remaining() == Decimal("60.00")
    assert "until the remaining difference is 0.00" in match.refusal()
    tick(match, "payment P1")
    assert match.remaining() == Decimal("-40.00")
    assert "\N{MINUS SIGN}40.00 AUD remain" in match.refusal()
    tick(match, "payment P1", "payment BCT 2 on CM-1001")
    assert (match.remaining(), match.refusal()) == (Decimal("0.00"), None)


def test_a_cent_that_remains_is_refused_and_nothing_is_stored(split):
    """The button is not the only guard."""
    match = prepared(split, "BCT 1")
    tick(match, "payment P1")
    with pytest.raises(DecisionRefusedError, match=r"40\.00 AUD remain"):
        match.store("")
    assert status(split, "payment P1") == OPEN


def test_the_likeliest_comes_first_and_others_customers_last(split):
    """What takes off from it at the same customer, before the same at another."""
    match = prepared(split, "BCT 1")
    assert [each.subject for each in match.candidates] == [
        "payment P1",
        "payment BCT 2 on CM-1001",
        "payment P2",
    ]


def test_what_cmxero_found_is_offered_and_links_nothing(split):
    """The unique match with its evidence; taking it over only ticks."""
    match = prepared(split, "BCT 1")
    match.take(split.bench.match_suggestions())
    ((words, keys),) = match.offers()
    assert "payment P1" in words
    assert "the same invoice" in words
    match.ticked = keys
    assert match.remaining() == 0
    assert status(split, "payment P1") == OPEN


def test_stored_matches_are_links_and_can_be_taken_back_whole(split):
    """All three findings carry one link; undo opens all of them."""
    match = prepared(split, "BCT 1")
    tick(match, "payment P1", "payment BCT 2 on CM-1001")
    keys = match.store(" remittance 17 ")
    linked = {each.subject: each for each in split.bench.findings() if each.key in keys}
    assert {each.status for each in linked.values()} == {LINKED}
    assert len({each.group_id for each in linked.values()}) == 1
    assert {each.note for each in linked.values()} == {"remittance 17"}
    assert PaymentList(split.bench).to_match() == ()
    match.undo({each.key: each.version for each in linked.values()})
    assert status(split, "payment P1") == OPEN


def test_somebody_faster_is_told_and_nothing_is_stored(split):
    """The versions that were looked at go along."""
    match = prepared(split, "BCT 1")
    tick(match, "payment P1", "payment BCT 2 on CM-1001")
    (p1,) = [each.key for each in match.chosen() if each.subject == "payment P1"]
    split.bench.resolve([p1], ResolutionAction.ASSIGN, to="Bea")
    with pytest.raises(StaleDecisionError):
        match.store("")
    assert status(split, "payment BCT 2 on CM-1001") == OPEN
