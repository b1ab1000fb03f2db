"""What a person does with credits, contacts and lock dates, as a script (hands.py, play.py)."""

from datetime import date

import pytest
from sandbox_api import BASE

from cmxero.core.errors import SettingsError
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.play import play
from cmxero.sandbox.records import TABLES

TODAY = date(2026, 11, 22)
ASSESSMENT = {"description": "Assessment", "account_code": "200", "tax_type": "OUTPUT"}
TRAVEL = {"description": "Travel", "account_code": "260", "tax_type": "EXEMPTOUTPUT"}
LINES = [
    {**ASSESSMENT, "quantity": "1.5", "unit_amount": "100.1234"},
    {**TRAVEL, "quantity": "1", "unit_amount": "20"},
]


@pytest.fixture
def user(api):
    with XeroUser(BASE, transport=api.transport) as user:
        yield user


def create(number: str, contact: str = "Comcare") -> dict:
    """An approved invoice of 185.21: 165.19 with GST and 20.00 without, less rounding."""
    return {
        "action": "create_invoice",
        "number": number,
        "contact": contact,
        "date": "today-9",
        "due_date": "today+5",
        "lines": LINES,
        "status": "AUTHORISED",
    }


def do(action: str, **fields) -> dict:
    return {"action": action, "date": "today", **fields}


SCRIPT = [
    *(create(f"CM-{n}") for n in range(1, 7)),
    create("CM-7", "Comcare NSW"),
    do("credit", number="CM-1", credit="CN-1"),
    do("credit", number="CM-2", credit="CN-2", amount="50.00"),
    do("credit", number="CM-3", credit="CN-3", amount="30.00"),
    do("remove_allocation", number="CM-3", credit="CN-3"),
    do("allocate", number="CM-4", credit="CN-3", amount="10.00"),
    do("remove_allocation", number="CM-4", credit="CN-3"),
    do("allocate", number="CM-4", credit="CN-3", amount="12.00"),
    do("refund", credit="CN-3", amount=None, reference="Back 1"),
    do("overpay", contact="Comcare", amount="100.00", reference="EFT 8"),
    do("allocate", number="CM-5", credit="EFT 8"),
    do("prepay", contact="Comcare", amount="66.00", reference="EFT 9", account_code="091"),
    do("allocate", number="CM-6", credit="EFT 9", amount="16.00"),
    do("refund", credit="EFT 9", amount="20.00", reference="Back 2"),
    do("delete_payment", reference="Back 2"),
    do("refund", credit="EFT 9", amount="21.00", reference="Back 2"),
    do("create_credit_note", credit="CN-9", contact="Comcare", lines=LINES, reference="Goodwill"),
    {"action": "merge_contacts", "from": "Comcare NSW", "into": "Comcare"},
    {"action": "set_lock_dates", "period_lock_date": "2026-06-30"},
]


def invoice_facts(api, number: str) -> tuple[str, str]:
    row = api.state.invoice_numbered(number)
    return row.status, str(row.amount_due)


def credit_facts(api) -> dict[str, tuple[str, str]]:
    rows = [*api.state.credit_notes.values(), *api.state.bank_credits.values()]
    return {row.number or row.reference: (row.status, str(row.amount_due)) for row in rows}


def holds_what_the_script_says(api) -> None:
    """What is true after the whole script, however it was played."""
    assert {f"CM-{n}": invoice_facts(api, f"CM-{n}") for n in range(1, 8)} == {
        "CM-1": ("PAID", "0.00"),
        "CM-2": ("AUTHORISED", "135.21"),
        "CM-3": ("AUTHORISED", "185.21"),
        "CM-4": ("AUTHORISED", "173.21"),
        "CM-5": ("AUTHORISED", "85.21"),
        "CM-6": ("AUTHORISED", "169.21"),
        "CM-7": ("AUTHORISED", "185.21"),
    }
    assert credit_facts(api) == {
        "CN-1": ("PAID", "0.00"),
        "CN-2": ("PAID", "0.00"),
        "CN-3": ("PAID", "0.00"),
        "EFT 8": ("PAID", "0.00"),
        "EFT 9": ("AUTHORISED", "29.00"),
        "CN-9": ("AUTHORISED", "185.21"),
    }
    uses = [(str(one.amount), one.is_deleted) for one in api.state.allocations.values()]
    assert sorted(uses) == [
        ("10.00", True),
        ("100.00", False),
        ("12.00", False),
        ("16.00", False),
        ("185.21", False),
        ("30.00", True),
        ("50.00", False),
    ]
    assert sorted((str(p.amount), p.status) for p in api.state.payments.values()) == [
        ("18.00", "AUTHORISED"),
        ("20.00", "DELETED"),
        ("21.00", "AUTHORISED"),
    ]
    seventh = api.state.invoice_numbered("CM-7")
    assert api.state.contacts[seventh.contact_id].name == "Comcare"
    assert api.state.settings.period_lock_date == date(2026, 6, 30)


def test_credits_when_the_script_is_played_then_xero_holds_what_it_says(api, user):
    """Every new action, in one go; nothing was refused."""
    assert play(user, SCRIPT, TODAY).not_done == []
    holds_what_the_script_says(api)


def test_credits_when_played_again_then_nothing_changes(api, user):
    """Not one document differs, though the script takes back and uses again."""
    play(user, SCRIPT, TODAY)
    before = {name: dict(getattr(api.state, name)) for name in TABLES}
    api.clock.advance(seconds=10)
    again = play(user, SCRIPT, TODAY)
    assert (again.done, again.not_done) == (0, [])
    assert {name: dict(getattr(api.state, name)) for name in TABLES} == before


@pytest.mark.parametrize("cut", range(7, len(SCRIPT)))
def test_credits_when_it_stopped_anywhere_then_playing_it_whole_ends_the_same(api, user, cut):
    """A script killed after any step is finished by playing it again."""
    play(user, SCRIPT[:cut], TODAY)
    assert play(user, SCRIPT, TODAY).not_done == []
    holds_what_the_script_says(api)


def test_office_when_played_twice_then_names_numbers_and_archive_are_as_it_says(api, user):
    """Renaming, renumbering, archiving and bringing back; documents stay with their contact."""
    script = [
        create("CM-1", "Old Name"),
        create("CM-2", "icare"),
        {"action": "rename_contact", "name": "Old Name", "new_name": "New Name"},
        {"action": "edit_number", "number": "CM-1", "new_number": "CM-1A"},
        {"action": "archive_contact", "name": "New Name"},
        {"action": "archive_contact", "name": "icare"},
        {"action": "restore_contact", "name": "icare"},
    ]
    assert play(user, script, TODAY).not_done == []
    renumbered = api.state.invoice_numbered("CM-1A")
    contact = api.state.contacts[renumbered.contact_id]
    assert (contact.name, contact.status) == ("New Name", "ARCHIVED")
    assert api.state.contact_named("icare").status == "ACTIVE"
    assert user.rename_contact("Old Name", "New Name").already == 1
    assert user.edit_number("CM-1", "CM-1A").already == 1
    assert user.archive_contact("new name").already == 1


@pytest.mark.parametrize("action", ["allocate", "refund", "receive"])
def test_hands_when_not_counting_then_what_is_live_now_decides(api, user, action):
    """At a screen one looks at what is there; what was taken back may be done again."""
    play(user, [create("CM-1")], TODAY)
    user.create_credit_note("CN-1", "Comcare", TODAY, LINES)
    do_it, undo = {
        "allocate": (
            lambda: user.allocate("CN-1", "CM-1", TODAY, "10.00"),
            lambda: user.remove_allocation("CN-1", "CM-1"),
        ),
        "refund": (
            lambda: user.refund("CN-1", "10.00", TODAY, "R", "090"),
            lambda: user.delete_refund("CN-1", "R"),
        ),
        "receive": (
            lambda: user.receive("Prepayments", "Comcare", "10.00", TODAY, "P", "090"),
            lambda: user.post_one(
                f"BankTransactions/{next(iter(api.state.bank_credits))}", {"Status": "DELETED"}
            ),
        ),
    }[action]
    assert [do_it().done for _ in range(2)] == [1, 0]
    assert undo().done == 1
    assert [do_it().done for _ in range(2)] == [1, 0]


def test_credit_when_it_died_between_note_and_use_then_the_use_is_made(api, user):
    """Creating a credit note and using it are two calls: the second is caught up (2.1)."""
    play(user, [create("CM-1")], TODAY)
    user.create_credit_note("CN-1", "Comcare", TODAY, LINES)
    assert invoice_facts(api, "CM-1") == ("AUTHORISED", "185.21")
    assert user.credit("CM-1", "CN-1", TODAY).done == 1
    assert user.credit("CM-1", "CN-1", TODAY).already == 1
    assert invoice_facts(api, "CM-1") == ("PAID", "0.00")


def test_credit_when_all_of_an_invoice_is_credited_then_its_lines_are_mirrored(api, user):
    """Tax and accounts go back as they came; a part goes by one line taxed like the first."""
    play(user, [create("CM-1"), create("CM-2")], TODAY)
    user.credit("CM-1", "CN-1", TODAY)
    user.credit("CM-2", "CN-2", TODAY, "11.00")
    whole, part = api.state.credit_notes.values()
    invoice = api.state.invoice_numbered("CM-1")
    assert (whole.sub_total, whole.total_tax) == (invoice.sub_total, invoice.total_tax)
    assert [row.account_code for row in whole.lines] == ["200", "260"]
    assert (str(part.total), str(part.total_tax)) == ("11.00", "1.00")


def test_hands_when_a_credit_is_not_possible_then_it_is_reported_not_raised(api, user):
    """Missing documents and Xero's refusals come back as sentences."""
    play(user, [create("CM-1"), create("CM-2", "icare")], TODAY)
    user.pay("CM-1", None, TODAY, "EFT")
    user.create_credit_note("CN-1", "Comcare", TODAY, LINES)
    for played, words in (
        (user.credit("CM-9", "CN-9", TODAY), "CM-9 does not exist"),
        (user.credit("CM-1", "CN-9", TODAY), "nothing is due"),
        (user.allocate("CN-9", "CM-1", TODAY), "CN-9 does not exist"),
        (user.allocate("CN-1", "CM-9", TODAY), "CM-9 does not exist"),
        (user.allocate("CN-1", "CM-1", TODAY), "nothing is due"),
        (user.allocate("CN-1", "CM-2", TODAY), "same contact"),
        (user.remove_allocation("CN-9", "CM-1"), "CN-9 does not exist"),
        (user.remove_allocation("CN-1", "CM-1"), "allocation of CN-1 to CM-1 does not exist"),
        (user.refund("CN-9", None, TODAY, "R", "090"), "CN-9 does not exist"),
        (
            user.refund("CN-1", "999.00", TODAY, "R", "090"),
            "999.00 is more than is left of it (185.21)",
        ),
        (user.receive("Overpayments", "Comcare", "1", TODAY, "R", "200"), "of type BANK"),
        (user.merge_contacts("Comcare", "nobody"), "no contact 'nobody'"),
    ):
        assert (played.done, len(played.not_done)) == (0, 1), words
        assert words in played.not_done[0]
    assert (api.state.allocations, api.state.bank_credits) == ({}, {})


def test_lock_dates_when_they_forbid_it_then_taking_back_is_reported(api, user):
    """A credit used in a locked period stays used."""
    play(user, [create("CM-1"), do("credit", number="CM-1", credit="CN-1")], TODAY)
    user.set_lock_dates(TODAY)
    assert "period lock date" in user.remove_allocation("CN-1", "CM-1").not_done[0]
    assert invoice_facts(api, "CM-1") == ("PAID", "0.00")
    assert user.set_lock_dates(None).done == 1
    assert user.remove_allocation("CN-1", "CM-1").done == 1
    assert invoice_facts(api, "CM-1") == ("AUTHORISED", "185.21")


@pytest.mark.parametrize(
    "step",
    [
        {"action": "credit", "number": "CM-1", "date": "today"},
        {"action": "overpay", "contact": "x", "amount": "much", "date": "today", "reference": "r"},
        {"action": "set_lock_dates", "period_lock_date": "someday"},
    ],
)
def test_script_when_a_credit_step_is_wrong_then_it_is_said(user, step):
    """A misspelt script does not pass in silence."""
    with pytest.raises(SettingsError, match="script"):
        play(user, [step], TODAY)
