"""What a person does in Xero, and the demo's script (hands.py, play.py)."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from sandbox_api import BASE, START

from cmxero.core.errors import SettingsError
from cmxero.sandbox.dates import read_day
from cmxero.sandbox.hands import AGENT, XeroUser
from cmxero.sandbox.play import ScriptPlayer, play, read_script_day

TODAY = date(2026, 11, 22)
LINES = [
    {
        "description": "Assessment",
        "quantity": "1.5",
        "unit_amount": "100.1234",
        "tax_type": "OUTPUT",
        "account_code": "200",
    },
    {
        "description": "Travel",
        "quantity": "1",
        "unit_amount": "20",
        "tax_type": "EXEMPTOUTPUT",
        "account_code": "260",
    },
]


@pytest.fixture
def user(api):
    with XeroUser(BASE, transport=api.transport) as user:
        yield user


def create(number: str, **fields) -> dict:
    return {
        "action": "create_invoice",
        "number": number,
        "contact": "Comcare",
        "date": "today-9",
        "due_date": "today+5",
        "lines": LINES,
        "status": "DRAFT",
        **fields,
    }


def pay(number: str, amount, reference: str, day: str = "today") -> dict:
    return {
        "action": "pay",
        "number": number,
        "amount": amount,
        "date": day,
        "reference": reference,
        "account_code": "090",
    }


def facts(api, number: str) -> tuple[str, str, str]:
    row = api.state.invoice_numbered(number)
    return row.status, str(row.total), str(row.amount_due)


SCRIPT = [
    *(create(f"CM-{n}") for n in range(1, 9)),
    create("CM-9", date="2026-10-01"),
    {"action": "approve_all", "except": ["CM-8", "2026-10-01"]},
    {"action": "edit_line", "number": "CM-1", "line": 1, "unit_amount": "25.00"},
    {"action": "edit_dates", "number": "CM-2", "date": "2026-11-15", "due_date": "today+30"},
    {"action": "edit_contact", "number": "CM-3", "contact": "icare"},
    {"action": "delete_draft", "number": "CM-8"},
    {"action": "void", "number": "CM-7"},
    pay("CM-1", None, "EFT 1"),
    pay("CM-2", "50.00", "EFT 2"),
    pay("CM-7", None, "EFT 7"),
    pay("CM-9", "1.00", "EFT 9"),
    pay("CM-99", "1.00", "EFT 99"),
    {
        "action": "pay_batch",
        "payments": [{"number": "CM-4", "amount": None}, {"number": "CM-5", "amount": "5.00"}],
        "date": "today",
        "reference": "Deposit",
        "account_code": "091",
    },
    {"action": "delete_payment", "reference": "EFT 1", "number": "CM-1"},
    pay("CM-1", "10.00", "EFT 1"),
    {"action": "redate_payment", "reference": "EFT 2", "number": "CM-2", "date": "today+3"},
]


def test_play_when_the_script_is_played_then_xero_holds_what_it_says(api, user):
    """Every action of the script form, in one go."""
    played = play(user, SCRIPT, TODAY)
    assert facts(api, "CM-1") == ("AUTHORISED", "190.21", "180.21")
    assert facts(api, "CM-2") == ("AUTHORISED", "185.21", "135.21")
    assert facts(api, "CM-4") == ("PAID", "185.21", "0.00")
    assert facts(api, "CM-5") == ("AUTHORISED", "185.21", "180.21")
    assert facts(api, "CM-7")[0] == "VOIDED"
    assert facts(api, "CM-8")[0] == "DELETED"
    assert facts(api, "CM-9")[0] == "DRAFT"
    second = api.state.invoice_numbered("CM-2")
    assert (second.invoice_date, second.due_date) == (date(2026, 11, 15), date(2026, 12, 22))
    third = api.state.invoice_numbered("CM-3")
    assert api.state.contacts[third.contact_id].name == "icare"
    assert [p.payment_date for p in api.state.payments_of(second.invoice_id)] == [
        date(2026, 11, 25)
    ]
    assert played.not_done == [
        "CM-7 was not paid: it is VOIDED.",
        "CM-9 was not paid: it is DRAFT.",
        "CM-99 was not paid: it is not in Xero.",
    ]


def test_play_when_played_again_then_nothing_changes(api, user):
    """The demo may be run again: not one document differs, deleted payments included."""
    play(user, SCRIPT, TODAY)
    before = (dict(api.state.invoices), dict(api.state.payments), dict(api.state.batches))
    api.clock.advance(seconds=10)
    again = play(user, SCRIPT, TODAY)
    assert again.done == 0
    assert len(again.not_done) == 3
    assert (api.state.invoices, api.state.payments, api.state.batches) == before


@pytest.mark.parametrize("cut", range(1, len(SCRIPT)))
def test_play_when_it_stopped_anywhere_then_playing_it_whole_ends_the_same(api, user, cut):
    """A script killed after any step is finished by playing it again."""
    play(user, SCRIPT[:cut], TODAY)
    play(user, SCRIPT, TODAY)
    live = sorted(
        (api.state.invoices[p.invoice_id].number, p.reference, str(p.amount), p.status)
        for p in api.state.payments.values()
    )
    assert live == [
        ("CM-1", "EFT 1", "10.00", "AUTHORISED"),
        ("CM-1", "EFT 1", "190.21", "DELETED"),
        ("CM-2", "EFT 2", "50.00", "AUTHORISED"),
        ("CM-2", "EFT 2", "50.00", "DELETED"),
        ("CM-4", "Deposit", "185.21", "AUTHORISED"),
        ("CM-5", "Deposit", "5.00", "AUTHORISED"),
    ]
    assert facts(api, "CM-1") == ("AUTHORISED", "190.21", "180.21")


def test_redate_when_it_died_between_delete_and_new_then_the_new_one_is_made(api, user):
    """The deleted payment tells amount and account of the one that is missing."""
    play(user, [create("CM-1", status="AUTHORISED"), pay("CM-1", "50.00", "EFT 1")], TODAY)
    user.delete_payment("EFT 1", "CM-1")
    redate = {"action": "redate_payment", "reference": "EFT 1", "number": "CM-1", "date": "today"}
    user.redate_payment("EFT 1", "CM-1", date(2026, 11, 30))
    user.redate_payment("EFT 1", "CM-1", date(2026, 11, 30))
    assert facts(api, "CM-1") == ("AUTHORISED", "185.21", "135.21")
    assert len(api.state.payments) == 2
    assert play(user, [redate], TODAY).not_done == []


def test_redate_when_it_stands_in_a_later_part_then_one_player_counts_on(api, user):
    """The demo pulls between the parts; a payment of an earlier part is re-dated all the same."""
    parts = [
        [create("CM-1", status="AUTHORISED"), pay("CM-1", "50.00", "EFT 1")],
        [{"action": "redate_payment", "reference": "EFT 1", "number": "CM-1", "date": "today-2"}],
    ]
    for _ in range(2):
        player = ScriptPlayer(user, TODAY)
        for part in parts:
            assert player.play(part).not_done == []
        payments = sorted((p["Status"], p["Date"]) for p in user.list_payments())
        assert [status for status, _ in payments] == ["AUTHORISED", "DELETED"]
        assert read_day(payments[0][1]) == date(2026, 11, 20)


def test_redate_when_the_payment_came_in_a_batch_then_it_is_reported(api, user):
    """One payment of a deposit cannot have another date."""
    user.create_invoice("CM-1", "Comcare", TODAY, TODAY, LINES, "AUTHORISED")
    user.pay_batch([("CM-1", "5.00")], TODAY, "Deposit")
    assert "batch" in user.redate_payment("Deposit", "CM-1", date(2026, 12, 1)).not_done[0]
    assert facts(api, "CM-1")[2] == "180.21"
    assert user.delete_payment("Deposit", "CM-1").done == 1
    assert facts(api, "CM-1")[2] == "185.21"


def test_hands_when_an_action_is_not_possible_then_it_is_reported_not_raised(api, user):
    """Xero's refusals and missing documents come back as sentences."""
    user.create_invoice("CM-1", "Comcare", TODAY, TODAY, LINES, "AUTHORISED")
    assert "status" in user.delete_draft("CM-1").not_done[0]
    assert "exceeds" in user.pay("CM-1", "999.00", TODAY, "EFT").not_done[0]
    for played in (
        user.void("CM-9"),
        user.edit_line("CM-9", 0, "1"),
        user.edit_line("CM-1", 7, "1"),
        user.edit_dates("CM-9", TODAY),
        user.edit_contact("CM-9", "x"),
        user.approve(["CM-9"]),
        user.delete_payment("none"),
        user.redate_payment("none", "CM-1", TODAY),
    ):
        assert (played.done, len(played.not_done)) == (0, 1)
    assert facts(api, "CM-1") == ("AUTHORISED", "185.21", "185.21")


def test_pay_when_all_due_is_asked_twice_in_one_go_then_the_second_is_told(api, user):
    """Two payments of all that is due: the second finds nothing."""
    user.create_invoice("CM-1", "Comcare", TODAY, TODAY, LINES, "AUTHORISED")
    played = play(user, [pay("CM-1", None, "A"), pay("CM-1", None, "B")], TODAY)
    assert (played.done, played.not_done) == (1, ["CM-1 was not paid: nothing is due."])


def test_payments_when_asked_by_reference_or_number_then_no_others_are_listed(api, user):
    """A deposit looks only for itself, however many payments Xero holds."""
    for number in ("CM-1", "CM-2"):
        user.create_invoice(number, "Comcare", TODAY, TODAY, LINES, "AUTHORISED")
        for reference in ("A", "B"):
            user.pay(number, "1.00", TODAY, reference)

    def marks(**only) -> set[tuple[str, str]]:
        rows = user.list_payments(**only)
        return {(row["Invoice"]["InvoiceNumber"], row["Reference"]) for row in rows}

    assert marks(reference="A") == {("CM-1", "A"), ("CM-2", "A")}
    assert marks(number="CM-2") == {("CM-2", "A"), ("CM-2", "B")}
    assert marks(reference="B", number="CM-1") == {("CM-1", "B")}
    assert len(marks()) == 4


def test_payments_when_a_reference_has_quotation_marks_then_they_are_found_all_the_same(api, user):
    """Xero's filter cannot say such a text; the payment is entered, re-dated and deleted."""
    odd = 'REMIT "late" 7'
    user.create_invoice("CM-1", "Comcare", TODAY, TODAY, LINES, "AUTHORISED")
    deposit = {
        "action": "pay_batch",
        "payments": [{"number": "CM-1", "amount": "1.00"}],
        "date": "today",
        "reference": odd,
    }
    redate = {"action": "redate_payment", "number": "CM-1", "reference": "P", "date": "today-2"}
    steps = [pay("CM-1", "2.00", odd), deposit, pay("CM-1", "3.00", "P"), redate]
    delete = {"action": "delete_payment", "reference": odd}
    assert play(user, steps, TODAY).not_done == []
    assert play(user, [*steps, delete], TODAY).done == 1
    counts = Counter((row["Reference"], row["Status"]) for row in user.list_payments())
    assert counts == {
        (odd, "AUTHORISED"): 1, (odd, "DELETED"): 1, ("P", "DELETED"): 1, ("P", "AUTHORISED"): 1,
    }  # fmt: skip


def test_hands_when_much_is_done_then_few_calls_are_made(api, user):
    """120 approvals and 120 payments go in batches of fifty."""
    for n in range(120):
        api.put_invoice(InvoiceNumber=f"CM-{n}", Status="DRAFT")
    api.control("DELETE", "requests")
    steps = [{"action": "approve_all", "except": []}]
    played = play(user, steps + [pay(f"CM-{n}", None, f"R{n}") for n in range(120)], TODAY)
    assert played.done == 240
    requests = api.control("GET", "requests").body
    writes = [r for r in requests if r["method"] in {"PUT", "POST"} and "api.xro" in r["path"]]
    assert len(writes) == 6
    assert {r["agent"] for r in writes} == {AGENT}


def test_hands_when_the_token_has_expired_then_they_sign_in_again(api, user):
    """A demo may be left open over lunch."""
    user.list_invoices()
    api.clock.advance(minutes=31)
    assert user.list_payments() == []


@pytest.mark.parametrize("url", ["https://api.xero.com", "http://192.168.1.5:80", "nonsense"])
def test_hands_when_the_address_is_not_loopback_then_they_refuse(url):
    """These hands can never touch a live organisation."""
    with pytest.raises(SettingsError, match="not a sandbox"):
        XeroUser(url)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("today", TODAY),
        ("today+10", date(2026, 12, 2)),
        ("today-22", date(2026, 10, 31)),
    ],
)
def test_script_day_when_relative_then_it_counts_from_today(text, day):
    """Scripts name days relative to the day they are played."""
    assert read_script_day(text, TODAY) == day


@pytest.mark.parametrize(
    "step",
    [
        {"action": "dance"},
        {"number": "CM-1"},
        {"action": "void"},
        {"action": "pay", "number": "CM-1", "date": "someday", "reference": "x"},
    ],
)
def test_script_when_a_step_is_wrong_then_it_is_said(user, step):
    """A misspelt script does not pass in silence."""
    with pytest.raises(SettingsError, match="script"):
        play(user, [step], TODAY)


def test_price_when_edited_then_the_other_lines_stay_as_they_were(api, user):
    """Editing one line keeps the ids, prices and taxes of the others."""
    user.create_invoice("CM-1", "Comcare", TODAY, TODAY, LINES, "AUTHORISED")
    before = api.state.invoice_numbered("CM-1").lines
    user.edit_line("CM-1", 1, "30")
    after = api.state.invoice_numbered("CM-1").lines
    assert after[0] == before[0]
    assert (after[1].line_item_id, after[1].unit_amount) == (
        before[1].line_item_id,
        Decimal("30.0000"),
    )
    assert api.clock.now_utc == START
