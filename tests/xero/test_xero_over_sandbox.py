"""The gateway against the sandbox, each in a process of its own, over real HTTP."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import msgspec
import pytest

from cmxero.core.documents import DraftLine, ElementState, InvoiceDraft
from cmxero.core.errors import XeroRejectedError, XeroUnreachableError
from cmxero.core.organisation_facts import NewContact
from cmxero.xero.connection import SCOPES, XeroConnection
from cmxero.xero.gateway import connect_gateway

pytest.importorskip("cmxero.sandbox.process", reason="the sandbox is not there yet")
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.process import SandboxProcess


@pytest.fixture(scope="module")
def sandbox():
    with SandboxProcess() as process:
        yield process


@pytest.fixture
def sandbox_connection(sandbox, tmp_path):
    return XeroConnection(
        api_url=sandbox.base_url,
        identity_url=sandbox.base_url,
        client_id="sandbox",
        client_secret="sandbox",  # noqa: S106 - guards nothing: loopback, demo data
        scopes=SCOPES,
        token_file=tmp_path / "token.json",
        is_live=False,
    )


def real_now():
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture
def gateway(sandbox_connection):
    """Never waits for long: the sandbox answers at once, and a wait would be a fault."""
    with connect_gateway(sandbox_connection, clock=real_now, sleep=lambda _: None) as made:
        yield made


@pytest.fixture
def user(sandbox):
    with XeroUser(sandbox.base_url) as made:
        yield made


def fault(sandbox, **wanted):
    httpx.post(
        f"{sandbox.base_url}/sandbox/faults", json=wanted, trust_env=False
    ).raise_for_status()


def draft(number, *lines, account="200"):
    made = tuple(
        DraftLine(
            description=f"Case management {place}",
            quantity=Decimal(quantity),
            unit_amount=Decimal(price),
            line_amount=Decimal(total),
            tax_type="OUTPUT",
            account_code=account,
        )
        for place, (quantity, price, total) in enumerate(lines)
    )
    total = sum((line.line_amount for line in made), Decimal("0.00"))
    return InvoiceDraft(
        case_invoice_number=number.removeprefix("CM-"), number=number,
        contact_name="Harbour Insurance", invoice_date=date(2026, 7, 1),
        due_date=date(2026, 7, 15), reference="Case 77", currency_code="AUD", lines=made,
        total=total, total_tax=Decimal(0), case_total=total, case_tax=Decimal(0),
    )  # fmt: skip


LINES = (("1.5000", "196.9000", "295.35"), ("0.2500", "217.8000", "54.45"))


def test_sandbox_when_asked_who_it_is_then_organisation_accounts_and_rates(
    sandbox_connection, gateway
):
    """Sign-in, connections, organisation, chart of accounts and tax rates fit together."""
    with connect_gateway(sandbox_connection, clock=real_now, sleep=lambda _: None) as asked:
        (found,) = asked.organisations()
    organisation = gateway.organisation()
    assert (organisation.tenant_id, organisation.name) == (found.tenant_id, found.name)
    assert organisation.is_demo
    assert organisation.base_currency == "AUD"
    assert organisation.timezone.startswith("Australia/")
    accounts = {account.code: account for account in gateway.accounts()}
    assert accounts["200"].type == "REVENUE"
    assert any(account.takes_payments for account in accounts.values())
    rates = {rate.tax_type: rate for rate in gateway.tax_rates()}
    assert rates["OUTPUT"].effective_rate == Decimal(10)
    assert rates["OUTPUT"].can_apply_to_revenue


def test_sandbox_when_three_drafts_are_sent_then_two_are_saved_and_one_is_explained(gateway):
    """The totals Xero computes are those of the lines, tax included; the bad one is not saved."""
    before = real_now() - timedelta(minutes=1)
    body = gateway.encode_drafts(
        [
            draft("CM-T1", *LINES),
            draft("CM-T2", *LINES, account="no-such"),
            draft("CM-T3", LINES[0]),
        ]
    )
    first, second, third = gateway.create_invoices(body, key="three-drafts")
    assert [each.state for each in (first, second, third)] == [
        ElementState.OK, ElementState.ERROR, ElementState.OK,
    ]  # fmt: skip
    assert first.total == Decimal("349.80")
    assert first.invoice.total_tax == Decimal("31.80")
    assert second.invoice is None
    assert any("no-such" in message for message in second.messages)
    found = {one.number: one for one in gateway.find_invoices(["CM-T1", "CM-T2", "CM-T3"])}
    assert set(found) == {"CM-T1", "CM-T3"}
    saved = found["CM-T1"]
    assert (saved.status, saved.total, saved.contact_name) == (
        "DRAFT", Decimal("349.80"), "Harbour Insurance",
    )  # fmt: skip
    assert [line.unit_amount for line in saved.lines] == [Decimal("196.9000"), Decimal("217.8000")]
    assert (saved.invoice_date, saved.due_date) == (date(2026, 7, 1), date(2026, 7, 15))
    changed = [one.number for page in gateway.invoices_since(before) for one in page]
    assert {"CM-T1", "CM-T3"} <= set(changed)


def test_sandbox_when_the_same_batch_comes_again_then_the_number_is_taken(gateway):
    """Under a new key, the unique number is what stops a second invoice."""
    body = gateway.encode_drafts([draft("CM-AGAIN", LINES[0])])
    (first,) = gateway.create_invoices(body, key="again-1")
    (repeated,) = gateway.create_invoices(body, key="again-1")
    (second,) = gateway.create_invoices(body, key="again-2")
    assert repeated.invoice.xero_invoice_id == first.invoice.xero_invoice_id
    assert second.state is ElementState.ERROR
    assert any("unique" in message for message in second.messages)
    assert len(gateway.find_invoices(["CM-AGAIN"])) == 1


@pytest.mark.parametrize("kind", ["lost answer", "cut halfway"])
def test_sandbox_when_the_answer_is_lost_then_it_was_saved_once_and_is_found(
    sandbox, gateway, kind
):
    """The write is not repeated; looking finds what was saved."""
    number = f"CM-{kind.replace(' ', '-')}"
    body = gateway.encode_drafts([draft(number, LINES[0])])
    fault(sandbox, kind=kind, match={"method": "PUT", "path": "/Invoices"})
    with pytest.raises(XeroUnreachableError):
        gateway.create_invoices(body, key=number)
    (found,) = gateway.find_invoices([number])
    assert found.total == Decimal("295.35")


def test_sandbox_when_reading_is_disturbed_then_it_succeeds_all_the_same(sandbox, gateway):
    """Cuts, 503 and 429 cost a read another attempt each."""
    fault(sandbox, kind="cut before", match={"path": "/Accounts"})
    fault(sandbox, kind="status", status=503, match={"path": "/Accounts"})
    fault(sandbox, kind="status", status=429, match={"path": "/Accounts"},
          headers={"X-Rate-Limit-Problem": "concurrent"})  # fmt: skip
    assert gateway.accounts()


def test_sandbox_when_payments_are_made_and_deleted_then_they_are_pulled(gateway, user):
    """A part payment, a batch over two invoices and a deletion come back with their ids."""
    since = real_now() - timedelta(minutes=1)
    numbers = ["CM-P1", "CM-P2", "CM-P3"]
    body = gateway.encode_drafts([draft(number, LINES[0]) for number in numbers])
    gateway.create_invoices(body, key="payments")
    user.approve(numbers)
    user.pay("CM-P1", "100.00", date(2026, 7, 9), "EFT 1")
    user.pay_batch([("CM-P2", "295.35"), ("CM-P3", "95.35")], date(2026, 7, 10), "DEPOSIT 7")
    user.delete_payment("EFT 1", "CM-P1")
    found = {one.invoice_number: one for page in gateway.payments_since(since) for one in page}
    assert (found["CM-P1"].status, found["CM-P1"].amount) == ("DELETED", Decimal("100.00"))
    assert found["CM-P2"].status == "AUTHORISED"
    assert found["CM-P2"].payment_date == date(2026, 7, 10)
    batch = found["CM-P2"].xero_batch_payment_id
    assert batch
    assert found["CM-P3"].xero_batch_payment_id == batch
    states = {one.number: (one.status, one.amount_due) for one in gateway.find_invoices(numbers)}
    assert states == {
        "CM-P1": ("AUTHORISED", Decimal("295.35")),
        "CM-P2": ("PAID", Decimal("0.00")),
        "CM-P3": ("AUTHORISED", Decimal("200.00")),
    }


def test_sandbox_when_its_token_was_forgotten_then_signed_in_anew(sandbox_connection, gateway):
    """A token that Xero no longer knows costs one refresh, not a failed call."""
    gateway.accounts()
    stored = sandbox_connection.token_file.read_text("utf-8")
    sandbox_connection.token_file.write_text(
        stored.replace('"access_token":"', '"access_token":"x'), "utf-8"
    )
    with connect_gateway(
        replace(sandbox_connection), clock=real_now, sleep=lambda _: None
    ) as other:
        assert other.accounts()


def test_sandbox_when_contacts_are_created_then_once_and_never_edited(gateway, user):
    """The second request edits nothing, and neither does a draft that names the contact."""
    insurer = NewContact(
        "Karri Mutual", "claims@karri.example", "08 9000 1000", "1 Hay St", "Perth"
    )
    (refused,) = gateway.create_contacts([insurer, NewContact("a  b")], key="c-1")
    assert refused.startswith("a  b: The contact name must be 255 characters or fewer")
    other = replace(insurer, name="karri mutual", email="other@karri.example")
    assert gateway.create_contacts([other], key="c-2") == ()
    gateway.create_invoices(
        gateway.encode_drafts([replace(draft("CM-C1", LINES[0]), contact_name="Karri Mutual")]),
        key="c-3",
    )
    (found,) = [one for one in gateway.contacts() if "karri" in one.name.lower()]
    assert (found.name, found.status) == ("Karri Mutual", "ACTIVE")
    stored = user.get(f"Contacts/{found.contact_id}")["Contacts"][0]
    assert stored["EmailAddress"] == "claims@karri.example"


def test_sandbox_when_contacts_are_archived_and_merged_then_so_they_are_listed(gateway, user):
    """What an invoice may not name is told apart from what it may."""
    names = ["Wattle Care", "Wattle Care Pty Ltd", "Gone Insurance"]
    gateway.create_contacts([NewContact(name) for name in names], key="archive")
    user.archive_contact("Gone Insurance")
    user.merge_contacts("Wattle Care", "Wattle Care Pty Ltd")
    found = {one.name: one for one in gateway.contacts()}
    assert found["Gone Insurance"].status == found["Wattle Care"].status == "ARCHIVED"
    assert found["Wattle Care"].merged_into == found["Wattle Care Pty Ltd"].contact_id
    body = gateway.encode_drafts(
        [replace(draft("CM-GONE", LINES[0]), contact_name="Gone Insurance")]
    )
    (outcome,) = gateway.create_invoices(body, key="gone")
    assert outcome.state is ElementState.ERROR
    assert "archived" in outcome.messages[0]


@pytest.mark.parametrize("kind", ["lost answer", "cut before"])
def test_sandbox_when_the_answer_about_contacts_is_lost_then_looking_tells(sandbox, gateway, kind):
    """Not repeated behind the caller's back; sent again it makes no second contact."""
    contact = NewContact(f"Contact {kind}")
    fault(sandbox, kind=kind, match={"method": "PUT", "path": "/Contacts"})
    with pytest.raises(XeroUnreachableError):
        gateway.create_contacts([contact], key="lost")
    there = [one.name for one in gateway.contacts() if one.name == contact.name]
    assert len(there) == (kind == "lost answer")
    assert gateway.create_contacts([contact], key="lost") == ()
    assert [one.name for one in gateway.contacts()].count(contact.name) == 1


def test_sandbox_when_a_draft_names_tracking_and_approves_then_they_arrive(gateway):
    """Tracking options are read, sent by name and kept by Xero; AUTHORISED is created as such."""
    categories = {one.name: one for one in gateway.tracking_categories()}
    assert categories["Office"].status == "ACTIVE"
    assert "Brisbane" in categories["Office"].options
    wanted = draft("CM-TRACK", LINES[0])
    line = replace(wanted.lines[0], tracking=(("Office", "Brisbane"), ("Service", "Psychology")))
    bad = replace(wanted.lines[0], tracking=(("Office", "Hobart"),))
    body = gateway.encode_drafts([
        replace(wanted, lines=(line,), status="AUTHORISED"),
        replace(wanted, number="CM-TRACK2", lines=(bad,)),
    ])  # fmt: skip
    good, refused = gateway.create_invoices(body, key="tracking")
    assert (good.state, good.invoice.status) == (ElementState.OK, "AUTHORISED")
    stored = msgspec.json.decode(good.invoice.body)["LineItems"][0]["Tracking"]
    assert [(one["Name"], one["Option"]) for one in stored] == list(line.tracking)
    assert "Hobart" in refused.messages[0]


def test_sandbox_when_a_note_is_added_then_it_is_in_the_history(sandbox, gateway):
    """Looked for and found, also after a lost answer; no invoice, no note."""
    body = gateway.encode_drafts([draft("CM-NOTE", LINES[0])])
    (outcome,) = gateway.create_invoices(body, key="note")
    invoice_id = outcome.invoice.xero_invoice_id
    fault(sandbox, kind="lost answer", match={"method": "PUT", "path": "/History"})
    with pytest.raises(XeroUnreachableError):
        gateway.add_history_note(invoice_id, "Exported by cmxero")
    assert gateway.history_notes(invoice_id) == ("Exported by cmxero",)
    gateway.add_history_note(invoice_id, "Exported by cmxero")
    gateway.add_history_note(invoice_id, "x" * 2500)
    assert gateway.history_notes(invoice_id) == ("x" * 2500, "Exported by cmxero")
    with pytest.raises(XeroRejectedError):
        gateway.history_notes("00000000-0000-0000-0000-00000000dead")


def test_sandbox_when_asked_for_items_then_those_that_are_there(sandbox, gateway):
    """The organisation of the sandbox sells nothing by item at first."""
    assert gateway.items() == ()
    token = httpx.post(f"{sandbox.base_url}/sandbox/sign-in", trust_env=False).json()
    tenant = httpx.get(f"{sandbox.base_url}/sandbox/health", trust_env=False).json()["tenant_id"]
    httpx.put(
        f"{sandbox.base_url}/api.xro/2.0/Items",
        json={"Items": [{"Code": "AST", "Name": "Assessment"}, {"Code": "B", "IsSold": False}]},
        headers={"Authorization": f"Bearer {token['access_token']}", "xero-tenant-id": tenant},
        trust_env=False,
    ).raise_for_status()
    assert {(one.code, one.name, one.is_sold) for one in gateway.items()} == {
        ("AST", "Assessment", True),
        ("B", "B", False),
    }
