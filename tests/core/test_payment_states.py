from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.payment_board import (
    UNMATCHED,
    PaymentFacts,
    PaymentState,
    Version,
    payment_row,
)

BASE = PaymentFacts(
    key="x-1",
    organisation="main",
    current=Version(date(2027, 1, 13), Decimal("110.15"), "BCT 27"),
    invoice_number="CM-1042",
    case_invoice_number="1042",
    xero_invoice_id="i-1",
    customer="Bluegum",
    case_number="C1",
    journal_number="41",
    currency_code="AUD",
    ledger_state="mirrored",
    finding_key="main/some finding",
)


def row(**facts):
    return payment_row(replace(BASE, **facts), forward_days=7)


@pytest.mark.parametrize(
    ("facts", "state", "reason"),
    [
        ({"is_next": True}, "waiting", "for the next import file"),
        ({"delivered": "file", "file_number": 3}, "arrived", "in import file 3"),
        (
            {"ledger_state": "journaled", "case_payment_number": "P1"},
            "arrived",
            "journaled in Case Manager",
        ),
        ({"delivered": "change"}, "arrived", "changed by hand in Case Manager"),
        (
            {"delivered": "file", "hand_action": "change", "hand_status": "to do"},
            "changed",
            "to change in Case Manager",
        ),
        (
            {"hand_action": "change", "hand_status": "said done"},
            "changed",
            "said to be done in Case Manager",
        ),
        (
            {"delivered": "change", "hand_action": "change", "hand_status": "proven"},
            "arrived",
            "changed by hand in Case Manager",
        ),
        (
            {"hand_action": "enter", "hand_status": "to do"},
            "changed",
            "to enter in Case Manager",
        ),
        (
            {"ledger_state": "voided invoice", "hand_action": "delete", "hand_status": "to do"},
            "changed",
            "to delete in Case Manager",
        ),
        (
            {"ledger_state": "journaled", "journaled_fault": "main/changed"},
            "changed",
            "journaled before the change",
        ),
        (
            {"ledger_state": "", "delivered": "file", "hand_status": "to do"},
            "deleted",
            "to delete in Case Manager",
        ),
        (
            {"ledger_state": "", "delivered": "file", "hand_status": "said done"},
            "deleted",
            "said to be deleted in Case Manager",
        ),
        (
            {"ledger_state": "", "delivered": "file", "hand_status": "proven"},
            "deleted",
            "deleted in Case Manager",
        ),
        ({"ledger_state": ""}, "deleted", "Case Manager never had it"),
        (
            {"ledger_state": "", "journaled_fault": "main/deleted"},
            "deleted",
            "journaled before it was deleted",
        ),
    ],
)
def test_state_and_reason_follow_from_the_facts(facts, state, reason):
    """One state a payment, and why, in words."""
    made = row(**facts)
    assert (made.state.value, made.reason) == (state, reason)
    assert made.why.endswith(".")
    assert made.applies_on is None


@pytest.mark.parametrize("ledger_state", UNMATCHED)
def test_what_is_not_taken_over_says_why(ledger_state):
    """Each kind has its own sentence; a handed-over payment elsewhere changes nothing about it."""
    made = row(ledger_state=ledger_state)
    assert (made.state, made.reason) == (PaymentState.UNMATCHED, ledger_state)
    assert made.why == UNMATCHED[ledger_state]
    assert made.finding_key == "main/some finding"


@given(
    ledger_state=st.sampled_from(["", "mirrored", "journaled", "held", *UNMATCHED]),
    is_next=st.booleans(),
    delivered=st.sampled_from(["", "file", "change"]),
    hand_action=st.sampled_from(["change", "delete", "enter"]),
    hand_status=st.sampled_from(["", "to do", "said done", "proven"]),
    journaled_fault=st.sampled_from(["", "main/changed"]),
)
def test_whatever_the_facts_a_payment_has_one_state_and_nothing_to_do_is_never_hidden(**facts):
    """Arrived only if nothing is left to do; gone from Xero is deleted, and nothing else is."""
    made = row(file_number=1, **facts)
    assert (made.state is PaymentState.DELETED) == (facts["ledger_state"] == "")
    assert (made.applies_on is not None) == (made.state is PaymentState.HELD)
    if made.state is PaymentState.ARRIVED:
        assert facts["hand_status"] in {"", "proven"}
        assert not facts["journaled_fault"]
        assert not facts["is_next"]
        assert facts["ledger_state"] in {"mirrored", "journaled"}
    assert made.reason
    assert made.why.endswith(".")


def test_held_names_the_day_on_which_it_is_applied():
    """Exactly as many days ahead as Case Manager allows is taken (case-manager.md 3.6)."""
    made = row(ledger_state="held")
    assert (made.state, made.applies_on) == (PaymentState.HELD, date(2027, 1, 6))
    assert made.reason == "forward-dated, until 6 Jan 2027"
    assert "no more than 7 days ahead, so it is applied on 6 Jan 2027" in made.why


def test_a_journaled_copy_that_did_not_follow_is_the_finding_to_look_at():
    """It says what to do, before any other finding."""
    made = row(ledger_state="journaled", journaled_fault="main/changed")
    assert made.finding_key == "main/changed"
