"""The figures of the answer key, against a replay that adds up everything anew."""

import json
import re
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_replay import journaled_payments, replay

from cmxero.core.money import ZERO, money
from cmxero.sample import write_sample
from cmxero.sample.payment_faults import REDATED_BY

IN_THE_LEDGER = {"voided in Xero", "deleted in Xero", "still a draft in Xero", "export failed"}


def assert_ties_out(folder: Path, expected: dict, faults: list[dict]) -> None:
    found = replay(folder)
    case = money(expected["case_manager_receivables"])
    xero = money(expected["xero_receivables"])
    assert found.case_receivables == case
    assert found.xero_receivables == xero
    assert len(found.live) == expected["payments_in_xero_live"]
    assert len(found.invoices) == expected["invoices_usable"]
    assert sum((money(fault["amount"]) for fault in faults), ZERO) == case - xero


def test_shipped_sample_ties_out(sample):
    """Both receivables, and the sum of the key's amounts, are what a replay finds."""
    assert_ties_out(sample.folder, sample.key["expected"], sample.faults)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    invoices=st.integers(min_value=150, max_value=700),
    seed=st.integers(min_value=0, max_value=2**32),
    is_faulty=st.booleans(),
)
def test_any_sample_ties_out(invoices, seed, is_faulty):
    """Whatever the size and the seed, both sides and the key agree to the cent."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sample(folder, invoices=invoices, seed=seed, faults_per_kind=int(is_faulty))
        key = json.loads((folder / "answer_key.json").read_text("utf-8"))
        assert_ties_out(folder, key["expected"], key["faults"])


def test_many_faults_tie_out(tmp_path):
    """Four times as many faults still leave no cent unexplained."""
    write_sample(tmp_path, invoices=700, seed=3, faults_per_kind=4)
    key = json.loads((tmp_path / "answer_key.json").read_text("utf-8"))
    assert len([f for f in key["faults"] if f["kind"] == "voided in Xero"]) == 4
    assert_ties_out(tmp_path, key["expected"], key["faults"])


def test_both_sides_agree_when_no_fault_is_planted(tmp_path):
    """Without faults only adjustments and refunds stand between the two ledgers."""
    write_sample(tmp_path, invoices=400, faults_per_kind=0)
    key = json.loads((tmp_path / "answer_key.json").read_text("utf-8"))
    kinds = {fault["kind"] for fault in key["faults"]}
    assert kinds == {
        "adjustment without counterpart in Xero",
        "refund without counterpart in Xero",
    }


def test_nobody_pays_more_than_is_owed_in_case_manager(sample):
    """On no invoice do journaled payments exceed what the invoice and its changes come to."""
    owed = {number: invoice.total for number, invoice in sample.replayed.invoices.items()}
    signs = {"CaseInvoice": 0, "CaseAdjustment": 1, "CasePayment": -1, "CaseRefund": 1}
    for one in sample.replayed.transactions:
        if one.invoice_number in owed:
            owed[one.invoice_number] += signs[type(one).__name__] * one.total
    assert min(owed.values()) >= ZERO


def left_over(unmatched):
    """Marks of journaled payments without a twin of their day, and their amounts."""
    return [(mark, mark[1]) for mark, count in unmatched.items() if count]


def test_every_journaled_payment_has_its_twin_but_the_planted_ones(sample):
    """A journaled payment that no live Xero payment equals stands in the key."""
    unmatched = journaled_payments(sample.replayed)
    for receipt in sample.replayed.live:
        mark = (receipt.number, receipt.amount, receipt.day)
        if unmatched.get(mark):
            unmatched[mark] -= 1
    redated = {
        (receipt.number, receipt.amount, receipt.day - REDATED_BY)
        for receipt in sample.replayed.live
    }
    missing = sorted(amount for mark, amount in left_over(unmatched) if mark not in redated)
    on_another_day = [mark for mark, _ in left_over(unmatched) if mark in redated]
    planted = sorted(
        -money(fault["amount"])
        for fault in sample.faults
        if re.fullmatch(r"payment P\d+", fault["subject"]) and money(fault["amount"])
    )
    assert missing == planted
    assert len(on_another_day) == 1


def test_a_fault_weighs_what_its_invoice_does(sample):
    """What Xero does not count at all weighs the whole total of its invoice."""
    weights = {
        fault["subject"]: Decimal(fault["amount"])
        for fault in sample.faults
        if fault["kind"] in IN_THE_LEDGER
    }
    assert len(weights) == 6
    for subject, weight in weights.items():
        assert weight == sample.replayed.invoices[subject.removeprefix("CM-")].total
