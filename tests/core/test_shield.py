"""The shield: nothing leaves that a person did not choose to send."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journaled import invoice, line

from cmxero.core.casejournal import CaseContact
from cmxero.core.mapping import draft_for
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.shield import WITHHELD, ShieldMode, ShieldRules, screen

RULES = replace(MappingRules(), description_parts=("notes",), reference_parts=("case_number",))
MASK = ShieldRules()


def invoice_saying(notes, **changes):
    """An invoice of Dana Fox-Lee, paid by an insurer, with these notes on its line."""
    known = {"client_name": "Fox-Lee, Dana", "claim_number": "WC 26/0815"}
    return invoice(line(notes=notes), **(known | changes))


def masked(notes, rules=MASK, **changes):
    """The text of the line as it leaves."""
    made = invoice_saying(notes, **changes)
    return screen(draft_for(made, RULES), made, rules)[0].lines[0].description


@pytest.mark.parametrize(
    ("notes", "leaves"),
    [
        ("claim WC 26/0815 seen", f"claim {WITHHELD} seen"),
        ("claim wc260815", f"claim {WITHHELD}"),
        ("WC-26-0815-A", f"{WITHHELD}-A"),
        ("refWC260815x", f"ref{WITHHELD}x"),
        ("met Dana Fox-Lee today", f"met {WITHHELD} today"),
        ("FOX LEE, DANA: no show", f"{WITHHELD}: no show"),
        ("Dana Marie Fox Lee", WITHHELD),
        ("Ms Fox-Lee's car", f"Ms {WITHHELD}'s car"),
        ("Dana alone is no name", "Dana alone is no name"),
        ("foxleeds is a town", "foxleeds is a town"),
        ("Diagnosis: PTSD", f"{WITHHELD}: {WITHHELD}"),
        ("a fráctured hip", f"a {WITHHELD} hip"),
        ("frac\u0301ture", WITHHELD),
        ("frac\u200bture", WITHHELD),
        ("panic - attacks", WITHHELD),
        ("Psychology session, pain management", "Psychology session, pain management"),
        ("nothing to see", "nothing to see"),
    ],
)
def test_what_is_masked_in_a_text(notes, leaves):
    """Claim number however spaced, name both ways, surname alone, health words; nothing else."""
    assert masked(notes) == leaves


def test_the_warning_says_what_was_masked_and_where():
    """A person reads the line and the kind of thing; neither name nor number is repeated."""
    made = invoice_saying("Dana Fox-Lee, WC260815, depression")
    _, (problem,) = screen(draft_for(made, RULES), made, MASK)
    assert (problem.code, problem.blocks, problem.subject) == ("text-withheld", False, "1001")
    for said in ("line 1", "claim number", "client's name", "'depression'"):
        assert said in problem.message
    assert "Dana" not in problem.message
    assert "0815" not in problem.message


def test_block_holds_the_invoice_and_changes_nothing():
    """The draft is shown as it is, with a reason why it does not go."""
    made = invoice_saying("about WC 26/0815")
    draft = draft_for(made, RULES)
    kept, (problem,) = screen(draft, made, ShieldRules(ShieldMode.BLOCK))
    assert kept == draft
    assert problem.blocks


def test_allow_looks_for_nothing():
    """Who allows everything is told nothing."""
    made = invoice_saying("Dana Fox-Lee has PTSD")
    draft = draft_for(made, RULES)
    assert screen(draft, made, ShieldRules(ShieldMode.ALLOW)) == (draft, ())


def test_a_client_who_pays_is_no_secret():
    """Where the client is the billed contact, the name is on the invoice anyway."""
    own = {"contact": CaseContact("Ms", "Dana", "Fox-Lee", ""), "client_name": "Dana Fox-Lee"}
    assert masked("home visit to Dana Fox-Lee", **own) == "home visit to Dana Fox-Lee"
    other = {"contact": CaseContact("Mr", "Sam", "Fox-Lee", "")}
    assert masked("home visit to Dana Fox-Lee", **other) == f"home visit to {WITHHELD}"


def test_the_reference_is_screened_unless_the_part_was_chosen():
    """A claim number somebody chose to send goes in the Reference, and only there."""
    made = invoice_saying("claim WC 26/0815", case_number="WC260815/1")
    draft = draft_for(made, RULES)
    screened, problems = screen(draft, made, MASK)
    assert screened.reference == f"{WITHHELD}/1"
    assert ["the Reference" in problem.message for problem in problems] == [False, True]
    chosen = replace(MASK, reference_allows=("claim_number",))
    screened, _ = screen(draft, made, chosen)
    assert screened.reference == "WC260815/1"
    assert screened.lines[0].description == f"claim {WITHHELD}"


def test_each_check_can_be_switched_off():
    """Claim numbers, names and words are options of their own."""
    notes = "Dana Fox-Lee, WC260815, PTSD, blue folder"
    off = ShieldRules(claim_numbers=False, client_names=False, words=("blue folder",))
    assert masked(notes, off) == f"Dana Fox-Lee, WC260815, PTSD, {WITHHELD}"


@pytest.mark.parametrize("claim", ["", "7", "26"])
def test_a_claim_number_too_short_to_be_one_masks_nothing(claim):
    """Two figures stand in every text."""
    assert masked("26 minutes, 7 km", claim_number=claim) == "26 minutes, 7 km"


def test_a_short_surname_is_masked_only_with_the_first_name():
    """``Li`` alone is a syllable; ``Mei Li`` is somebody."""
    named = {"client_name": "Mei Li"}
    assert masked("Mei Li asked about li batteries", **named) == (
        f"{WITHHELD} asked about li batteries"
    )


def test_a_mask_that_makes_a_text_too_long_holds_the_invoice():
    """``[withheld]`` can be longer than the name it stands for."""
    made = invoice_saying("x" * 3990 + " fox lee", client_name="Fox Lee")
    _, problems = screen(draft_for(made, RULES), made, MASK)
    assert [problem.code for problem in problems if problem.blocks] == ["text-too-long"]


WORDS = ["Dana", "Fox", "Lee", "fox-lee", "WC", "26", "0815", "wc260815", "diagnosis", "Ptsd",
         "[withheld]", "hours", "-", "/", "'s", "é", "x"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).flatmap(
    lambda words: st.sampled_from([" ", "", "-", ", "]).map(lambda gap: gap.join(words))
)


@given(TEXTS, TEXTS)
def test_after_masking_nothing_is_found_any_more(notes, case_number):
    """In mode mask what leaves passes mode block; in mode block nothing forbidden passes."""
    made = invoice_saying(notes, case_number=case_number, transaction_date=date(2026, 9, 1))
    draft = draft_for(made, RULES)
    screened, warned = screen(draft, made, MASK)
    block = ShieldRules(ShieldMode.BLOCK)
    _, held = screen(draft, made, block)
    assert bool(warned) == bool(held)
    without_masks = replace(
        screened,
        reference=screened.reference.replace(WITHHELD, "|" * 9),
        lines=tuple(
            replace(each, description=each.description.replace(WITHHELD, "|" * 9))
            for each in screened.lines
        ),
    )
    assert screen(screened, made, block)[1] == ()
    assert screen(without_masks, made, block)[1] == ()
    if not warned:
        assert screened == draft
