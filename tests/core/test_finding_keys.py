"""Findings by what people type."""

import pytest

from cmxero.core.errors import NothingToDoError
from cmxero.core.finding_keys import find_keys

PRESENT = {
    "main/totals differ/CM-1001": "CM-1001",
    "main/totals differ/CM-10010": "CM-10010",
    "main/not exported/CM-1002": "CM-1002",
    "main/voided in Xero/CM-1002": "CM-1002",
    "main/refund without counterpart in Xero/refund R1": "refund R1",
}
GONE = {"main/totals differ/CM-1009": "CM-1009", "main/totals differ/CM-1001": "CM-1001"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("main/not exported/CM-1002", "main/not exported/CM-1002"),
        ("cm-1001", "main/totals differ/CM-1001"),
        ("REFUND r", "main/refund without counterpart in Xero/refund R1"),
        ("exported/CM-1002", "main/not exported/CM-1002"),
        ("1009", "main/totals differ/CM-1009"),
    ],
)
def test_whole_key_then_subject_then_any_part(name, key):
    """CM-1001 is not CM-10010, and what is gone is only meant where nothing else fits."""
    assert find_keys(PRESENT, GONE, [name]) == [key]


def test_several_names_keep_their_order_and_come_once():
    """Two names of one finding are one finding."""
    names = ["R1", "CM-1001", "refund R1"]
    assert [key[-7:] for key in find_keys(PRESENT, GONE, names)] == ["fund R1", "CM-1001"]


@pytest.mark.parametrize(
    ("name", "say"),
    [
        ("CM-1002", "'CM-1002' is part of 2 findings: main/not exported/CM-1002; main/voided"),
        ("main", "part of 5 findings"),
        ("CM-9", "not a finding any more"),
        ("", "not a finding any more"),
    ],
)
def test_two_or_none_are_said(name, say):
    """Never a silent pick among equals."""
    with pytest.raises(NothingToDoError, match=say):
        find_keys(PRESENT, GONE, [name])
