"""What is sent: exact, always the same bytes, and every key known to Xero's contract."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.documents import DraftLine, InvoiceDraft
from cmxero.core.errors import InexactAmountError
from cmxero.xero.drafts import encode_drafts, numbers_in

CONTRACT = Path(__file__).parents[3] / "shared" / "xero-openapi" / "xero_accounting.yaml"
words = st.text(min_size=1, max_size=20)
prices = st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-4))
amounts = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
lines = st.builds(
    DraftLine,
    description=words, quantity=prices, unit_amount=prices, line_amount=amounts,
    tax_type=words, account_code=words, item_code=st.just("") | words,
    tracking=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)  # fmt: skip
drafts = st.builds(
    InvoiceDraft,
    case_invoice_number=words, number=words, contact_name=words, invoice_date=days,
    due_date=days, reference=st.text(max_size=20), currency_code=st.just("AUD"),
    lines=st.lists(lines, max_size=4).map(tuple), total=amounts, total_tax=amounts,
    case_total=amounts, case_tax=amounts, status=st.sampled_from(["DRAFT", "AUTHORISED"]),
)  # fmt: skip


@given(st.lists(drafts, max_size=4))
def test_encode_when_decoded_then_every_value_is_there_exactly(batch):
    """Amounts survive as exact decimals, dates as days, texts unchanged, in order."""
    found = json.loads(encode_drafts(batch), parse_float=Decimal, parse_int=Decimal)["Invoices"]
    assert [one["InvoiceNumber"] for one in found] == [draft.number for draft in batch]
    assert numbers_in(encode_drafts(batch)) == tuple(draft.number for draft in batch)
    for one, draft in zip(found, batch, strict=True):
        assert one["Contact"] == {"Name": draft.contact_name}
        assert (one["Date"], one["DueDate"]) == (
            draft.invoice_date.isoformat(), draft.due_date.isoformat(),
        )  # fmt: skip
        assert (one["Reference"], one["Status"]) == (draft.reference, draft.status)
        for sent, line in zip(one["LineItems"], draft.lines, strict=True):
            assert sent["Description"] == line.description
            assert (sent["Quantity"], sent["UnitAmount"], sent["LineAmount"]) == (
                line.quantity, line.unit_amount, line.line_amount,
            )  # fmt: skip
            assert sent.get("ItemCode", "") == line.item_code
            assert "ItemCode" not in sent or line.item_code
            found_tracking = [(each["Name"], each["Option"]) for each in sent.get("Tracking", [])]
            assert found_tracking == list(line.tracking)


@given(drafts)
def test_encode_when_drafts_are_equal_then_so_are_the_bytes(draft):
    """1.5 and 1.5000 are the same quantity and give the same bytes."""
    longer = replace(
        draft,
        lines=tuple(replace(line, quantity=line.quantity.normalize()) for line in draft.lines),
    )
    assert longer == draft
    assert encode_drafts([longer]) == encode_drafts([draft]) == encode_drafts([replace(draft)])


@given(drafts)
def test_encode_when_numbers_are_written_then_plainly(draft):
    """No exponents and no negative zero: what is stored reads like an invoice."""
    texts = []
    json.loads(encode_drafts([draft]), parse_float=lambda text: texts.append(text) or text)
    assert not [text for text in texts if "e" in text.lower()]
    assert not [text for text in texts if Decimal(text) == 0 and text.startswith("-")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", Decimal("0.33333")),
        ("unit_amount", Decimal("1.00001")),
        ("line_amount", Decimal("1.005")),
        ("line_amount", Decimal("NaN")),
    ],
)
def test_encode_when_an_amount_has_too_many_places_then_refused(field, value):
    """Xero would round it and disagree with us."""
    line = DraftLine("x", Decimal(1), Decimal(1), Decimal(1), "OUTPUT", "200")
    draft = InvoiceDraft(
        "1", "CM-1", "A", date(2024, 7, 1), date(2024, 7, 1), "", "AUD",
        (replace(line, **{field: value}),), Decimal(1), Decimal(0), Decimal(1), Decimal(0),
    )  # fmt: skip
    with pytest.raises(InexactAmountError):
        encode_drafts([draft])


@pytest.fixture(scope="module")
def schemas():
    """Xero's own schemas; timestamps stay text (xero-api.md 8.2)."""
    if not CONTRACT.exists():
        pytest.skip("Xero's contract is not beside this checkout (shared/xero-openapi)")
    with CONTRACT.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CBaseLoader)["components"]["schemas"]  # noqa: S506


def unknown_keys(value, schema, schemas, path=""):
    """Where a document has keys that the contract does not know."""
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(value, list):
        for item in value:
            yield from unknown_keys(item, schema["items"], schemas, path + "[]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in schema.get("properties", {}):
                yield f"{path}.{key}"
            else:
                yield from unknown_keys(inner, schema["properties"][key], schemas, f"{path}.{key}")


@given(draft=drafts)
def test_encode_when_held_against_the_contract_then_every_key_is_known(schemas, draft):
    """The contract allows extras, so a misspelt key would be lost in silence."""
    sent = json.loads(encode_drafts([draft]))
    assert list(unknown_keys(sent, {"$ref": "#/Invoices"}, schemas)) == []
    for invoice in sent["Invoices"]:
        assert invoice["Type"] in schemas["Invoice"]["properties"]["Type"]["enum"]
        assert invoice["Status"] in schemas["Invoice"]["properties"]["Status"]["enum"]
        assert invoice["LineAmountTypes"] in schemas["LineAmountTypes"]["enum"]


def test_unknown_keys_when_one_is_misspelt_then_found(schemas):
    """The check above would notice."""
    sent = {"Invoices": [{"Type": "ACCREC", "LineItems": [{"Quantitty": 1}]}]}
    assert list(unknown_keys(sent, {"$ref": "#/Invoices"}, schemas)) == [
        ".Invoices[].LineItems[].Quantitty"
    ]


def test_encode_when_nothing_is_tracked_then_the_bytes_are_those_of_old():
    """Bodies that are stored already are what the same drafts give today."""
    line = DraftLine("x", Decimal(1), Decimal(1), Decimal(1), "OUTPUT", "200")
    draft = InvoiceDraft(
        "1", "CM-1", "A", date(2024, 7, 1), date(2024, 7, 2), "R", "AUD",
        (line,), Decimal(1), Decimal(0), Decimal(1), Decimal(0),
    )  # fmt: skip
    assert encode_drafts([draft]) == (
        b'{"Invoices":[{"Type":"ACCREC","Status":"DRAFT","Contact":{"Name":"A"},'
        b'"Date":"2024-07-01","DueDate":"2024-07-02","LineAmountTypes":"Inclusive",'
        b'"InvoiceNumber":"CM-1","Reference":"R","CurrencyCode":"AUD","LineItems":['
        b'{"Description":"x","Quantity":1.0000,"UnitAmount":1.0000,"LineAmount":1.00,'
        b'"AccountCode":"200","TaxType":"OUTPUT"}]}]}'
    )
    tracked = replace(draft, lines=(replace(line, tracking=(("Office", "Perth"),)),))
    assert b'"TaxType":"OUTPUT","Tracking":[{"Name":"Office","Option":"Perth"}]}]}' in (
        encode_drafts([tracked])
    )
