"""The fake of the workflow tests says what the sandbox says, and so what Xero is known to say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from fake_xero import FakeXero

from cmxero.core.documents import DraftLine, InvoiceDraft
from cmxero.core.errors import XeroRejectedError
from cmxero.core.organisation_facts import NewContact
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.process import SandboxProcess
from cmxero.xero.connection import SCOPES, XeroConnection
from cmxero.xero.gateway import connect_gateway

LINE = DraftLine("Assessment", Decimal(1), Decimal(110), Decimal(110), "OUTPUT", "200")
DRAFT = InvoiceDraft(
    "1", "CM-1", "Comcare", date(2026, 7, 1), date(2026, 7, 15), "Case 77", "AUD", (LINE,),
    Decimal(110), Decimal(10), Decimal(110), Decimal(10),
)  # fmt: skip
LOCKED = date(2026, 3, 31)


def with_line(**fields):
    return replace(DRAFT, number="CM-2", lines=(replace(LINE, **fields),))


BATCH = (
    DRAFT,
    replace(DRAFT, number="CM-3", status="AUTHORISED", contact_name="comcare"),
    replace(DRAFT, number="cm-1"),
    replace(DRAFT, number="CM-VOID"),
    replace(DRAFT, number="CM-4", contact_name="Gone Insurance"),
    replace(DRAFT, number="CM-5", invoice_date=LOCKED),
    replace(DRAFT, number="CM-6", status="PAID"),
    with_line(account_code="999"),
    with_line(account_code="999", tax_type="NOPE", item_code="NOPE"),
    with_line(tax_type="NOPE"),
    with_line(item_code="NOPE"),
    with_line(tracking=(("Colour", "Red"),)),
    with_line(tracking=(("Office", "Hobart"),)),
    with_line(tracking=(("Office", "Sydney"), ("Service", "Psychology"))),
)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The gateway to a sandbox, and a fake of the same organisation."""
    with SandboxProcess() as sandbox, XeroUser(sandbox.base_url) as user:
        connection = XeroConnection(
            api_url=sandbox.base_url,
            identity_url=sandbox.base_url,
            client_id="sandbox",
            client_secret="sandbox",  # noqa: S106 - guards nothing: loopback, demo data
            scopes=SCOPES,
            token_file=tmp_path_factory.mktemp("secrets") / "token.json",
            is_live=False,
        )
        with connect_gateway(
            connection,
            clock=lambda: datetime.now(UTC).replace(tzinfo=None),
            sleep=lambda _: None,
        ) as gateway:
            fake = FakeXero()
            fake.account_list, fake.tax_rate_list = gateway.accounts(), gateway.tax_rates()
            fake.tracking_list, fake.item_list = gateway.tracking_categories(), gateway.items()
            for xero in (gateway, fake):
                xero.create_contacts([NewContact("Gone Insurance")], key="k")
                send(xero, "void", replace(DRAFT, number="CM-VOID", status="AUTHORISED"))
            user.archive_contact("Gone Insurance")
            fake.archive("Gone Insurance")
            user.void("CM-VOID")
            fake.change("CM-VOID", status="VOIDED")
            user.set_lock_dates(LOCKED)
            fake.lock_date = LOCKED
            yield gateway, fake


def send(xero, key, *drafts):
    return xero.create_invoices(xero.encode_drafts(drafts), key=key)


def seen(outcome):
    """What a workflow looks at."""
    found = outcome.invoice
    saved = found and (found.number, found.status, found.contact_name, found.total)
    return outcome.number, outcome.state, saved, sorted(outcome.messages)


def test_create_when_rules_are_kept_or_broken_then_both_say_the_same(both):
    """Statuses, numbers, contacts, lock dates, accounts, tax, items and tracking."""
    gateway, fake = both
    real = [seen(outcome) for outcome in send(gateway, "batch", *BATCH)]
    assert [seen(outcome) for outcome in send(fake, "batch", *BATCH)] == real
    assert [each[1].value for each in real].count("OK") == 3


def test_contacts_when_created_then_both_have_the_same(both):
    """Found by name or made, refused for bad names, archived ones listed."""
    gateway, fake = both
    wanted = [NewContact(name) for name in ("icare", "ICARE", "a  b", "x<y", "n" * 256)]
    for xero in both:
        refused = [text.partition(":")[0][:3] for text in xero.create_contacts(wanted, key="c")]
        assert refused == ["a  ", "x<y", "nnn"]
    listed = [{(one.name, one.status) for one in xero.contacts()} for xero in (gateway, fake)]
    assert listed[0] == listed[1] >= {("icare", "ACTIVE"), ("Gone Insurance", "ARCHIVED")}


def test_notes_when_added_then_both_keep_them(both):
    """Texts come back, and only an invoice has a history."""
    for xero in both:
        (outcome,) = send(xero, "note", replace(DRAFT, number="CM-NOTE"))
        xero.add_history_note(outcome.invoice.xero_invoice_id, "Exported")
        assert xero.history_notes(outcome.invoice.xero_invoice_id) == ("Exported",)
        with pytest.raises(XeroRejectedError):
            xero.add_history_note("00000000-0000-0000-0000-00000000dead", "Exported")
        with pytest.raises(XeroRejectedError, match="different request"):
            send(xero, "note", replace(DRAFT, number="CM-OTHER"))
