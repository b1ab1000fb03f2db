"""Texts that leave: parts in the chosen order, tracking, and characters nobody sees."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journaled import invoice, line

from cmxero.core.line_texts import (
    DESCRIPTION_PARTS,
    REFERENCE_PARTS,
    description,
    find_part_fault,
    reference,
    tidy,
    tracking,
)
from cmxero.core.mapping import map_invoices
from cmxero.core.mapping_rules import MappingRules


def test_every_part_of_a_description():
    """Dates as Australians write them, quantities as people do, own words as they stand."""
    made = line("1.50", "180", employee="Kim Tanner")
    assert description(made, (*DESCRIPTION_PARTS, "text: thanks "), " | ") == (
        "Initial assessment | 01/09/2026 | saw client | IRA01 | Kim Tanner | 1.5 hours at 180 | "
        "hours | thanks"
    )


def test_a_description_is_never_empty():
    """Where all chosen parts are empty the cost's name is sent."""
    assert description(line(notes=""), ("notes", "employee"), " - ") == "Initial assessment"


def test_every_part_of_a_reference():
    """Employees of all lines, each once."""
    made = invoice(
        line(employee="Kim"), line(employee="Jo"), line(employee="Kim"),
        client_name="Fox, Dana", office="Perth", category="CTP",
    )  # fmt: skip
    assert reference(made, (*REFERENCE_PARTS, "text:urgent"), "/") == (
        "C77/CL9/Fox, Dana/41/Perth/CTP/1001/14 days/Kim, Jo/urgent"
    )


def test_tracking_comes_from_invoice_and_line_and_leaves_out_what_is_blank():
    """An option table translates; what it does not name goes as Case Manager says it."""
    made = invoice(line(employee="Kim"), office="Fremantle branch")
    found = tracking(
        made, made.lines[0], {"Office": "office", "Staff": "employee", "Type": "category"},
        {"Fremantle branch": "Fremantle"},
    )  # fmt: skip
    assert found == (("Office", "Fremantle"), ("Staff", "Kim"))


@pytest.mark.parametrize(
    ("part", "is_one"),
    [("cost_name", True), ("text:ours", True), ("text:", False), ("diagnosis", False)],
)
def test_what_is_a_part(part, is_one):
    """A word of the list, or words of one's own."""
    assert (find_part_fault(part, DESCRIPTION_PARTS) is None) is is_one


def test_characters_that_xero_cannot_take_become_blanks_and_a_warning():
    """The invoice goes; the person learns which line was pasted from somewhere."""
    made = invoice(line(cost_name="A\x0bB\x00C\ud800D\nE"))
    mapped = map_invoices([made], replace(MappingRules(), description_parts=("cost_name",)))
    assert mapped.drafts[0].lines[0].description == "A B C D\nE"
    assert [problem.code for problem in mapped.problems] == ["control-characters"]


@given(st.text(st.characters(), max_size=30))
def test_a_tidy_text_can_be_sent_and_stays_tidy(text):
    """UTF-8 takes it, no control character but line break and tab is left, twice is once."""
    clean = tidy(text)
    clean.encode()
    assert len(clean) == len(text)
    assert all(each in "\n\t" or not "\x00" <= each < " " for each in clean)
    assert tidy(clean) == clean
