"""The counter-entry of each kind, by examples; what every playbook keeps to, by properties."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from journaled import invoice, line
from playbook_case import (
    CASE,
    TODAY,
    XERO,
    adjustment,
    credit,
    crowded_facts,
    facts,
    finding,
    organisation,
    xero_payment,
)

from cmxero.core.credits import CreditKind
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.money import ZERO, money
from cmxero.core.playbook import PlaybookFacts, playbook_for
from cmxero.core.playbook_credit_entries import (
    AllocateCredit,
    CreateCreditNote,
    ReceiveOverpayment,
    RefundCredit,
)
from cmxero.core.playbook_dates import outside_locks
from cmxero.core.playbook_entries import (
    AcceptDifference,
    CorrectTransaction,
    EnterAdjustment,
    EnterCasePayment,
    EnterCaseRefund,
    System,
    WaitUntil,
)
from cmxero.core.playbook_facts import CasePaymentFact, CaseRefundFact, Sibling
from cmxero.core.playbook_lines import case_parts, split_by_tax
from cmxero.core.playbook_texts import playbook_json, playbook_text
from cmxero.core.playbook_xero_entries import (
    ApproveInvoice,
    DeleteDraft,
    EditInvoice,
    EnterXeroPayment,
    RemovePayment,
    VoidInvoice,
)
from cmxero.core.shield import ShieldRules
from cmxero.core.tax import line_tax

ADJUSTMENT = FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART
RULES = MappingRules()
CENTS = st.integers(-1_000_000, 1_000_000).map(lambda cents: Decimal(cents).scaleb(-2))


def default_of(kind, known=None, **changes):
    """The entries of the default way."""
    return playbook_for(finding(kind, **changes), known or facts()).default.entries


def of_type(entries, kind):
    return [entry for entry in entries if isinstance(entry, kind)]


# Credit notes --------------------------------------------------------------------------------


def test_a_lowering_adjustment_becomes_a_credit_note_and_its_use():
    """Number of its own, the invoice in the reference, tax as Xero takes it out of the total."""
    note, use = default_of(ADJUSTMENT)
    assert isinstance(note, CreateCreditNote)
    assert (note.number, note.reference, note.contact_id) == ("CN-1001-A7", "CM-1001", "c-1")
    assert (note.credit_date, note.total, note.total_tax) == (
        date(2026, 9, 5), money("22.00"), money("2.00"),
    )  # fmt: skip
    (sent,) = note.lines
    assert (sent.description, sent.line_amount, sent.tax_type, sent.account_code) == (
        "Adjustment A7 (Rate was agreed lower): Initial assessment",
        money("22.00"), "OUTPUT", "200",
    )  # fmt: skip
    assert isinstance(use, AllocateCredit)
    assert (use.credit, use.invoice_number, use.amount) == (
        "CN-1001-A7", "CM-1001", money("22.00"),
    )  # fmt: skip


def test_a_number_that_is_taken_is_not_used_again():
    """Whether Xero frees the number of a voided note is not documented."""
    known = facts(taken_numbers=frozenset({"cn-1001-a7", "cn-1001-a7-2"}))
    assert default_of(ADJUSTMENT, known)[0].number == "CN-1001-A7-3"


def test_only_what_is_due_is_used_and_what_is_to_be_paid_back_stays_open():
    """25.00 is due, 22.00 is credited, 4.00 of it goes back to the customer."""
    due = replace(XERO, amount_due=money("25.00"), amount_paid=money("185.00"))
    back = CaseRefundFact("R1", date(2026, 9, 6), money("4.00"), "P2")
    _, use = default_of(ADJUSTMENT, facts(xero_invoice=due, case_refunds=(back,)))
    assert use.amount == money("18.00")
    paid = replace(XERO, amount_due=ZERO, amount_paid=money("210.00"), status="PAID")
    book = playbook_for(finding(ADJUSTMENT), facts(xero_invoice=paid))
    assert [type(entry) for entry in book.default.entries] == [CreateCreditNote]
    assert "22.00 of it stays open, as only 0.00 is due on CM-1001" in book.default.notes[0]


def test_a_text_that_leaves_is_screened():
    """The reason of an adjustment may say too much; the number of the claim is withheld."""
    own = adjustment(reason="CL-991234 after surgery")
    case = replace(CASE, claim_number="CL-991234")
    note, _ = default_of(ADJUSTMENT, facts(adjustments=(own,), case_invoice=case))
    assert note.lines[0].description == (
        "Adjustment A7 ([withheld] after [withheld]): Initial assessment"
    )


def test_a_raising_adjustment_becomes_a_line_and_payments_come_off_for_it():
    """Xero changes no line of a paid invoice."""
    own = adjustment("15.00", tax_code="FRE")
    paid = replace(XERO, amount_due=money("150.00"), amount_paid=money("60.00"))
    known = facts(adjustments=(own,), xero_invoice=paid, xero_payments=(xero_payment(),))
    off, edit, on = default_of(ADJUSTMENT, known, effect="15.00")
    assert (type(off), off.amount, type(on), on.amount, on.payment_date) == (
        RemovePayment, money("60.00"), EnterXeroPayment, money("60.00"), date(2026, 9, 20),
    )  # fmt: skip
    assert isinstance(edit, EditInvoice)
    assert (edit.total, edit.add_lines[0].line_amount) == (money("225.00"), money("15.00"))


def test_a_locked_invoice_is_not_raised():
    """Xero refuses the edit, so the adjustment is what can change; the edit asks who unlocks."""
    own = adjustment("15.00", tax_code="FRE")
    known = facts(adjustments=(own,), organisation=organisation(date(2026, 9, 30)))
    book = playbook_for(finding(ADJUSTMENT, effect="15.00"), known)
    (back,) = book.default.entries
    assert (type(back), back.total) == (EnterAdjustment, money("-15.00"))
    assert "which is locked in Xero: who unlocks it?" in book.ways[-1].questions[0]


def test_a_lowering_adjustment_waits_for_a_raising_one():
    """Once the invoice is credited, Xero lets no line be added."""
    other = Sibling("main/k/adjustment A8", ADJUSTMENT, "adjustment A8", money("5.00"))
    assert playbook_for(finding(ADJUSTMENT), facts(siblings=(other,))).waits_for == (other.key,)


# Amounts that differ --------------------------------------------------------------------------


def test_an_edit_in_xero_becomes_an_adjustment_with_its_tax():
    """The taxed line was lowered by 11.00, the other raised by 3.00."""
    first, second = XERO.lines
    lines = (
        replace(first, line_amount=money("99.00"), tax_amount=money("9.00")),
        replace(second, line_amount=money("103.00")),
    )
    edited = replace(XERO, lines=lines, total=money("202.00"), amount_due=money("202.00"))
    known = facts(adjustments=(), xero_invoice=edited)
    entries = default_of(FindingKind.TOTALS_DIFFER, known, effect="8.00")
    assert [(e.tax_code, e.sub_total, e.tax, e.total) for e in entries] == [
        ("GST", money("-10.00"), money("-1.00"), money("-11.00")),
        ("FRE", money("3.00"), ZERO, money("3.00")),
    ]
    back = playbook_for(finding(FindingKind.TOTALS_DIFFER, effect="8.00"), known).ways[1]
    assert (back.entries[0].total, len(back.entries[0].set_lines)) == (money("210.00"), 2)


def test_a_paid_invoice_that_is_too_high_in_xero_is_credited():
    """It cannot be edited any more; the note is no adjustment's, so it is the difference's."""
    high = replace(
        XERO, total=money("221.00"), amount_paid=money("200.00"), amount_due=money("21.00"),
        lines=(replace(XERO.lines[0], line_amount=money("121.00")), XERO.lines[1]),
    )  # fmt: skip
    book = playbook_for(
        finding(FindingKind.TOTALS_DIFFER, effect="-11.00"),
        facts(adjustments=(), xero_invoice=high),
    )
    note, use = book.ways[1].entries
    assert (note.number, note.total, note.total_tax, use.amount) == (
        "CN-1001-D", money("11.00"), money("1.00"), money("11.00"),
    )  # fmt: skip


def test_a_credit_in_xero_becomes_an_adjustment_of_its_day():
    """Part of it is taxed, as its tax says."""
    given_note = credit(
        total="33.00", total_tax=money("2.00"), remaining=ZERO, used_here=money("33.00")
    )
    known = facts(adjustments=(), credits=(given_note,))
    entries = default_of(FindingKind.CREDIT_WITHOUT_COUNTERPART, known, effect="33.00")
    assert [(e.tax_code, e.total, e.tax, e.adjustment_date) for e in entries] == [
        ("GST", money("-22.00"), money("-2.00"), date(2026, 9, 10)),
        ("FRE", money("-11.00"), ZERO, date(2026, 9, 10)),
    ]


def test_an_invoice_ended_in_xero_is_taken_down_cost_by_cost():
    """Voided on purpose; but where money came in for it, it is raised again."""
    voided = finding(
        FindingKind.VOIDED_IN_XERO, effect="210.00", case_amount=money("210.00"), xero_amount=ZERO
    )
    known = facts(adjustments=(), xero_invoice=replace(XERO, status="VOIDED"))
    entries = playbook_for(voided, known).default.entries
    assert [(e.tax_code, e.tax, e.total) for e in entries] == [
        ("GST", money("-10.00"), money("-110.00")),
        ("FRE", ZERO, money("-100.00")),
    ]
    paid = replace(known, case_payments=(CasePaymentFact("P1", TODAY, money("210.00"), "", "EFT"),))
    again = playbook_for(voided, paid).default.entries
    assert [e.operation for e in again] == ["send again", "export invoice", "approve invoice"]
    assert again[-1].invoice_number == "CM-1001-2"


def test_an_edit_without_an_amount_is_undone_or_accepted():
    """Undone while Xero lets it; a paid invoice keeps its date."""
    moved = replace(XERO, invoice_date=date(2026, 9, 9))
    (undo,) = default_of(FindingKind.EDITED_IN_XERO, facts(xero_invoice=moved), effect="0.00")
    assert (type(undo), undo.invoice_date, undo.due_date) == (EditInvoice, date(2026, 9, 2), None)
    paid = replace(moved, amount_paid=money("1.00"))
    book = playbook_for(
        finding(FindingKind.EDITED_IN_XERO, effect="0.00"), facts(xero_invoice=paid)
    )
    assert [type(e) for e in book.default.entries] == [AcceptDifference]
    assert "the date of a paid or credited invoice stays as it is" in book.rule


def test_a_draft_in_a_locked_period_is_redated_before_it_is_approved():
    """And one that must not go is deleted by cmxero, its invoice taken down in Case Manager."""
    draft = replace(XERO, status="DRAFT")
    known = facts(adjustments=(), xero_invoice=draft, organisation=organisation(date(2026, 9, 30)))
    book = playbook_for(finding(FindingKind.STILL_DRAFT, effect="210.00"), known)
    edit, approve = book.default.entries
    assert (edit.invoice_date, edit.due_date) == (date(2026, 10, 1), date(2026, 10, 1))
    assert isinstance(approve, ApproveInvoice)
    assert [type(e) for e in book.ways[1].sendable] == [DeleteDraft]
    assert sum(e.total for e in of_type(book.ways[1].entries, EnterAdjustment)) == -210


def test_another_currency_is_voided_and_sent_again():
    """Payments come off first, as Xero voids nothing that is paid."""
    known = facts(
        adjustments=(),
        xero_invoice=replace(XERO, currency_code="NZD"),
        xero_payments=(xero_payment(),),
    )
    entries = default_of(FindingKind.IN_ANOTHER_CURRENCY, known, effect="210.00")
    assert [type(entry) for entry in entries[:2]] == [RemovePayment, VoidInvoice]
    assert entries[-1].invoice_number == "CM-1001-2"


# Credits and refunds --------------------------------------------------------------------------


def test_a_credit_is_used_as_far_as_is_owed_and_the_rest_paid_back_on_both_sides():
    """8.00 is due of 20.00; the other 12.00 goes back to the customer."""
    due = replace(XERO, amount_due=money("8.00"), amount_paid=money("202.00"))
    known = facts(
        xero_invoice=due, credit=credit(), xero_payments=(xero_payment("202.00"),), credits=()
    )
    use, back, case_back = default_of(FindingKind.CREDIT_NOT_ALLOCATED, known)
    assert (use.amount, type(back), back.amount) == (money("8.00"), RefundCredit, money("12.00"))
    assert (type(case_back), case_back.amount, case_back.payment_number) == (
        EnterCaseRefund, money("12.00"), "EFT 1",
    )  # fmt: skip


def test_a_refund_is_paid_out_of_the_credit_note_that_has_enough_left():
    """The one closest in amount, never one of another invoice."""
    known = facts(
        case_refunds=(CaseRefundFact("R1", date(2026, 9, 6), money("20.00"), "P2"),),
        credits=(
            credit(total="500.00", xero_credit_id="k-9", number="CN-9"),
            credit(total="25.00", xero_credit_id="k-8", number="CN-8"),
            credit(total="20.00", xero_credit_id="k-7", case_invoice_number="1002"),
        ),
    )
    (back,) = default_of(FindingKind.REFUND_WITHOUT_COUNTERPART, known, effect="20.00")
    assert (back.credit, back.amount, back.refund_date) == (
        "CN-8", money("20.00"), date(2026, 9, 6),
    )  # fmt: skip


def test_a_refund_without_an_adjustment_brings_its_credit_note_and_adjustment():
    """The customer was charged too much and got it back; both sides then agree."""
    back = CaseRefundFact("R1", date(2026, 9, 6), money("22.00"), "P2")
    known = facts(adjustments=(), case_refunds=(back,))
    note, refund, lowered = default_of(
        FindingKind.REFUND_WITHOUT_COUNTERPART, known, effect="22.00"
    )
    assert (note.number, note.total_tax, refund.credit) == (
        "CN-1001-R1", money("2.00"), "CN-1001-R1",
    )  # fmt: skip
    assert (lowered.total, lowered.tax) == (money("-22.00"), money("-2.00"))


def test_a_credit_of_nothing_goes_to_the_oldest_open_invoices_or_names_the_newest():
    """An invoice about which nothing differs comes first; no equal is picked silently."""
    known = crowded_facts()
    (use,) = default_of(FindingKind.CREDIT_NAMES_NO_INVOICE, known, case_invoice_number="")
    assert (use.invoice_number, use.amount, use.is_sendable) == ("CM-1002", money("20.00"), True)
    none_open = replace(known, open_invoices=())
    (name,) = default_of(FindingKind.CREDIT_NAMES_NO_INVOICE, none_open, case_invoice_number="")
    assert name.reference == "CM-1002"


def test_money_of_no_invoice_is_paid_back_and_never_sent_by_cmxero():
    """Its use is offered; what money is used for, a person decides in Xero."""
    over = credit(CreditKind.OVERPAYMENT, "5.00", number="", reference="O 1")
    book = playbook_for(
        finding(FindingKind.OVERPAYMENT, effect="5.00"), replace(crowded_facts(), credit=over)
    )
    (back,) = book.default.entries
    assert (back.amount, back.credit, back.bank_account_code) == (money("5.00"), "O 1", "090")
    assert not any(way.can_be_sent for way in book.ways)


# Payments ------------------------------------------------------------------------------------


def test_a_payment_beyond_what_is_due_is_split():
    """Case Manager counts 45.00 as owed; the rest is an overpayment of the same deposit."""
    payment = xero_payment("60.00", "beyond the amount due")
    known = facts(case_owed=money("45.00"), payment=payment, xero_payments=(payment,))
    off, part, rest = default_of(FindingKind.PAYMENT_BEYOND_DUE, known, effect="60.00")
    assert (type(off), part.amount) == (RemovePayment, money("45.00"))
    assert (type(rest), rest.amount, rest.reference, rest.received_date) == (
        ReceiveOverpayment, money("15.00"), "EFT 1", date(2026, 9, 20),
    )  # fmt: skip


def test_the_same_money_journaled_twice_is_taken_back_in_case_manager():
    """Same amount, day and reference as one that Xero has."""
    day, amount = date(2026, 8, 20), money("40.00")
    known = facts(
        case_payments=(
            CasePaymentFact("P0", day, amount, "BCT 1", "EFT", "p-1"),
            CasePaymentFact("P1", day, amount, "BCT 1", "EFT"),
        )
    )
    (back,) = default_of(FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER, known, effect="-40.00")
    assert (type(back), back.payment_number, back.amount) == (EnterCaseRefund, "P1", amount)


def test_a_payment_only_in_case_manager_is_entered_in_xero_if_it_is_owed_there():
    """On its own day; where Xero is owed less, the money was entered twice."""
    own = CasePaymentFact("P1", date(2026, 8, 20), money("40.00"), "", "EFT")
    (enter,) = default_of(
        FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER, facts(case_payments=(own,)), effect="-40.00"
    )
    assert (type(enter), enter.payment_date, enter.reference, enter.bank_account_code) == (
        EnterXeroPayment, date(2026, 8, 20), "P1", "090",
    )  # fmt: skip
    less = replace(XERO, amount_due=money("39.99"))
    known = facts(case_payments=(own,), xero_invoice=less)
    (back,) = default_of(FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER, known, effect="-40.00")
    assert isinstance(back, EnterCaseRefund)


def test_a_copy_in_case_manager_keeps_the_day_of_xeros_payment():
    """Even in a locked period: nothing changes in Xero (case-manager.md 3.4)."""
    payment = xero_payment("40.00", "before the start date", payment_date=date(2026, 8, 20))
    known = facts(payment=payment, organisation=organisation(date(2026, 8, 31)))
    (copy,) = default_of(FindingKind.PAYMENT_BEFORE_START, known, effect="40.00")
    assert (type(copy), copy.payment_date) == (EnterCasePayment, date(2026, 8, 20))


def test_a_held_payment_waits_and_its_other_way_is_ready():
    """Nothing is wrong; whoever cannot wait corrects the date."""
    book = playbook_for(finding(FindingKind.PAYMENT_HELD, effect="40.00"), crowded_facts())
    assert book.default.entries == (WaitUntil(day=date(2027, 1, 25)),)
    assert book.ready.entries[0].new_date == TODAY


def test_without_a_bank_account_it_is_asked_for():
    """Nobody guesses where money goes."""
    own = CasePaymentFact("P1", date(2026, 8, 20), money("40.00"), "", "EFT")
    known = facts(case_payments=(own,), bank_account_code="")
    book = playbook_for(finding(FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER, effect="-40.00"), known)
    assert book.default.questions == ("Which bank account?",)


# Journals ------------------------------------------------------------------------------------


def test_an_unknown_tax_code_is_told_by_the_tax_it_carries():
    """What must stand there instead follows from the line's own tax."""
    case = invoice(line("1", "100", tax_code="GST"))
    case = replace(case, lines=(replace(case.lines[0], tax_code="TAXABLE"),))
    known = facts(
        case_invoice=case, adjustments=(), xero_invoice=None,
        messages=("unknown-tax-code: Tax code 'TAXABLE' is not known. Correct it.",),
    )  # fmt: skip
    entries = default_of(FindingKind.EXPORT_FAILED, known, effect="110.00")
    (correct,) = of_type(entries, CorrectTransaction)
    assert (correct.value, correct.wanted) == ("TAXABLE", "GST")


# Properties ----------------------------------------------------------------------------------


@given(taxed=CENTS, free=CENTS)
def test_parts_of_adjustments_come_to_the_amount_and_carry_the_tax_that_case_manager_adds(
    taxed, free
):
    """To the cent, whatever the amounts, in Case Manager's arithmetic."""
    amounts = {"OUTPUT": taxed, "EXEMPTOUTPUT": free}
    parts = case_parts(amounts, RULES)
    assert sum((part.total for part in parts), ZERO) == taxed + free
    for part in parts:
        rate = Decimal(10) if part.tax_code == "GST" else ZERO
        assert part.tax == line_tax(part.sub_total, rate, inclusive=False)


@given(total=CENTS, tax=CENTS)
def test_an_amount_is_split_by_its_tax_and_stays_whole(total, tax):
    """Whatever tax a document claims."""
    assert sum(split_by_tax(total, tax, RULES).values(), ZERO) == total


@given(
    sub_totals=st.lists(st.tuples(CENTS, st.sampled_from(["GST", "FRE", "", "X"])), min_size=1),
)
def test_a_credit_note_comes_to_its_adjustment_in_xeros_arithmetic(sub_totals):
    """Total as in Case Manager; tax as Xero takes it out of each line."""
    lines = tuple(line("1", str(amount), tax_code=code) for amount, code in sub_totals)
    total = sum((each.total for each in lines), ZERO)
    own = replace(adjustment(), lines=lines, total=total)
    if total >= ZERO:
        return
    book = playbook_for(finding(ADJUSTMENT, effect=str(total)), facts(adjustments=(own,)))
    note = book.default.entries[0]
    assert note.total == -total == sum(each.line_amount for each in note.lines)
    rates = RULES.tax_rates
    assert note.total_tax == sum(
        (line_tax(e.line_amount, rates[e.tax_type], inclusive=True) for e in note.lines), ZERO
    )


DATES_OF_NEW_ENTRIES = {
    "credit_date", "allocation_date", "refund_date", "received_date", "new_date",
    "adjustment_date", "invoice_date", "payment_date",
}  # fmt: skip
KEEP_THEIR_DAY = (RemovePayment, EnterCasePayment)
"""What is found by its day, and the copy of a payment (case-manager.md 3.4)."""


@given(
    kind=st.sampled_from(list(FindingKind)),
    days=st.integers(-400, 60),
    year_days=st.one_of(st.none(), st.integers(-400, 60)),
)
def test_no_new_entry_is_dated_in_a_locked_period(kind, days, year_days):
    """Whatever the two lock dates are, in every way of every kind."""
    lock = TODAY + timedelta(days=days)
    year_lock = None if year_days is None else TODAY + timedelta(days=year_days)
    known = replace(crowded_facts(), organisation=organisation(lock, year_lock))
    for way in playbook_for(finding(kind), known).ways:
        for entry in way.entries:
            if isinstance(entry, KEEP_THEIR_DAY):
                continue
            for each in fields(entry):
                day = getattr(entry, each.name)
                if each.name in DATES_OF_NEW_ENTRIES and day is not None:
                    assert day == outside_locks(day, known.organisation), (way, entry)


@given(
    kind=st.sampled_from(list(FindingKind)),
    known=st.sets(st.sampled_from([each.name for each in fields(PlaybookFacts)])),
)
@example(kind=FindingKind.MONEY_APPLIED, known={"use"})
def test_partial_facts_still_make_a_playbook_that_reads(kind, known):
    """Every subset of what is known: at least one way, entries or a question, text for people."""
    whole = crowded_facts()
    part = PlaybookFacts(TODAY, **{name: getattr(whole, name) for name in known - {"today"}})
    book = playbook_for(finding(kind), part)
    assert book.ways
    assert all(way.entries or way.questions for way in book.ways)
    assert book.rule.endswith(".")
    assert book.default.name in playbook_text(book)
    assert playbook_json(book)["ways"][0]["name"] == book.default.name


@pytest.mark.parametrize("kind", list(FindingKind))
def test_an_organisation_never_asked_is_said_to_be_unknown(kind):
    """Where a date depends on it."""
    book = playbook_for(finding(kind), replace(crowded_facts(), organisation=None))
    dated = any(
        entry.system is not System.CMXERO and each.name in DATES_OF_NEW_ENTRIES
        for way in book.ways
        for entry in way.entries
        if not isinstance(entry, (*KEEP_THEIR_DAY, EditInvoice))
        for each in fields(entry)
    )
    assert bool(book.unknown) == dated


def test_shield_rules_are_those_of_the_options():
    """A word of one's own is withheld as well."""
    own = adjustment(reason="Wombat related")
    known = facts(adjustments=(own,), shield=ShieldRules(words=("wombat",)))
    note, _ = default_of(ADJUSTMENT, known)
    assert "[withheld] related" in note.lines[0].description
