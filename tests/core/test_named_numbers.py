"""What a free text names."""

import pytest

from cmxero.core.named_numbers import named_in, number_of


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("for CM-1001, overcharged", {"1001"}),
        ("cm 1001 and CM-12", {"1001", "12"}),
        ("invoice 1281", {"1281", "invoice1281"}),
        ("P200015/P200016", {"p200015", "p200016"}),
        ("BCT 000097", {"000097", "bct000097"}),
        ("BCT000097", {"bct000097"}),
        ("CN-0004", {"cn0004"}),
        ("Batch 3e120455", {"3e120455", "batch3e120455"}),
        ("CM-2026", {"2026"}),
        ("As agreed by telephone", set()),
        ("12 sessions in September 2026", set()),
        ("paid 2026-09-10, $1,200.50, and 15.00 on 1/9/2026", set()),
        ("", set()),
    ],
)
def test_named_in(text, named):
    """Numbers that name a document; not dates, years, amounts, or a 12."""
    assert named_in(text) == named


def test_a_number_meets_its_other_spelling():
    """Xero's CM-1001 is Case Manager's 1001; a blank or a dash more is no other number."""
    assert number_of("CM-1001") == number_of("1001") == "1001"
    assert number_of("CN-0004") in named_in("see cn 0004, CN-0004")
    assert number_of("BCT 000097") in named_in("BCT-000097")
