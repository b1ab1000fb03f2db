"""The official SDK against the sandbox: invoices, their lists, online address and history."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from sdk_client import line, new_invoice, sdk_of
from xero_contract import CONTRACT, unknown_keys
from xero_python.accounting import (
    Contact,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    LineAmountTypes,
    LineItem,
    LineItemTracking,
)
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from cmxero.sandbox.process import SandboxProcess

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox():
    with SandboxProcess() as process:
        yield process


@pytest.fixture(scope="module")
def xero(sandbox, contract):
    with sdk_of(sandbox, contract) as sdk:
        yield sdk


@pytest.fixture(scope="module")
def five(xero):
    """Five invoices of 110.00 for one contact, F-5 a draft."""
    wishes = [
        new_invoice(
            f"F-{place}",
            contact=Contact(name="Five"),
            reference=f"Case {place}",
            status="DRAFT" if place == 5 else "AUTHORISED",
        )
        for place in range(1, 6)
    ]
    made = xero.accounting.create_invoices(xero.tenant, invoices=Invoices(invoices=wishes))
    return made.invoices


def listed(xero, **asked) -> list[str]:
    """The numbers of what a list holds; without an order asked for, sorted."""
    rows = xero.accounting.get_invoices(xero.tenant, **asked).invoices
    numbers = [row.invoice_number for row in rows]
    return numbers if "order" in asked else sorted(numbers)


def test_invoices_when_created_then_amounts_are_exact_and_read_back(xero):
    """With createInvoices, unitdp=4, getInvoice: 1.5 h at 196.9250, 10 % GST, exact (1.4)."""
    wish = new_invoice(
        "C-1",
        line_items=[
            line(quantity=Decimal("1.5"), unit_amount=Decimal("196.9250")),
            line(
                tax_type="EXEMPTOUTPUT",
                unit_amount=Decimal("0.05"),
                tracking=[LineItemTracking(name="Office", option="Sydney")],
            ),
            LineItem(description="Text alone"),
        ],
    )
    (made,) = xero.accounting.create_invoices(
        xero.tenant, invoices=Invoices(invoices=[wish]), summarize_errors="false", unitdp=4
    ).invoices
    read = xero.accounting.get_invoice(xero.tenant, made.invoice_id, unitdp=4).invoices[0]
    for one in (made, read):
        assert (one.sub_total, one.total_tax, one.total, one.amount_due) == (
            Decimal("295.44"), Decimal("29.54"), Decimal("324.98"), Decimal("324.98"),
        )  # fmt: skip
        assert one.line_items[0].unit_amount == Decimal("196.9250")
        assert one.line_items[1].tracking[0].option == "Sydney"
    assert read.date == date(2026, 11, 20)
    assert read.line_amount_types is LineAmountTypes.EXCLUSIVE
    assert xero.read_invoice("C-1").line_items[0].unit_amount == Decimal("196.93")


def test_invoices_when_one_is_refused_then_its_messages_stand_in_its_place(xero):
    """Asked for summarizeErrors=false, 200 with both; absent, a 400, the good one saved (1.3)."""
    bad = new_invoice("E-2", line_items=[line(account_code="nowhere")])
    rows = xero.accounting.create_invoices(
        xero.tenant,
        invoices=Invoices(invoices=[new_invoice("E-1"), bad]),
        summarize_errors="false",
    ).invoices
    assert [row.status_attribute_string for row in rows] == ["OK", "ERROR"]
    assert "nowhere" in rows[1].validation_errors[0].message
    with pytest.raises(AccountingBadRequestException, match="nowhere"):
        xero.accounting.create_invoices(
            xero.tenant, invoices=Invoices(invoices=[bad, new_invoice("E-3")])
        )
    assert xero.read_invoice("E-3").total == Decimal("110.00")
    with pytest.raises(NotFoundException):
        xero.read_invoice("E-2")


def test_invoices_when_sent_again_under_one_key_then_only_one_is_made(xero):
    """Idempotency-Key: the same answer again; another request under it is refused (1.9)."""
    wish = Invoices(invoices=[new_invoice("K-1")])

    def send(invoices):
        return xero.accounting.create_invoices(
            xero.tenant, invoices=invoices, idempotency_key="key-1"
        ).invoices

    assert send(wish)[0].invoice_id == send(wish)[0].invoice_id
    with pytest.raises(AccountingBadRequestException, match="different request"):
        send(Invoices(invoices=[new_invoice("K-2")]))
    assert listed(xero, invoice_numbers=["K-1", "K-2"]) == ["K-1"]


def test_invoices_when_posted_then_known_ones_change_and_others_are_made(xero):
    """Used updateOrCreateInvoices by number, updateInvoice by id; the rest stays (1.1, 1.6)."""
    first = xero.invoice("U-1", status="DRAFT")
    rows = xero.accounting.update_or_create_invoices(
        xero.tenant,
        invoices=Invoices(
            invoices=[
                Invoice(type="ACCREC", invoice_number="U-1", reference="Changed"),
                new_invoice("U-2"),
            ]
        ),
        summarize_errors="false",
    ).invoices
    assert [row.status_attribute_string for row in rows] == ["OK", "OK"]
    assert rows[0].invoice_id == first.invoice_id
    xero.accounting.update_invoice(
        xero.tenant, first.invoice_id, invoices=Invoices(invoices=[Invoice(status="AUTHORISED")])
    )
    read = xero.read_invoice("U-1")
    assert (read.status, read.reference, read.total) == ("AUTHORISED", "Changed", Decimal("110.00"))
    assert read.updated_date_utc > first.updated_date_utc
    with pytest.raises(AccountingBadRequestException, match="valid status"):
        xero.accounting.update_invoice(
            xero.tenant, first.invoice_id, invoices=Invoices(invoices=[Invoice(status="DRAFT")])
        )


def test_lists_when_not_paged_then_thin_and_when_paged_then_whole(xero, five):
    """getInvoices: no lines without a page; with one, lines and pagination (2.6)."""
    thin = xero.accounting.get_invoices(xero.tenant, invoice_numbers=["F-1"])
    assert (thin.invoices[0].line_items, thin.pagination) == ([], None)
    assert thin.invoices[0].amount_due == Decimal("110.00")
    ids = [one.invoice_id for one in five]
    second = xero.accounting.get_invoices(
        xero.tenant, i_ds=ids, page=2, page_size=2, order="InvoiceNumber DESC"
    )
    assert [one.invoice_number for one in second.invoices] == ["F-3", "F-2"]
    assert second.invoices[0].line_items[0].line_amount == Decimal("100.00")
    told = second.pagination
    assert (told.page, told.page_size, told.page_count, told.item_count) == (2, 2, 3, 5)


def test_lists_when_the_page_size_is_too_large_then_it_is_clamped(xero, five):
    """A pageSize of 5000 is 1000, not an error (2.6)."""
    page = xero.accounting.get_invoices(xero.tenant, page=1, page_size=5000)
    assert page.pagination.page_size == 1000


def test_lists_when_filtered_then_each_filter_finds_what_it_should(xero, five):
    """IDs, InvoiceNumbers, ContactIDs, Statuses, searchTerm, where, order (2.6)."""
    ids = [one.invoice_id for one in five]
    contact = [five[0].contact.contact_id]
    assert listed(xero, i_ds=ids[:2]) == ["F-1", "F-2"]
    assert listed(xero, invoice_numbers=["F-4", "f-5", "none"]) == ["F-4", "F-5"]
    assert listed(xero, contact_i_ds=contact, statuses=["DRAFT"]) == ["F-5"]
    assert listed(xero, where='Reference=="Case 3" AND AmountDue>100') == ["F-3"]
    assert listed(xero, where=f'Contact.ContactID==Guid("{contact[0]}") AND Status=="DRAFT"') == [
        "F-5"
    ]
    assert listed(xero, i_ds=ids, order="Reference DESC")[0] == "F-5"
    assert listed(xero, i_ds=ids, where="Date<DateTime(2026,11,20)") == []
    assert listed(xero, search_term="case 4") == ["F-4"]
    assert listed(xero, search_term="f-5") == ["F-5"]
    with pytest.raises(AccountingBadRequestException, match="not understood"):
        listed(xero, where="Total.Contains(1)")


def test_lists_when_statuses_are_asked_for_then_they_are_paged_with_lines(xero, five):
    """Statuses forces paging, and with it the lines (2.6)."""
    found = xero.accounting.get_invoices(xero.tenant, statuses=["DRAFT"], invoice_numbers=["F-5"])
    assert found.pagination.item_count == 1
    assert found.invoices[0].line_items[0].unit_amount == Decimal("100.00")


def test_lists_when_only_a_summary_is_asked_for_then_no_lines_and_paged(xero, five):
    """summaryOnly, which the SDK sends as ``True``: amounts, but no lines and payments (2.6)."""
    found = xero.accounting.get_invoices(xero.tenant, summary_only=True, invoice_numbers=["F-1"])
    (row,) = found.invoices
    assert (row.total, row.line_items, row.payments) == (Decimal("110.00"), None, None)
    assert found.pagination.item_count == 1


def test_lists_when_unitdp_is_4_then_prices_have_four_places(xero):
    """Reads need unitdp too (1.4)."""
    xero.accounting.create_invoices(
        xero.tenant,
        invoices=Invoices(
            invoices=[new_invoice("P-4", line_items=[line(unit_amount=Decimal("0.0612"))])]
        ),
        unitdp=4,
    )
    prices = [
        xero.accounting.get_invoices(xero.tenant, page=1, invoice_numbers=["P-4"], **asked)
        .invoices[0]
        .line_items[0]
        .unit_amount
        for asked in ({}, {"unitdp": 4})
    ]
    assert prices == [Decimal("0.06"), Decimal("0.0612")]


def test_lists_when_asked_since_then_only_what_changed_comes(xero, sandbox, five):
    """If-Modified-Since, to the second, in the order of change (2.6)."""
    advance = f"{sandbox.base_url}/sandbox/clock"
    httpx.post(advance, json={"advance_s": 60}, trust_env=False).raise_for_status()
    xero.accounting.update_invoice(
        xero.tenant,
        five[1].invoice_id,
        invoices=Invoices(invoices=[Invoice(reference="Case 2, again")]),
    )
    moved = xero.read_invoice("F-2").updated_date_utc
    changed = listed(xero, if_modified_since=moved.replace(microsecond=0))
    assert changed == ["F-2"]
    assert listed(xero, if_modified_since=moved + timedelta(seconds=1)) == []
    assert set(listed(xero, if_modified_since=LONG_AGO, page=1)) >= {"F-1", "F-2", "F-5"}


def test_online_invoice_when_approved_then_an_address_that_leads_nowhere(xero, five):
    """getOnlineInvoice: not of a draft, and never an address of Xero's own (3)."""
    online = xero.accounting.get_online_invoice(xero.tenant, five[0].invoice_id).online_invoices
    assert online[0].online_invoice_url.startswith("https://in.sandbox.invalid/")
    with pytest.raises(AccountingBadRequestException, match="no draft"):
        xero.accounting.get_online_invoice(xero.tenant, five[4].invoice_id)


def test_history_when_a_note_is_added_then_it_is_read_back(xero, five):
    """createInvoiceHistory, getInvoiceHistory: newest first, by System Generated (3)."""
    for details in ("Journal 41, row 7", "Exported again"):
        record = HistoryRecord(details=details)
        xero.accounting.create_invoice_history(
            xero.tenant,
            five[0].invoice_id,
            history_records=HistoryRecords(history_records=[record]),
        )
    found = xero.accounting.get_invoice_history(xero.tenant, five[0].invoice_id).history_records
    assert [one.details for one in found] == ["Exported again", "Journal 41, row 7"]
    assert {one.user for one in found} == {"System Generated"}
    assert found[0].date_utc.tzinfo is not None


def test_invoice_when_voided_then_it_is_final_and_keeps_its_number(xero):
    """AUTHORISED to VOIDED by updateInvoice; nothing leads back, the number stays taken (1.6)."""
    made = xero.invoice("V-1")
    voided = xero.accounting.update_invoice(
        xero.tenant, made.invoice_id, invoices=Invoices(invoices=[Invoice(status="VOIDED")])
    ).invoices[0]
    assert (voided.status, xero.read_invoice("V-1").amount_due) == ("VOIDED", Decimal("0.00"))
    with pytest.raises(AccountingBadRequestException, match="unique"):
        xero.invoice("V-1")


@pytest.mark.skipif(not CONTRACT.exists(), reason="Xero's OpenAPI file is not at hand")
def test_check_when_a_key_is_sent_that_the_contract_does_not_know_then_it_is_an_error(xero):
    """A misspelt key would be dropped in silence; our check names where it stands (8.4)."""
    good = {"Type": "ACCREC", "Contact": {"Name": "a"}, "LineItems": [{"Quantity": 1}]}
    assert unknown_keys("PUT", "/Invoices", {"Invoices": [good]}) == []
    bad = good | {"Contact": {"Nmae": "a"}, "LineItems": [{"Qty": 1}], "Invoices": []}
    assert unknown_keys("PUT", "/Invoices", {"Invoices": [bad]}) == [
        "Invoices.Contact.Nmae", "Invoices.Invoices", "Invoices.LineItems.Qty",
    ]  # fmt: skip
    with pytest.raises(AssertionError, match=r"Invoices\.Referenz"):
        xero.accounting.create_invoices(
            xero.tenant, invoices={"Invoices": [{"Type": "ACCREC", "Referenz": "1"}]}
        )
