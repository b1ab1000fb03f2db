"""Xero's own samples can all be read (xero-api.md 8.2); numbers come as text here, on purpose."""

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import yaml

from cmxero.xero.filters import LONGEST_FILTER, number_chunks
from cmxero.xero.outcomes import outcomes_from
from cmxero.xero.translate import invoice_from, payment_from
from cmxero.xero.translate_settings import account_from, organisation_from, tax_rate_from

CONTRACT = Path(__file__).parents[3] / "shared" / "xero-openapi" / "xero_accounting.yaml"


@pytest.fixture(scope="module")
def sample():
    """Gives the elements of a documented answer, as raw JSON."""
    if not CONTRACT.exists():
        pytest.skip("Xero's contract is not beside this checkout (shared/xero-openapi)")
    with CONTRACT.open(encoding="utf-8") as file:
        paths = yaml.load(file, Loader=yaml.CBaseLoader)["paths"]  # noqa: S506

    def elements(path, method="get"):
        answer = paths[path][method]["responses"]["200"]["content"]["application/json"]
        items = next(value for value in answer["example"].values() if isinstance(value, list))
        return [msgspec.Raw(json.dumps(item).encode()) for item in items]

    return elements


def test_samples_when_invoices_then_all_are_read(sample):
    """Three invoices, the paid one with nothing due."""
    found = [invoice_from(raw) for raw in sample("/Invoices")]
    assert [(one.number, one.status, one.amount_due) for one in found] == [
        ("INV-0001", "VOIDED", Decimal("0.00")),
        ("INV-0002", "PAID", Decimal("0.00")),
        ("INV-0003", "AUTHORISED", Decimal("115.00")),
    ]


def test_samples_when_a_created_invoice_then_its_outcome(sample):
    """The answer of a create has lines and no AmountCredited."""
    (outcome,) = outcomes_from(["INV-0007"], sample("/Invoices", "put"), correlation_id=None)
    assert (outcome.state.value, outcome.total) == ("OK", Decimal("40.00"))
    assert outcome.invoice.lines[0].quantity == Decimal("2.0000")


def test_samples_when_payments_then_all_are_read(sample):
    """One payment of a batch and one refund of a credit note shown under Invoice."""
    found = [payment_from(raw) for raw in sample("/Payments")]
    assert [(one.payment_type, one.amount, one.invoice_number) for one in found] == [
        ("ACCRECPAYMENT", Decimal("46.00"), "INV-0002"),
        ("ARCREDITPAYMENT", Decimal("2.00"), ""),
    ]
    assert found[0].xero_batch_payment_id
    assert found[0].is_reconciled is False


def test_samples_when_settings_then_all_are_read(sample):
    """Organisation, accounts and tax rates."""
    (organisation,) = [
        organisation_from(raw, tenant_id="t", is_live=True) for raw in sample("/Organisation")
    ]
    assert organisation.timezone == "Pacific/Auckland"
    assert all(account_from(raw).type for raw in sample("/Accounts"))
    assert all(tax_rate_from(raw).effective_rate >= 0 for raw in sample("/TaxRates"))


def test_chunks_when_numbers_are_long_then_the_address_stays_short():
    """Forty numbers of 255 characters would not fit an address."""
    numbers = [f"CM-{n:03}{'x' * 249}" for n in range(40)]
    chunks = list(number_chunks(numbers))
    assert [number for chunk in chunks for number in chunk] == numbers
    assert all(sum(len(number) + 3 for number in chunk) <= LONGEST_FILTER for chunk in chunks)
