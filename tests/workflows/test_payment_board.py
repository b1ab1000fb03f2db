"""Every payment of Xero's with its state: what the Payments page shows, from both sides' facts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from scene import day

from cmxero.core.errors import NothingToDoError

INVOICES = ("invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")


@pytest.fixture
def book(scene):
    """Two invoices of 100.00 and 50.00, approved in Xero."""
    scene.journal("41", *INVOICES)
    scene.cycle("41")
    return scene


def listed(scene):
    """(invoice, amount, state, reason) of every payment, by invoice and amount."""
    return sorted(
        (row.facts.invoice_number, str(row.facts.current.amount), row.state.value, row.reason)
        for row in scene.bench.payment_board().rows
    )


def row_of(scene, key):
    (found,) = [row for row in scene.bench.payment_board().rows if row.key == key]
    return found


def life(scene, key):
    """What happened to a payment, in words."""
    return [event.words for event in scene.bench.payment_story(row_of(scene, key)).life]


def test_each_payment_is_where_both_ledgers_say(book):
    """Waiting, held, not matched and why, journaled; then handed over."""
    ahead = book.bench.today() + timedelta(days=10)
    book.xero.type_by_hand("CM-9999", "55.00", contact="Mallee")
    book.xero.pay("CM-9999", "55.00", day("2026-09-20"), "R9")
    book.xero.pay("CM-1001", "1.00", ahead, "R1")
    book.xero.pay("CM-1001", "2.00", day("2026-08-31"), "R2")
    book.xero.pay("CM-1001", "3.00", day("2026-09-03"), "R3")
    book.xero.pay("CM-1001", "4.00", day("2026-09-04"), "R4")
    book.journal("42", "payment P1 1001 3.00 2026-09-03")
    book.bench.pull()
    until = f"{ahead - timedelta(days=7):%d %b %Y}".lstrip("0")
    assert listed(book) == [
        ("CM-1001", "1.00", "held", f"forward-dated, until {until}"),
        ("CM-1001", "2.00", "cannot be matched", "before the start date"),
        ("CM-1001", "3.00", "arrived", "journaled in Case Manager"),
        ("CM-1001", "4.00", "waiting", "for the next import file"),
        ("CM-9999", "55.00", "cannot be matched", "unknown invoice"),
    ]
    board = book.bench.payment_board()
    assert (board.next_count, board.next_total) == (1, Decimal("4.00"))
    unknown = next(row for row in board.rows if row.facts.invoice_number == "CM-9999")
    assert unknown.facts.customer == "Mallee"
    assert unknown.finding_key == "main/payment for an unknown CM- number/payment R9 on CM-9999"
    book.bench.make_outbox()
    board = book.bench.payment_board()
    assert (board.next_count, [file.rows for file in board.files]) == (0, [1])
    assert ("CM-1001", "4.00", "arrived", "in import file 1") in listed(book)


def test_a_change_after_the_hand_over_is_followed_until_a_journal_shows_it(book):
    """Changed: to do, said done, proven; the life tells before and after."""
    first = book.xero.pay("CM-1001", "60.00", day("2026-09-09"), "R1")
    book.bench.pull()
    book.bench.make_outbox()
    book.xero.unpay(first)
    second = book.xero.pay("CM-1001", "65.00", day("2026-09-10"), "R1")
    book.bench.pull()
    assert listed(book) == [("CM-1001", "65.00", "changed", "to change in Case Manager")]
    changed = row_of(book, second)
    assert (str(changed.facts.before.amount), changed.facts.replaced) == ("60.00", (first,))
    story = book.bench.payment_story(changed)
    assert [
        (pair.field, pair.case_value, pair.xero_value, pair.differs) for pair in story.changes[0]
    ] == [
        ("Date", "9 Sep 2026", "10 Sep 2026", True),
        ("Amount", "60.00", "65.00", True),
        ("Reference", "R1", "R1", False),
    ]
    file = book.bench.outbox_files()[0].name
    told = life(book, second)
    assert told[0] == "Xero: 60.00 dated 9 Sep 2026, reference R1."
    assert f"Handed over by Alex in import file {file}." in told
    assert "Xero: deleted and entered anew, it read 60.00 dated 9 Sep 2026, reference R1." in told
    (item,) = book.bench.outbox_changes()
    book.bench.outbox_done([item.key], "done by phone")
    assert listed(book) == [("CM-1001", "65.00", "changed", "said to be done in Case Manager")]
    assert "Alex said that it is done in Case Manager: done by phone." in life(book, second)
    book.journal("42", "payment P1 1001 65.00 2026-09-10")
    assert listed(book) == [("CM-1001", "65.00", "arrived", "journaled in Case Manager")]


def test_deleted_payments_say_whether_case_manager_ever_had_them(book):
    """One handed over, one never, one journaled."""
    handed = book.xero.pay("CM-1001", "60.00", day("2026-09-09"), "R1")
    journaled = book.xero.pay("CM-1002", "7.00", day("2026-08-20"), "R2")
    book.journal("42", "payment P2 1002 7.00 2026-08-20")
    book.bench.pull()
    book.bench.make_outbox()
    never = book.xero.pay("CM-1002", "5.00", day("2026-09-05"), "R0")
    book.bench.pull()
    for key in (handed, journaled, never):
        book.xero.unpay(key)
    book.bench.pull()
    assert listed(book) == [
        ("CM-1001", "60.00", "deleted", "to delete in Case Manager"),
        ("CM-1002", "5.00", "deleted", "Case Manager never had it"),
        ("CM-1002", "7.00", "deleted", "journaled before it was deleted"),
    ]
    assert row_of(book, journaled).finding_key == (
        "main/payment changed or deleted in Xero after it was journaled/payment P2"
    )
    assert "Xero: deleted, it read 60.00 dated 9 Sep 2026, reference R1." in life(book, handed)


def test_the_invoice_of_a_payment_is_shown_on_both_sides(book):
    """Both documents, and everything paid on it."""
    key = book.xero.pay("CM-1002", "50.00", day("2026-09-09"), "R1")
    book.bench.pull()
    story = book.bench.payment_story(row_of(book, key))
    total = next(pair for pair in story.fields if pair.field == "Total")
    assert (total.case_value, total.xero_value) == ("50.00", "50.00")
    assert story.payments == (("Xero", "9 Sep 2026", "R1", "AUTHORISED", "50.00"),)
    assert story.changes == ()


def test_a_payment_that_is_none_is_said_so(book):
    """A page may hold a row that a restored copy of the data does not have."""
    key = book.xero.pay("CM-1002", "50.00", day("2026-09-09"), "R1")
    book.bench.pull()
    row = row_of(book, key)
    stranger = replace(row, facts=replace(row.facts, key="nobody"))
    with pytest.raises(NothingToDoError, match="There is no payment nobody"):
        book.bench.payment_story(stranger)


def test_an_import_file_is_given_again_byte_for_byte(book):
    """What the browser gets is what lies in the outbox; nothing new is recorded."""
    book.xero.pay("CM-1001", "60.00", day("2026-09-09"), "R1")
    book.bench.pull()
    (written,) = book.bench.make_outbox().written
    name, content = book.bench.outbox_content(1)
    assert (name, content) == (written.path.name, written.path.read_bytes())
    assert len(book.bench.outbox_files()) == 1
    with pytest.raises(NothingToDoError, match="no import file 9"):
        book.bench.outbox_content(9)
