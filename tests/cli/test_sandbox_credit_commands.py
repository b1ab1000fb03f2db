"""The person in Xero at a shell: payments in one deposit, credits, refunds, contacts."""

from datetime import date

import pytest
from running import cmxero, cmxero_json, cmxero_process

from cmxero.config import Home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.hands import XeroUser

ON = ("--date", "2026-09-09")
LINE = {
    "description": "Assessment",
    "quantity": "1",
    "unit_amount": "100",
    "tax_type": "OUTPUT",
    "account_code": "200",
}


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    """An empty sandbox of a home, and a person who looks at what is in it."""
    home = Home(tmp_path_factory.mktemp("credits"))
    with rehearsal_sandbox(home) as url, XeroUser(url) as person:
        yield home.root, person


@pytest.fixture
def home(rehearsal):
    return rehearsal[0]


@pytest.fixture
def person(rehearsal):
    return rehearsal[1]


def bill(person, *numbers, contact="Harbour Insurance"):
    """Approved invoices of 110.00 each."""
    for number in numbers:
        day = date(2026, 9, 1)
        made = person.create_invoice(number, contact, day, day, [LINE], "AUTHORISED")
        assert made.not_done == []


def due(person, number):
    return str(person.find_invoices([number])[number]["AmountDue"])


def left(person, credit):
    return str(person.find_credit(credit)[1]["RemainingCredit"])


def played(home, *words):
    """What came of a command: done, done before, why not."""
    result = cmxero_json("sandbox", *words, home=home)["played"]
    return result["done"], result["already"], result["not_done"]


def test_credit_when_typed_twice_then_the_invoice_is_credited_once(home, person):
    """All that is due, and a part of another invoice."""
    bill(person, "CM-1", "CM-2")
    assert played(home, "credit", "CM-1", "CN-1", *ON) == (1, 0, [])
    assert played(home, "credit", "CM-1", "CN-1", *ON) == (0, 1, [])
    assert played(home, "credit", "CM-2", "CN-2", *ON, "--amount", "30.00") == (1, 0, [])
    assert (due(person, "CM-1"), due(person, "CM-2")) == ("0.00", "80.00")


def test_credit_when_kept_then_it_is_used_taken_back_and_used_again(home, person):
    """What is live now counts, not what was once: a person may change their mind at a shell."""
    bill(person, "CM-11")
    keep = ("credit", "CM-11", "CN-11", *ON, "--amount", "50.00", "--keep")
    assert played(home, *keep) == (1, 0, [])
    assert played(home, *keep) == (0, 1, [])
    assert due(person, "CM-11") == "110.00"
    use = ("allocate", "CN-11", "CM-11", *ON)
    back = ("un-allocate", "CN-11", "CM-11")
    assert played(home, *use, "--amount", "20.00") == (1, 0, [])
    assert played(home, *use, "--amount", "20.00") == (0, 1, [])
    assert played(home, *use) == (1, 0, [])
    assert played(home, *use) == (0, 1, [])
    assert due(person, "CM-11") == "60.00"
    assert played(home, *back)[0] == played(home, *back)[0] == 1
    assert played(home, *back) == (0, 1, [])
    assert due(person, "CM-11") == "110.00"
    assert played(home, *use) == (1, 0, [])
    assert (due(person, "CM-11"), left(person, "CN-11")) == ("60.00", "0.00")


def test_refund_when_deleted_then_it_may_be_entered_again(home, person):
    """Of a credit note, in part; then all that is left, under another reference."""
    bill(person, "CM-21")
    played(home, "credit", "CM-21", "CN-21", *ON, "--keep")
    part = ("refund", "CN-21", "Back 1", *ON, "--amount", "10.00")
    assert [played(home, *part)[:2] for _ in range(2)] == [(1, 0), (0, 1)]
    assert left(person, "CN-21") == "100.00"
    assert [played(home, "un-refund", "CN-21", "Back 1")[:2] for _ in range(2)] == [(1, 0), (0, 1)]
    assert left(person, "CN-21") == "110.00"
    assert played(home, *part) == (1, 0, [])
    assert played(home, "refund", "CN-21", "Back 2", *ON) == (1, 0, [])
    assert left(person, "CN-21") == "0.00"


@pytest.mark.parametrize("verb", ["overpay", "prepay"])
def test_money_when_received_too_much_or_too_early_then_it_is_used_and_refunded(home, person, verb):
    """Found again by its reference; a second one under the same reference is not entered."""
    contact, reference, number = f"Client {verb}", f"EFT {verb}", f"CM-{verb}"
    bill(person, number, contact=contact)
    receive = (verb, contact, "200.00", reference, *ON)
    assert [played(home, *receive)[:2] for _ in range(2)] == [(1, 0), (0, 1)]
    assert played(home, "allocate", reference, number, *ON) == (1, 0, [])
    assert (due(person, number), left(person, reference)) == ("0.00", "90.00")
    assert played(home, "refund", reference, "Back", *ON, "--account", "091") == (1, 0, [])
    assert left(person, reference) == "0.00"


def test_batch_pay_when_one_amount_is_named_then_the_other_is_all_that_is_due(home, person):
    """One deposit over two invoices; un-pay takes all of it back."""
    bill(person, "CM-31", "CM-32")
    deposit = ("batch-pay", "DEPOSIT 7", "CM-31", "CM-32=50.00", *ON)
    assert played(home, *deposit) == (2, 0, [])
    assert played(home, *deposit) == (0, 2, [])
    assert (due(person, "CM-31"), due(person, "CM-32")) == ("0.00", "60.00")
    payments = [p for p in person.list_payments() if p["Reference"] == "DEPOSIT 7"]
    assert len({payment["BatchPaymentID"] for payment in payments}) == 1
    assert played(home, "un-pay", "CM-31", "DEPOSIT 7") == (1, 0, [])
    assert (due(person, "CM-31"), due(person, "CM-32")) == ("110.00", "110.00")


def test_contacts_when_renamed_archived_and_merged_then_invoices_follow(home, person):
    """Each may be repeated; the invoice shows the name that stays."""
    bill(person, "CM-41", contact="Old Name")
    bill(person, "CM-42", contact="Big Insurer")
    for words in (
        ("rename-contact", "Old Name", "New Name"),
        ("archive-contact", "New Name"),
        ("restore-contact", "New Name"),
        ("merge-contacts", "New Name", "Big Insurer"),
    ):
        assert [played(home, *words)[:2] for _ in range(2)] == [(1, 0), (0, 1)], words
    assert person.find_invoices(["CM-41"])["CM-41"]["Contact"]["Name"] == "Big Insurer"


def test_number_when_edited_then_the_old_one_is_gone(home, person):
    """A number another invoice has is refused in Xero's own words."""
    bill(person, "CM-51", "CM-52")
    assert played(home, "edit-number", "CM-51", "CM-59") == (1, 0, [])
    assert played(home, "edit-number", "CM-51", "CM-59") == (0, 1, [])
    assert set(person.find_invoices(["CM-51", "CM-59"])) == {"CM-59"}
    (why,) = played(home, "edit-number", "CM-52", "CM-59")[2]
    assert "unique" in why


def test_what_is_not_possible_is_said_in_words_and_nothing_is_done(home, person):
    """Missing documents, amounts beyond what is there, another contact."""
    bill(person, "CM-61")
    bill(person, "CM-62", contact="Somebody Else")
    played(home, "credit", "CM-61", "CN-61", *ON, "--amount", "40.00", "--keep")
    for words, said in (
        (("credit", "CM-99", "CN-99", *ON), "CM-99 does not exist in Xero."),
        (("credit", "CM-61", "CN-99", *ON, "--amount", "111"), "111.00 is more than is due (110"),
        (("allocate", "CN-99", "CM-61", *ON), "CN-99 does not exist in Xero."),
        (("allocate", "CN-61", "CM-61", *ON, "--amount", "41"), "more than is left of it (40.00)"),
        (("allocate", "CN-61", "CM-62", *ON), "same contact"),
        (("un-allocate", "CN-61", "CM-61"), "allocation of CN-61 to CM-61 does not exist"),
        (("refund", "CN-61", "R", *ON, "--amount", "41"), "more than is left of it (40.00)"),
        (("un-refund", "CN-61", "R"), "refund R of CN-61 does not exist"),
        (("overpay", "Harbour Insurance", "5", "E", *ON, "--account", "200"), "of type BANK"),
        (("batch-pay", "D", "CM-99", *ON), "CM-99 was not paid: it is not in Xero."),
        (("rename-contact", "Nobody", "Anybody"), "The contact Nobody does not exist"),
        (("rename-contact", "Somebody Else", "Harbour Insurance"), "already assigned"),
        (("archive-contact", "Nobody"), "The contact Nobody does not exist"),
        (("merge-contacts", "Nobody", "Somebody Else"), "no contact 'Nobody'"),
        (("edit-number", "CM-99", "CM-98"), "CM-99 does not exist in Xero."),
    ):
        done = cmxero("sandbox", *words, home=home)
        assert (done.returncode, said in done.stdout) == (1, True), (words, done.stdout)
    assert (due(person, "CM-61"), due(person, "CM-62")) == ("110.00", "110.00")
    assert left(person, "CN-61") == "40.00"


@pytest.mark.parametrize("amount", ["ten", "1.234", "0", "-5.00", "nan"])
def test_amount_when_it_is_none_then_the_command_is_refused(home, amount):
    """Exit 2 before anything is asked of the sandbox."""
    done = cmxero("sandbox", "pay", "CM-1", "REF", *ON, "--amount", amount, home=home)
    assert (done.returncode, "amount" in done.stderr) == (2, True)
    done = cmxero("sandbox", "batch-pay", "REF", f"CM-1={amount}", *ON, home=home)
    assert done.returncode == 2


def test_a_credit_in_a_process_of_its_own(home, person):
    """As a person types it, from the program's start to its end."""
    bill(person, "CM-71")
    done = cmxero_process("sandbox", "credit", "CM-71", "CN-71", *ON, home=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Done: 1. Done before: 0.\n", "")
    assert due(person, "CM-71") == "0.00"
