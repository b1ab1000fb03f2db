"""The money back, made by a person's hands in the real sandbox and read over real HTTP."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from fake_xero import FakeXero

from cmxero.core.credits import CreditKind
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.process import SandboxProcess
from cmxero.xero.connection import SCOPES, XeroConnection
from cmxero.xero.gateway import connect_gateway

DAY = date(2026, 9, 20)
LINE = {
    "description": "Assessment",
    "quantity": "1",
    "unit_amount": "110.00",
    "tax_type": "OUTPUT",
    "account_code": "200",
}
BANK = "090"


def real_now():
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A person and a gateway, after one of each kind of money back."""
    with SandboxProcess() as sandbox, XeroUser(sandbox.base_url) as user:
        for number in ("CM-1", "CM-2"):
            done(user.create_invoice(number, "Harbour", DAY, DAY, [LINE], "AUTHORISED"))
        done(user.credit("CM-1", "CN-1", DAY, "40.00"))
        done(user.create_credit_note("CN-2", "Harbour", DAY, [LINE], line_amount_types="Inclusive"))
        done(user.refund("CN-2", "10.00", DAY, "R-1", BANK))
        done(user.receive("Overpayments", "Harbour", "30.00", DAY, "OVER", BANK))
        done(user.allocate("OVER", "CM-1", DAY, "20.00"))
        done(user.refund("OVER", "10.00", DAY, "R-2", BANK))
        done(user.receive("Prepayments", "Harbour", "20.00", DAY, "PRE", BANK))
        done(user.refund("PRE", "5.00", DAY, "R-3", BANK))
        done(user.pay_batch([("CM-1", "50.00"), ("CM-2", "60.00")], DAY, "DEP", BANK))
        connection = XeroConnection(
            api_url=sandbox.base_url,
            identity_url=sandbox.base_url,
            client_id="sandbox",
            client_secret="sandbox",  # noqa: S106 - guards nothing: loopback, demo data
            scopes=SCOPES,
            token_file=tmp_path_factory.mktemp("secrets") / "token.json",
            is_live=False,
        )
        with connect_gateway(connection, clock=real_now, sleep=lambda _: None) as gateway:
            yield user, gateway


def done(played):
    assert not played.not_done, played.not_done


def all_of(pages):
    return [document for page in pages for document in page]


def test_credits_when_read_then_total_less_uses_and_refunds_is_what_remains(played):
    """Every credit of every kind adds up, with the refunds found among the payments."""
    _, gateway = played
    found = [
        *all_of(gateway.credit_notes_since(None)),
        *all_of(gateway.overpayments_since(None)),
        *all_of(gateway.prepayments_since(None)),
    ]
    refunded = {
        payment.xero_credit_id: payment.amount
        for payment in all_of(gateway.payments_since(None))
        if payment.xero_credit_id
    }
    seen = [
        (
            credit.kind,
            credit.number or credit.reference,
            str(credit.total),
            str(sum((use.amount for use in credit.allocations), Decimal("0.00"))),
            str(refunded.get(credit.xero_credit_id, Decimal("0.00"))),
            str(credit.remaining),
        )
        for credit in found
    ]
    assert sorted(seen) == [
        (CreditKind.CREDIT_NOTE, "CN-1", "40.00", "40.00", "0.00", "0.00"),
        (CreditKind.CREDIT_NOTE, "CN-2", "110.00", "0.00", "10.00", "100.00"),
        (CreditKind.OVERPAYMENT, "OVER", "30.00", "20.00", "10.00", "0.00"),
        (CreditKind.PREPAYMENT, "PRE", "20.00", "0.00", "5.00", "15.00"),
    ]
    (use,) = found[0].allocations
    assert (use.invoice_number, use.is_deleted) == ("CM-1", False)


def test_batch_payments_when_read_then_its_payments_add_up_to_it(played):
    """The deposit and the payments that name it."""
    _, gateway = played
    (batch,) = all_of(gateway.batch_payments_since(None))
    parts = [
        payment.amount
        for payment in all_of(gateway.payments_since(None))
        if payment.xero_batch_payment_id == batch.xero_batch_payment_id
    ]
    assert (batch.total_amount, batch.payment_count) == (sum(parts), len(parts))
    assert (str(batch.total_amount), batch.reference, batch.type) == ("110.00", "DEP", "RECBATCH")


def test_the_fake_of_the_workflow_tests_says_the_same(played):
    """Status words, types, amounts and uses, by the same hands in the same order."""
    _, gateway = played
    fake = FakeXero()
    for number in ("CM-1", "CM-2"):
        fake.type_by_hand(number, "121.00")
    fake.allocate(fake.add_credit(CreditKind.CREDIT_NOTE, "40.00", "CN-1"), "CM-1", "40.00")
    fake.refund(fake.add_credit(CreditKind.CREDIT_NOTE, "110.00", "CN-2"), "10.00")
    over = fake.add_credit(CreditKind.OVERPAYMENT, "30.00")
    fake.allocate(over, "CM-1", "20.00")
    fake.refund(over, "10.00")
    fake.refund(fake.add_credit(CreditKind.PREPAYMENT, "20.00"), "5.00")
    fake.deposit({"CM-1": "50.00", "CM-2": "60.00"})
    assert facts(fake) == facts(gateway)


def facts(xero):
    """What the reconciliation will look at, without ids and instants."""
    lists = (xero.credit_notes_since, xero.overpayments_since, xero.prepayments_since)
    found = [credit for since in lists for credit in all_of(since(None))]
    return (
        sorted((x.kind, x.number, x.type, x.status, x.total, x.remaining) for x in found),
        sorted(
            (x.kind, use.invoice_number, use.amount, use.is_deleted)
            for x in found
            for use in x.allocations
        ),
        sorted(
            (
                *(x.payment_type, x.status, x.amount, x.invoice_number),
                *map(bool, (x.xero_credit_id, x.xero_invoice_id, x.xero_batch_payment_id)),
            )
            for x in all_of(xero.payments_since(None))
        ),
        [(x.type, x.status, x.total_amount) for x in all_of(xero.batch_payments_since(None))],
        sorted(
            (x.number, x.status, x.amount_due, x.amount_paid, x.amount_credited)
            for x in all_of(xero.invoices_since(None))
        ),
    )


def test_nothing_since_tomorrow(played):
    """The change filter reaches every list."""
    _, gateway = played
    tomorrow = real_now() + timedelta(days=1)
    for name in ("credit_notes", "overpayments", "prepayments", "batch_payments", "contacts"):
        assert all_of(getattr(gateway, f"{name}_since")(tomorrow)) == []


def test_contacts_when_merged_then_the_gone_one_says_where_it_went(played):
    """A merge shows as a new version of the contact that is gone."""
    user, gateway = played
    done(user.create_invoice("CM-3", "Harbour Pty", DAY, DAY, [LINE], "AUTHORISED"))
    done(user.merge_contacts("Harbour Pty", "Harbour"))
    held = {one.contact.name: one.contact for one in all_of(gateway.contacts_since(None))}
    assert held["Harbour Pty"].merged_into == held["Harbour"].contact_id
    assert held["Harbour Pty"].status == "ARCHIVED"


def test_an_allocation_taken_back_is_no_longer_on_the_credit(played):
    """What a credit was used for is what the credit says now."""
    user, gateway = played
    done(user.remove_allocation("CN-1", "CM-1"))
    (note,) = (one for one in all_of(gateway.credit_notes_since(None)) if one.number == "CN-1")
    assert [use for use in note.allocations if not use.is_deleted] == []
    assert str(note.remaining) == "40.00"
