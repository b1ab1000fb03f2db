"""Whoever does what the playbook says on both sides sees the finding gone, the ledgers equal."""

from datetime import date

import pytest
from settling_world import SettlingWorld


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, migrated_database):
    """Two invoices of one customer, approved and pulled, a few cents paid on the second."""
    made = SettlingWorld(tmp_path_factory.mktemp("settling"), migrated_database)
    made.cycle("invoice 1001 100.00 2026-08-01", "invoice 1002 50.05 2026-08-02")
    made.pay("CM-1002", "0.05", "2026-09-20", "EFT 0")  # tells which bank account is the usual one
    made.bench.pull()
    yield made.keep()
    made.close()


@pytest.fixture
def world(prepared):
    """The same two invoices, untouched."""
    return prepared.again()


def still_draft(world):
    """Exported and never approved."""
    world.scene.journal("42", "invoice 2001 50.00 2026-09-01")
    world.scene.export("42")


def not_exported(world):
    """Journaled and never sent."""
    world.scene.journal("42", "invoice 2001 50.00 2026-09-01")


def voided(world):
    """Approved and voided."""
    world.user.void("CM-1001")


def deleted(world):
    """A draft deleted."""
    still_draft(world)
    world.user.delete_draft("CM-2001")


def totals_lowered(world):
    """A line's price lowered in Xero."""
    world.user.edit_line("CM-1001", 0, "95.50")


def totals_raised(world):
    """A line's price raised in Xero."""
    world.user.edit_line("CM-1001", 0, "101.01")


def edited_due_date(world):
    """Another due date, and paid since, so that no timestamp tells when it is put back."""
    world.user.edit_dates("CM-1001", due_date=date(2026, 12, 1))
    world.pay("CM-1001", "10.00", "2026-09-20")


def edited_contact(world):
    """Put on another contact."""
    world.user.edit_contact("CM-1001", "Banksia")


def number_used_twice(world):
    """Typed by hand before the export, and paid in part."""
    world.type_invoice("CM-2001", "71.00")
    world.scene.journal("42", "invoice 2001 50.00 2026-09-01")
    world.scene.export("42")
    world.pay("CM-2001", "30.00", "2026-09-20", "STRANGER 1")


def typed_by_hand(world):
    """A CM- number that Case Manager does not know, paid in part."""
    world.type_invoice("CM-9001", "71.00")
    world.pay("CM-9001", "30.00", "2026-09-20", "HAND 1")


def lowered(world):
    """A lowering adjustment on an open invoice."""
    world.scene.journal("42", "adjustment A7 1001 -20.05 2026-09-05")


def lowered_twice_and_raised(world):
    """Three adjustments on one invoice."""
    world.scene.journal(
        "42",
        "adjustment A7 1001 -20.05 2026-09-05",
        "adjustment A8 1001 -1.00 2026-09-06",
        "adjustment A9 1001 3.33 2026-09-07",
    )


def raised_after_it_was_credited(world):
    """Lowered and credited on both sides first, then raised in Case Manager."""
    world.scene.journal("42", "adjustment A7 1001 -20.00 2026-09-05")
    world.credit("CM-1001", "CN-1", "20.00")
    world.scene.journal("43", "adjustment A8 1001 5.00 2026-09-25")


def raised_and_paid(world):
    """A raising adjustment on an invoice that is paid in full."""
    world.pay("CM-1001", "100.00", "2026-09-20")
    world.scene.journal("42", "adjustment A7 1001 15.00 2026-09-25")


def lowered_and_refunded(world):
    """Paid, lowered and refunded in Case Manager, untouched in Xero."""
    world.pay("CM-1001", "100.00", "2026-08-20")
    world.scene.journal(
        "42",
        "payment P1 1001 100.00 2026-08-20",
        "adjustment A7 1001 -20.00 2026-09-05",
        "refund R1 1001 P1 20.00 2026-09-06",
    )


def refunded_alone(world):
    """Refunded in Case Manager without an adjustment."""
    world.pay("CM-1001", "100.00", "2026-08-20")
    world.scene.journal(
        "42", "payment P1 1001 100.00 2026-08-20", "refund R1 1001 P1 20.00 2026-09-06"
    )


def credited(world):
    """Credited in Xero in part."""
    world.credit("CM-1001", "CN-1", "12.34")


def credited_whole(world):
    """Credited in Xero as a whole."""
    world.credit("CM-1001", "CN-1", None)


def credited_and_refunded(world):
    """Paid, then credited and paid back in Xero."""
    world.scene.journal("42", "payment P1 1001 100.00 2026-08-20")
    world.pay("CM-1001", "100.00", "2026-08-20")
    world.note("CN-1", "Bluegum", "20.00", "CM-1001")
    world.user.refund("CN-1", None, date(2026, 9, 22), "BACK 1", "090")


def adjusted_and_credited_otherwise(world):
    """Lowered by 20.00 in Case Manager, by 15.00 in Xero."""
    world.scene.journal("42", "adjustment A7 1001 -20.00 2026-09-05")
    world.credit("CM-1001", "CN-1", "15.00")


def credit_not_allocated(world):
    """A credit note that names the invoice and is not used."""
    world.note("CN-1", "Bluegum", "20.00", "CM-1001")


def credit_of_nothing(world):
    """A credit note that names no invoice."""
    world.note("CN-1", "Bluegum", "20.00", "As agreed")


def credit_of_nothing_when_all_is_paid(world):
    """The same, and nothing is open that it could be used for."""
    world.pay("CM-1001", "100.00", "2026-09-20")
    world.pay("CM-1002", "50.00", "2026-09-20", "EFT 2")
    world.note("CN-1", "Bluegum", "20.00", "As agreed")


def overpaid(world):
    """Money too much."""
    world.user.receive("Overpayments", "Bluegum", "5.00", date(2026, 9, 20), "OVER 1", "090")


def prepaid(world):
    """Money in advance."""
    world.user.receive("Prepayments", "Bluegum", "5.50", date(2026, 9, 20), "PRE 1", "090")


def money_applied(world):
    """Money too much, used for an invoice."""
    overpaid(world)
    world.user.allocate("OVER 1", "CM-1001", date(2026, 9, 21), "5.00")


def only_in_case_manager(world):
    """A payment journaled before payments came from Xero."""
    world.scene.journal("42", "payment P1 1001 40.00 2026-08-20")


def entered_locally(world):
    """A payment typed into Case Manager while payments come from Xero."""
    world.scene.journal("42", "payment P1 1001 40.00 2026-09-20")


def entered_on_both_sides(world):
    """The same money, in two amounts: Xero has all of it, Case Manager a part as well."""
    world.scene.journal("42", "payment P1 1001 40.00 2026-09-20")
    world.pay("CM-1001", "100.00", "2026-09-21")


def journaled_twice(world):
    """One deposit, journaled twice."""
    world.pay("CM-1001", "40.00", "2026-08-20", "BCT 1")
    world.scene.journal(
        "42", "payment P1 1001 40.00 2026-08-20", "payment P2 1001 40.00 2026-08-20"
    )


def deleted_after_journal(world):
    """Journaled, and deleted in Xero afterwards."""
    world.pay("CM-1001", "40.00", "2026-08-20", "BCT 1")
    world.scene.journal("42", "payment P1 1001 40.00 2026-08-20")
    world.bench.pull(full=True)
    world.user.delete_payment("BCT 1")


def redated_after_journal(world):
    """Journaled, and given another date in Xero afterwards."""
    world.pay("CM-1001", "40.00", "2026-08-20", "BCT 1")
    world.scene.journal("42", "payment P1 1001 40.00 2026-08-20")
    world.bench.pull(full=True)
    world.user.redate_payment("BCT 1", "CM-1001", date(2026, 8, 22))


def before_start(world):
    """In Xero only, dated before payments came from there."""
    world.pay("CM-1001", "40.00", "2026-08-20", "BCT 1")


def held(world):
    """Dated far ahead."""
    world.pay("CM-1001", "40.00", "2027-02-20", "BCT 1")


def beyond_due(world):
    """Lowered in Case Manager, paid in full in Xero, in two payments."""
    world.scene.journal("42", "adjustment A7 1001 -20.00 2026-09-05")
    world.pay("CM-1001", "60.00", "2026-09-20", "FIRST")
    world.pay("CM-1001", "40.00", "2026-09-21", "SECOND")


def journal_changed(world):
    """A newer export of the journal differs in a date."""
    world.scene.journal("41", "invoice 1001 100.00 2026-08-01", "invoice 1002 50.05 2026-08-03 GST")


def row_that_names_no_invoice(world):
    """A payment row of an unknown invoice."""
    world.scene.journal("42", "payment P9 7777 40.00 2026-08-20")


PLANTED = [
    still_draft, not_exported, voided, deleted, totals_lowered, totals_raised, edited_due_date,
    edited_contact, number_used_twice, typed_by_hand, lowered, lowered_twice_and_raised,
    raised_after_it_was_credited, raised_and_paid, lowered_and_refunded, refunded_alone, credited,
    credited_whole, credited_and_refunded, adjusted_and_credited_otherwise, credit_not_allocated,
    credit_of_nothing, credit_of_nothing_when_all_is_paid, overpaid, prepaid, money_applied,
    only_in_case_manager, entered_locally, entered_on_both_sides, journaled_twice,
    deleted_after_journal, redated_after_journal, before_start, held, beyond_due,
    journal_changed, row_that_names_no_invoice,
]  # fmt: skip
OTHER_WAYS = [
    (still_draft, 2), (voided, 2), (deleted, 2), (totals_lowered, 2), (totals_raised, 2),
    (edited_due_date, 2), (number_used_twice, 2), (lowered, 2), (lowered, 3), (credited, 2),
    (credit_of_nothing, 2), (overpaid, 2), (money_applied, 2), (only_in_case_manager, 2),
    (deleted_after_journal, 2), (before_start, 2), (held, 2),
]  # fmt: skip


def works_off(world, **options):
    """Nothing is open, the ledgers are equal, no check fails, nothing was left half done."""
    world.bench.pull(full=True)
    assert world.bench.findings()
    player = world.player(**options)
    player.work_off(rounds=6)
    tie = world.bench.tie_out()
    assert (str(tie.difference), str(tie.unexplained)) == ("0.00", "0.00")
    assert world.scene.checks() == {}
    assert world.open_settlements() == ()
    return player


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_doing_what_the_playbook_says_settles_it(world, plant):
    """Each default way, with what cmxero may send sent by it."""
    plant(world)
    works_off(world)


@pytest.mark.parametrize(
    ("plant", "way"), OTHER_WAYS, ids=lambda each: getattr(each, "__name__", str(each))
)
def test_the_other_ways_settle_it_too(world, plant, way):
    """The way that is not the default is gone for what was planted; then the default ones."""
    plant(world)
    world.bench.pull(full=True)
    first = {finding.key for finding in world.bench.findings()}

    def choose(book):
        is_planted = book.finding_key in first and len(book.ways) >= way
        return book.ways[way - 1] if is_planted else book.ready

    works_off(world, choose=choose)


@pytest.mark.parametrize(
    "plant", [lowered, lowered_and_refunded, credit_not_allocated], ids=lambda p: p.__name__
)
def test_a_person_may_enter_what_cmxero_could_send(world, plant):
    """Copied into Xero by hand, the same entry comes to the same totals and settles it too."""
    plant(world)
    assert works_off(world, lets_cmxero_send=False).sent == 0
