"""Content that means harm, or might as well."""

import json

import pytest

from cmxero.core.errors import ExportFileError

HEADER = "Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Company,Reference"
START = "213,31/08/2026,payment,P-1,1001,12/08/2026,50.00,"


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)", "@SUM(1+9)*cmd|' /C calc'!A0", "+61 8 9000 0000",
        "<script>alert(1)</script>", "'; drop table invoices; --", "{0}{value}{raw}",
        "%s%n", "${jndi:ldap}", "../../etc/passwd",
        "\u202egnp.exe", "\U0001d518\U0001d52b", "\U0001f9fe", "a\u0301", "null", "NaN",
    ],
)  # fmt: skip
def test_text_stays_what_it_is(read, text):
    """Nothing is run, changed or dropped; the pages escape what they show."""
    found = read(f'{HEADER}\n{START}"{text}",\n')
    assert found.problems == ()
    assert found.journals[0].payments[0].contact.company_name == text


@pytest.mark.parametrize("text", ["{0}", "{value}", "{row.__class__}", "<b>x</b>"])
def test_bad_value_is_only_shown(read, text):
    """A value with braces is no template of ours."""
    (problem,) = read(f"{HEADER}\n{START.replace('50.00', text)},\n").problems
    assert problem.message == f"'{text}' in 'Total' is not an amount in dollars and cents."


def test_zeros_hold_their_row(read, codes):
    """A NUL in a text would break the store and Xero; the row is kept readable."""
    found = read(f"{HEADER}\n{START}Bank\x00sia,\n")
    assert codes(found) == [(2, "control-character")]
    assert json.loads(found.problems[0].raw)["Company"] == "Bank\x00sia"


def test_separator_of_our_own_in_a_cell_is_kept(read, codes):
    """The row is kept with unit separators; one in the file does not shift its cells."""
    found = read(f"{HEADER}\n{START}Bank\x1fsia,ref\n")
    assert codes(found) == [(2, "control-character")]
    raw = json.loads(found.problems[0].raw)
    assert (raw["Company"], raw["Reference"]) == ("Bank\x1fsia", "ref")


def test_huge_cell_holds_its_row_only(read, codes):
    """Ten million letters: the value is cut for the message, the row is kept whole."""
    found = read(f"{HEADER}\n{START}{'x' * 10_000_000},\n{START.replace('P-1', 'P-2')},\n")
    assert codes(found) == [(2, "text-too-long")]
    (problem,) = found.problems
    assert problem.message == "'Company' holds 10000000 characters; at most 255 are taken."
    assert len(problem.value) == 500
    assert len(json.loads(problem.raw)["Company"]) == 10_000_000
    assert found.rows_used == 1


@pytest.mark.parametrize("digits", ["9" * 1_000_000, "0." + "0" * 1_000_000, "(" * 100_000])
def test_huge_figure_is_refused_at_once(read, codes, digits):
    """No million digits are ever turned into a number."""
    found = read(f"{HEADER}\n{START.replace('50.00', digits)},\n")
    assert codes(found) == [(2, "bad-amount")]


def test_thousands_of_columns_are_told_apart(read, codes):
    """A row far longer than the header is one problem."""
    found = read(f"{HEADER}\n{START}{',x' * 50_000}\n{START.replace('P-1', 'P-2')},\n")
    assert codes(found) == [(2, "cell-without-header")]
    assert found.rows_used == 1


def test_thousands_of_headers_do_not_flood_the_message(read):
    """The error names the first of them."""
    with pytest.raises(ExportFileError) as refusal:
        read(",".join(f"{n}{'x' * 500}" for n in range(5_000)) + "\n1,2\n")
    assert len(str(refusal.value)) < 10_000
