"""A rehearsal from the shell: the person in Xero, and what goes wrong on the way."""

import pytest
from running import cmxero, cmxero_json

from cmxero.config import Home
from cmxero.demo_home import prepare_home
from cmxero.rehearsal import rehearsal_sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A demo home whose journal 41 lies in Xero as drafts."""
    made = Home(tmp_path_factory.mktemp("rehearsal"))
    prepare_home(made)
    with rehearsal_sandbox(made):
        cmxero("connect", home=made.root)
        cmxero("import", "journal-41.csv", home=made.root)
        cmxero("export", "41", "--send", home=made.root)
        yield made.root


def invoice(home, number):
    """What the workbench knows of an invoice after a pull."""
    cmxero("pull", home=home)
    columns = "status, total, amount_due, contact_name, due_date"
    question = f"select {columns} from xero_invoice where invoice_number = '{number}'"  # noqa: S608
    answer = cmxero_json("sql", question, home=home)
    (row,) = answer["rows"]
    return dict(zip(answer["columns"], row, strict=True))


def test_approve_pay_and_un_pay_come_back_with_the_pull(home):
    """A person's deeds on one side, the workbench's view on the other; again changes nothing."""
    approve = ("sandbox", "approve", "CM-1002")
    assert cmxero_json(*approve, home=home)["played"]["done"] == 1
    assert cmxero_json(*approve, home=home)["played"]["already"] == 1
    pay = ("sandbox", "pay", "CM-1002", "REF1", "--date", "2026-09-09", "--amount", "10.00")
    assert cmxero(*pay, home=home).returncode == 0
    paid = invoice(home, "CM-1002")
    assert paid["status"] == "AUTHORISED"
    assert paid["amount_due"] != paid["total"]
    assert cmxero("sandbox", "un-pay", "CM-1002", "REF1", home=home).returncode == 0
    unpaid = invoice(home, "CM-1002")
    assert unpaid["amount_due"] == unpaid["total"]


def test_edits_void_and_delete(home):
    """Contact, due date and price of one invoice, the end of two others."""
    cmxero("sandbox", "approve", "CM-1003", "CM-1004", home=home)
    for words in (
        ("edit-contact", "CM-1003", "Somebody Else"),
        ("edit-due-date", "CM-1003", "--date", "2027-01-31"),
        ("edit-line", "CM-1003", "1", "1.00"),
        ("void", "CM-1004"),
        ("delete-draft", "CM-1005"),
    ):
        assert cmxero("sandbox", *words, home=home).returncode == 0, words
    edited = invoice(home, "CM-1003")
    assert (edited["contact_name"], edited["due_date"]) == ("Somebody Else", "2027-01-31")
    assert invoice(home, "CM-1004")["status"] == "VOIDED"
    assert invoice(home, "CM-1005")["status"] == "DELETED"


def test_what_xero_refuses_is_said(home):
    """A draft cannot be paid; exit 1 and the reason."""
    done = cmxero("sandbox", "pay", "CM-1006", "REF9", "--date", "2026-09-09", home=home)
    assert (done.returncode, "Not done" in done.stdout) == (1, True)


def test_a_lost_answer_is_rehearsed(home):
    """The first create of journal 42 is done and its answer lost: every invoice arrives once."""
    cmxero("import", "journal-42.csv", home=home)
    words = ("sandbox", "fault", "lost answer", "--method", "PUT", "--path", "/Invoices")
    assert cmxero(*words, home=home).returncode == 0
    answer = cmxero_json("export", "42", "--send", home=home)
    states = [state for _, state, _ in answer["outcomes"]]
    assert set(states) == {"ADOPTED", "CREATED"}
    assert answer["exported"] == answer["ready"] == len(states)
    listed = cmxero_json("sandbox", "requests", "--newest", "99", home=home)["requests"]
    creates = [each for each in listed if each["method"] == "PUT" and "/Invoices" in each["path"]]
    assert len({each["idempotency_key"] for each in creates}) == len(creates)


def test_a_locked_period_refuses_an_edit(home):
    """The lock date is set from the shell, and lifted again."""
    assert cmxero("sandbox", "lock-dates", "--period", "2026-12-31", home=home).returncode == 0
    refused = cmxero("sandbox", "edit-line", "CM-1007", "1", "2.00", home=home)
    assert (refused.returncode, "lock" in refused.stdout) == (1, True)
    assert "Nothing is locked" in cmxero("sandbox", "lock-dates", home=home).stdout
    assert cmxero("sandbox", "edit-line", "CM-1007", "1", "2.00", home=home).returncode == 0


def test_without_a_running_sandbox_it_says_so(tmp_path):
    """Exit 3 and the command that starts it."""
    done = cmxero("sandbox", "approve", home=tmp_path)
    assert (done.returncode, "cmxero sandbox serve" in done.stderr) == (3, True)
