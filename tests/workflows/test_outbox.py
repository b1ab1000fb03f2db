"""Back to Case Manager: every payment once, changes and deletions by hand."""

import csv
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from scene import SETTINGS, Scene, day

from cmxero.core.errors import NothingToDoError
from cmxero.spreadsheets import SpreadsheetError
from cmxero.workflows.outbox import make_outbox

INVOICES = ("invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")


class Killed(BaseException):
    """What stands for the end of a process."""


@pytest.fixture
def book(scene):
    """Two invoices of 100.00 and 50.00, approved in Xero."""
    scene.journal("41", *INVOICES)
    scene.cycle("41")
    return scene


def rows(scene):
    """Rows of all import files in the outbox, without headers, in the order of the files."""
    found = []
    for path in sorted((scene.home / "data" / "outbox").glob("payments-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += list(csv.reader(file))[1:]
    return found


def hand_list(scene):
    """What the hand list's file says: (do, invoice, date and amount it must have, status)."""
    path = scene.home / "data" / "outbox" / "hand-list-main.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["Do"], row["Invoice"], row["Date it must have"], row["Amount it must have"],
             row["Status"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


def items(scene):
    """(action, key, target amount, status) of everything on the hand list, proven ones too."""
    return [
        (i.action.value, i.key, str(i.target_amount) if i.target_amount else "", i.status)
        for i in scene.bench.outbox_changes()
    ]


def pay(scene, number, amount, date, reference="", batch=""):
    """A payment in Xero, pulled."""
    made = scene.xero.pay(number, amount, day(date), reference, batch)
    scene.bench.pull()
    return made


def unpay(scene, identity):
    """A payment deleted in Xero, pulled."""
    scene.xero.unpay(identity)
    scene.bench.pull()


def change(scene, identity, amount, date, reference=""):
    """A payment deleted and entered anew in Xero, pulled."""
    number = scene.xero.payments[identity].invoice_number
    scene.xero.unpay(identity)
    return pay(scene, number, amount, date, reference)


def desk(scene, **changed):
    """The outbox's desk with something about it changed."""
    return replace(scene.bench._outbox_desk, **changed)


# Files -------------------------------------------------------------------------------------


def test_every_payment_is_in_one_file_once(book):
    """Over many runs; a run without a new payment makes no file."""
    pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    first = book.bench.make_outbox()
    assert [(w.number, w.rows, str(w.total)) for w in first.written] == [(1, 1, "60.00")]
    assert first.needs_a_person
    for _ in range(3):
        again = book.bench.make_outbox()
        assert (again.written, again.items, again.needs_a_person) == ((), (), False)
    pay(book, "CM-1001", "10.00", "2026-09-10", "R2")
    pay(book, "CM-1002", "50.00", "2026-09-11", "R3", batch="b1")
    book.bench.make_outbox()
    assert rows(book) == [
        ["1001", "09/09/2026", "60.00", "EFT", "R1", "Bluegum", ""],
        ["1001", "10/09/2026", "10.00", "EFT", "R2", "Bluegum", ""],
        ["1002", "11/09/2026", "50.00", "EFT", "R3", "Bluegum", "Batch b1"],
    ]
    assert [(f.number, f.rows, str(f.total)) for f in book.bench.outbox_files()] == [
        (1, 1, "60.00"),
        (2, 2, "60.00"),
    ]
    assert book.checks() == {}


def test_what_is_not_mirrored_stays_out(book):
    """Held, before the start, journaled, and on an unknown number."""
    book.xero.type_by_hand("CM-9999", "55.00")
    book.xero.pay("CM-9999", "5.00", day("2026-09-20"))
    book.xero.pay("CM-1001", "1.00", book.bench.today() + timedelta(days=8))
    book.xero.pay("CM-1001", "2.00", day("2026-08-31"))
    book.xero.pay("CM-1001", "3.00", day("2026-09-03"))
    book.journal("42", "payment P1 1001 3.00 2026-09-03")
    book.bench.pull()
    assert book.bench.make_outbox().written == ()
    book.clock.now += timedelta(days=1)
    assert [w.rows for w in book.bench.make_outbox().written] == [1]
    assert rows(book)[0][2] == "1.00"


def test_excel_with_columns_of_ones_own_and_types_by_account(tmp_path, migrated_database):
    """The layout and the payment type come from the settings."""
    options = (
        '[payments.types]\n"090" = "Cheque"\n[outbox]\nformat = "xlsx"\n[outbox.columns]\n'
        '"Inv" = "invoice_number"\n"Amt" = "amount"\n"When" = "payment_date"\n'
        '"How" = "payment_type"\n"Bank" = "text:CBA"\n'
    )
    scene = Scene(tmp_path / "h", settings=SETTINGS + options, template=migrated_database).connect()
    scene.journal("41", *INVOICES)
    scene.cycle("41")
    pay(scene, "CM-1001", "60.00", "2026-09-09")
    (written,) = scene.bench.make_outbox().written
    scene.close()
    book = load_workbook(written.path)
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    book.close()
    assert cells[0] == ["Inv", "Amt", "When", "How", "Bank"]
    assert (cells[1][0], cells[1][1], cells[1][2].date(), *cells[1][3:]) == (
        "1001", 60, day("2026-09-09"), "Cheque", "CBA",
    )  # fmt: skip


def test_killed_before_the_file_is_written(book):
    """The next run writes what is recorded, the same bytes, and delivers nothing twice."""

    def die(path, content):
        raise Killed

    pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    with pytest.raises(Killed):
        make_outbox(book.bench.bench, desk(book, put=die))
    assert rows(book) == []
    (recorded,) = book.bench.outbox_files()
    assert (recorded.rows, recorded.written_utc) == (1, None)
    pay(book, "CM-1002", "50.00", "2026-09-10", "R2")
    report = book.bench.make_outbox()
    assert [(w.number, w.reason) for w in report.written] == [(1, "recorded before"), (2, "new")]
    assert [row[4] for row in rows(book)] == ["R1", "R2"]
    assert all(file.written_utc for file in book.bench.outbox_files())


def test_killed_before_the_acknowledgement(book):
    """The file that lies there is written over with the same bytes."""
    whole = desk(book)

    def write_and_die(path, content):
        whole.put(path, content)
        raise Killed

    pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    with pytest.raises(Killed):
        make_outbox(book.bench.bench, replace(whole, put=write_and_die))
    (path,) = (book.home / "data" / "outbox").iterdir()
    content = path.read_bytes()
    report = book.bench.make_outbox()
    assert "do not import it twice" in str(report)
    assert path.read_bytes() == content
    assert book.bench.make_outbox().written == ()


def test_a_disk_that_is_full_is_said_and_made_good(book):
    """The payments are recorded; the run that can write writes them."""

    def refuse(path, content):
        raise SpreadsheetError("No space left.")

    pay(book, "CM-1001", "60.00", "2026-09-09")
    with pytest.raises(SpreadsheetError):
        make_outbox(book.bench.bench, desk(book, put=refuse))
    assert book.bench.runs(1)[0].outcome == "failed"
    assert [w.rows for w in book.bench.make_outbox().written] == [1]


def test_a_file_that_a_person_moved_is_made_again_only_when_asked(book, tmp_path):
    """Same name, same bytes, though the columns changed meanwhile; it says what it is."""
    pay(book, "CM-1001", "60.00", "2026-09-09")
    (written,) = book.bench.make_outbox().written
    content = written.path.read_bytes()
    written.path.rename(tmp_path / "imported.csv")
    assert book.bench.make_outbox().written == ()
    assert not written.path.exists()
    other = replace(desk(book).layout, columns=(("Other", "amount"),))
    report = make_outbox(book.bench.bench, desk(book, layout=other), again=1)
    assert "same payments" in str(report)
    assert written.path.read_bytes() == content
    with pytest.raises(NothingToDoError, match="no import file 7"):
        book.bench.make_outbox(again=7)


def test_two_workbenches_at_once_deliver_once(book):
    """Robin's whole run falls between Alex's record and Alex's file."""
    pay(book, "CM-1001", "60.00", "2026-09-09")
    robin = Scene(book.home, xero=book.xero)
    robin.clock.now = book.clock.now
    whole, reports = desk(book), []

    def interrupted(path, content):
        if not reports:
            reports.append(robin.bench.make_outbox())
        whole.put(path, content)

    mine = make_outbox(book.bench.bench, replace(whole, put=interrupted))
    robin.close()
    assert [w.number for w in (*mine.written, *reports[0].written)] == [1, 1]
    assert [row[2] for row in rows(book)] == ["60.00"]
    assert len(book.bench.outbox_files()) == 1


# By hand -----------------------------------------------------------------------------------


def test_a_payment_changed_before_delivery_is_delivered_as_it_is(book):
    """Nothing to do by hand: Case Manager never had the first one."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    change(book, first, "70.00", "2026-09-09")
    report = book.bench.make_outbox()
    assert report.items == ()
    assert [row[2] for row in rows(book)] == ["70.00"]


def test_a_payment_changed_after_delivery_is_a_change_by_hand_and_in_no_file(book):
    """The replacement would double it if a file held it too."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    book.bench.make_outbox()
    change(book, first, "70.00", "2026-09-12", "R2")
    assert items(book) == [("change", first, "70.00", "to do")]
    report = book.bench.make_outbox()
    assert (report.written, report.replacements) == ((), 1)
    assert hand_list(book) == [("Change", "1001", "2026-09-12", "70.00", "to do")]
    assert book.bench.make_outbox().written == ()
    assert [row[2] for row in rows(book)] == ["60.00"]


def test_entered_anew_just_as_it_was_needs_nothing(book):
    """Same amount, date and reference: Case Manager's copy is right."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    book.bench.make_outbox()
    change(book, first, "60.00", "2026-09-09", "R1")
    report = book.bench.make_outbox()
    assert (report.written, report.items, report.needs_a_person) == ((), (), False)


def test_a_deletion_is_done_by_hand_and_a_later_payment_is_one_of_its_own(book):
    """Once said to be done, what is paid afterwards comes in a file."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    unpay(book, first)
    assert items(book) == [("delete", first, "", "to do")]
    assert book.bench.outbox_done([first], note="gone") == 1
    assert items(book) == [("delete", first, "", "said done")]
    pay(book, "CM-1001", "65.00", "2026-09-20")
    book.bench.make_outbox()
    assert [row[2] for row in rows(book)] == ["60.00", "65.00"]
    assert items(book) == [("delete", first, "", "said done")]


def test_a_deletion_nobody_did_yet_becomes_a_change(book):
    """Entered anew days later: still one payment in Case Manager."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    unpay(book, first)
    book.bench.make_outbox()
    pay(book, "CM-1001", "65.00", "2026-09-20")
    book.bench.make_outbox()
    assert [row[2] for row in rows(book)] == ["60.00"]
    assert hand_list(book) == [("Change", "1001", "2026-09-20", "65.00", "to do")]


def test_a_chain_of_changes_is_followed_to_its_end(book):
    """Each link asks anew; back to the first values is a change too; a deletion ends it."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    book.bench.make_outbox()
    second = change(book, first, "70.00", "2026-09-09", "R1")
    book.bench.make_outbox()
    book.bench.outbox_done([first])
    assert items(book) == [("change", first, "70.00", "said done")]
    third = change(book, second, "60.00", "2026-09-09", "R1")
    book.bench.make_outbox()
    assert items(book) == [("change", first, "60.00", "to do")]
    fourth = change(book, third, "70.00", "2026-09-09", "R1")
    assert items(book) == [("change", first, "70.00", "to do")]
    book.bench.make_outbox()
    unpay(book, fourth)
    book.bench.make_outbox()
    assert items(book) == [("delete", first, "", "to do")]
    assert [row[2] for row in rows(book)] == ["60.00"]


def test_two_changes_on_one_invoice_keep_to_their_like(book):
    """The one with the same amount goes first, each is used once."""
    a = pay(book, "CM-1001", "10.00", "2026-09-05", "A")
    b = pay(book, "CM-1001", "20.00", "2026-09-06", "B")
    book.bench.make_outbox()
    for payment in (a, b):
        book.xero.unpay(payment)
    book.xero.pay("CM-1001", "20.00", day("2026-09-16"), "B2")
    book.xero.pay("CM-1001", "11.00", day("2026-09-15"), "A2")
    book.bench.pull()
    assert sorted(items(book)) == [
        ("change", a, "11.00", "to do"),
        ("change", b, "20.00", "to do"),
    ]
    pay(book, "CM-1001", "5.00", "2026-09-17", "C")
    book.bench.make_outbox()
    assert [row[2] for row in rows(book)] == ["10.00", "20.00", "5.00"]


def test_a_payment_a_recount_no_longer_finds_is_deleted_and_may_come_back(book):
    """What came back after Case Manager deleted it must be entered again."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    kept = book.xero.payments.pop(first)
    book.bench.pull(full=True)
    assert items(book) == [("delete", first, "", "to do")]
    book.xero.payments[first] = kept
    book.bench.pull(full=True)
    assert items(book) == []
    book.xero.payments.pop(first)
    book.bench.pull(full=True)
    book.bench.outbox_done([first])
    book.xero.payments[first] = kept
    book.bench.pull(full=True)
    assert items(book) == [("enter", first, "60.00", "to do")]
    assert book.bench.make_outbox().written == ()


def test_one_that_came_back_beside_its_replacement_is_on_the_list(book):
    """Two live payments, one delivered: the other is to be entered by hand."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    second = book.xero.pay("CM-1001", "30.00", day("2026-09-10"))
    kept = book.xero.payments.pop(first)
    book.bench.pull(full=True)
    book.bench.make_outbox()
    assert items(book) == [("change", first, "30.00", "to do")]
    book.xero.payments[first] = kept
    book.bench.pull(full=True)
    assert sorted(items(book)) == [
        ("change", first, "60.00", "to do"),
        ("enter", second, "30.00", "to do"),
    ]


# Ticked off by a journal --------------------------------------------------------------------


def test_a_change_is_proven_by_the_journal_that_shows_it(book):
    """Not by one that still shows the old values."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    second = change(book, first, "70.00", "2026-09-12")
    book.bench.make_outbox()
    book.journal("42", "payment P1 1001 60.00 2026-09-09")
    assert items(book) == [("change", first, "70.00", "to do")]
    book.journal("42", "payment P1 1001 70.00 2026-09-12")
    assert items(book) == [("change", first, "70.00", "proven")]
    book.bench.make_outbox()
    assert hand_list(book) == []
    change(book, second, "71.00", "2026-09-12")
    assert items(book) == [("change", first, "71.00", "to do")]


def test_a_change_of_the_date_alone_is_not_proven_by_the_amount(book):
    """The journaled one pairs with the new payment, yet its date is the old one."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    book.journal("42", "payment P1 1001 60.00 2026-09-09")
    change(book, first, "60.00", "2026-09-20")
    report = book.bench.make_outbox()
    assert report.written == ()
    assert items(book) == [("change", first, "60.00", "to do")]
    book.journal("42", "payment P1 1001 60.00 2026-09-20")
    assert items(book) == [("change", first, "60.00", "proven")]


@pytest.mark.parametrize(
    ("newer", "status"),
    [
        (("42", "invoice 1003 1.00 2026-09-01"), "proven"),
        (("43", "refund R1 1001 P1 60.00 2026-09-30"), "proven"),
        (("43", "refund R1 1001 P1 59.00 2026-09-30"), "to do"),
        (("43", "invoice 1003 1.00 2026-09-01"), "to do"),
    ],
)
def test_a_deletion_is_proven_by_its_journal_or_by_a_whole_refund(book, newer, status):
    """The newest file of journal 42 lacks the payment, or a refund gives all of it back."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    book.journal("42", "payment P1 1001 60.00 2026-09-09", "invoice 1003 1.00 2026-09-01")
    unpay(book, first)
    assert items(book) == [("delete", first, "", "to do")]
    book.journal(*newer)
    assert items(book) == [("delete", first, "", status)]


def test_an_equal_payment_is_not_taken_for_the_journaled_copy_of_another(book):
    """Case Manager journaled the delivered one; the second, just like it, still has to go."""
    pay(book, "CM-1001", "20.00", "2026-09-09", "Z")
    book.bench.make_outbox()
    book.journal("42", "payment P1 1001 20.00 2026-09-09")
    pay(book, "CM-1001", "20.00", "2026-09-09", "A")
    assert book.bench.payments_by_state() == {"journaled": 1, "mirrored": 1}
    book.bench.make_outbox()
    assert [row[4] for row in rows(book)] == ["Z", "A"]
    assert book.bench.outbox_changes() == ()


def test_words_are_all_or_none(book):
    """An unknown key stores nothing."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09")
    book.bench.make_outbox()
    unpay(book, first)
    with pytest.raises(NothingToDoError, match="nowhere"):
        book.bench.outbox_done([first, "nowhere"])
    assert items(book) == [("delete", first, "", "to do")]


# Told to people -----------------------------------------------------------------------------


def test_people_see_a_change_where_xero_deleted_and_created(book):
    """Added, changed with before and after, deleted; published for analysts."""
    first = pay(book, "CM-1001", "60.00", "2026-09-09", "R1")
    second = change(book, first, "70.00", "2026-09-12", "R1")
    other = pay(book, "CM-1002", "50.00", "2026-09-13", "R3")
    unpay(book, other)
    book.bench.publish()
    answer = book.bench.ask(
        "select change, xero_payment_id, replaced_payment_id, amount_before, amount_after, "
        "date_before, date_after from payment_change order by at_utc, change"
    )
    told = [tuple(str(cell) for cell in row) for row in answer.rows]
    assert told == [
        ("added", first, "", "None", "60.00", "None", "2026-09-09"),
        ("changed", second, first, "60.00", "70.00", "2026-09-09", "2026-09-12"),
        ("added", other, "", "None", "50.00", "None", "2026-09-13"),
        ("deleted", other, "", "50.00", "None", "2026-09-13", "None"),
    ]
    mirrored = book.bench.ask("select xero_payment_id, payment_type, payer from mirrored_payment")
    assert mirrored.rows == ((second, "EFT", "Bluegum"),)


def test_a_dry_run_says_what_would_go_and_writes_nothing(book):
    """As in the notebook: looked at first, delivered on demand."""
    pay(book, "CM-1001", "60.00", "2026-09-10")
    said = str(book.bench.make_outbox(dry_run=True))
    assert said == (
        "Dry run, nothing was written: the next import file takes 1 payment, 60.00 in all; "
        "0 to change in Case Manager by hand."
    )
    assert rows(book) == []
    assert book.bench.outbox_files() == ()
    assert [run.kind for run in book.bench.runs(50) if run.kind == "outbox"] == []
    book.bench.make_outbox()
    assert "takes 0 payments" in str(book.bench.make_outbox(dry_run=True))
