"""The official SDK against the sandbox: the organisation's settings, items, contacts."""

from decimal import Decimal

import pytest
from sdk_client import sdk_of
from xero_contract import CONTRACT
from xero_python.accounting import (
    AccountType,
    Contact,
    Contacts,
    CountryCode,
    CurrencyCode,
    Item,
    Items,
    Purchase,
)
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from cmxero.sandbox.process import SandboxProcess


@pytest.fixture(scope="module")
def xero(contract):
    with SandboxProcess() as sandbox, sdk_of(sandbox, contract) as sdk:
        yield sdk


def contacts_of(*given: Contact) -> Contacts:
    return Contacts(contacts=list(given))


def test_organisation_when_read_then_who_where_and_what_it_may_do(xero):
    """getOrganisations, getOrganisationActions: the tenant is the organisation's own id."""
    (organisation,) = xero.accounting.get_organisations(xero.tenant).organisations
    assert organisation.organisation_id == xero.tenant
    assert organisation.country_code is CountryCode.AU
    assert organisation.base_currency is CurrencyCode.AUD
    assert organisation.is_demo_company is True
    actions = xero.accounting.get_organisation_actions(xero.tenant).actions
    status = {action.name: action.status for action in actions}
    assert status["CreateApprovedInvoice"] == status["CreateInvoicePayment"] == "ALLOWED"
    assert status["UseMulticurrency"] == status["CreateDraftQuote"] == "NOT-ALLOWED"


def test_accounts_when_read_then_types_classes_and_system_accounts_decode(xero):
    """getAccounts: an unknown word in any enumeration would break the whole page (7.2)."""
    accounts = {one.code: one for one in xero.accounting.get_accounts(xero.tenant).accounts}
    assert accounts["090"].type is AccountType.BANK
    assert (accounts["200"].type, accounts["200"].tax_type) == (AccountType.REVENUE, "OUTPUT")
    systems = {one.system_account for one in accounts.values()}
    assert {"DEBTORS", "GST", "ROUNDING"} <= systems


def test_tax_rates_when_read_then_rates_are_exact_and_say_where_they_apply(xero):
    """getTaxRates: 10 % as a Decimal, and OUTPUT not on expenses (1.5)."""
    rates = {one.tax_type: one for one in xero.accounting.get_tax_rates(xero.tenant).tax_rates}
    output = rates["OUTPUT"]
    assert (type(output.effective_rate), output.effective_rate) == (Decimal, Decimal(10))
    assert output.can_apply_to_revenue
    assert not output.can_apply_to_expenses
    (component,) = output.tax_components
    assert (component.rate, component.is_compound) == (Decimal(10), False)


def test_tracking_when_read_then_all_and_one_agree(xero):
    """getTrackingCategories, getTrackingCategory: two at most, with their options (1.7)."""
    listed = xero.accounting.get_tracking_categories(xero.tenant).tracking_categories
    assert [one.name for one in listed] == ["Office", "Service"]
    one = xero.accounting.get_tracking_category(xero.tenant, listed[0].tracking_category_id)
    options = one.tracking_categories[0].options
    assert [option.name for option in options] == ["Brisbane", "Sydney", "Melbourne"]


def test_items_when_created_then_they_read_back_with_four_places(xero):
    """createItems, getItems, getItem: the price keeps four places with unitdp=4 (1.4)."""
    wish = Item(
        code="PHYS-15",
        name="Physiotherapy",
        description="A quarter of an hour",
        sales_details=Purchase(
            unit_price=Decimal("49.2250"), account_code="200", tax_type="OUTPUT"
        ),
    )
    (made,) = xero.accounting.create_items(xero.tenant, items=Items(items=[wish]), unitdp=4).items
    one = xero.accounting.get_item(xero.tenant, "PHYS-15", unitdp=4).items[0]
    assert one.item_id == made.item_id
    assert one.sales_details.unit_price == Decimal("49.2250")
    listed = xero.accounting.get_items(xero.tenant, where='Code=="PHYS-15"').items
    assert [(row.item_id, row.sales_details.unit_price) for row in listed] == [
        (made.item_id, Decimal("49.23"))
    ]
    with pytest.raises(AccountingBadRequestException, match="already exists"):
        xero.accounting.create_items(xero.tenant, items=Items(items=[wish]))


def test_contacts_when_created_then_id_number_and_lists_find_them(xero):
    """createContacts, getContact, getContacts: the number works as an id too (1.8)."""
    wishes = contacts_of(
        Contact(name="icare NSW", contact_number="P-1", email_address="claims@example.org"),
        Contact(name="WorkSafe", contact_number="P-2"),
    )
    made = xero.accounting.create_contacts(
        xero.tenant, contacts=wishes, summarize_errors="false"
    ).contacts
    assert [one.status_attribute_string for one in made] == ["OK", "OK"]
    (by_number,) = xero.accounting.get_contact(xero.tenant, "P-1").contacts
    assert (by_number.contact_id, by_number.email_address) == (
        made[0].contact_id,
        "claims@example.org",
    )
    ids = [one.contact_id for one in made]
    page = xero.accounting.get_contacts(xero.tenant, i_ds=ids, page=1, page_size=1, order="Name")
    assert [one.name for one in page.contacts] == ["WorkSafe"]
    assert (page.pagination.page_count, page.pagination.item_count) == (2, 2)
    (named,) = xero.accounting.get_contacts(xero.tenant, where='Name=="WorkSafe"').contacts
    assert named.contact_id == ids[1]
    for term in ("worksafe", "p-2"):
        (found,) = xero.accounting.get_contacts(xero.tenant, search_term=term).contacts
        assert found.contact_id == ids[1]
    with pytest.raises(NotFoundException):
        xero.accounting.get_contact(xero.tenant, "P-none")


def test_contacts_when_created_twice_then_put_refuses_and_post_updates(xero):
    """On a taken name createContacts fails, updateOrCreateContacts changes (1.8)."""
    first = contacts_of(Contact(name="GIO", contact_number="P-7"))
    (made,) = xero.accounting.create_contacts(xero.tenant, contacts=first).contacts
    with pytest.raises(AccountingBadRequestException, match="already assigned"):
        xero.accounting.create_contacts(xero.tenant, contacts=first)
    again = contacts_of(Contact(contact_number="P-7", name="GIO Limited"), Contact(name="QBE"))
    changed, new = xero.accounting.update_or_create_contacts(
        xero.tenant, contacts=again, summarize_errors="false"
    ).contacts
    assert (changed.contact_id, changed.name) == (made.contact_id, "GIO Limited")
    assert new.contact_id not in {made.contact_id, None}
    (read,) = xero.accounting.get_contact(xero.tenant, made.contact_id).contacts
    assert (read.name, read.contact_number) == ("GIO Limited", "P-7")
    assert read.updated_date_utc > made.updated_date_utc


def test_contacts_when_one_is_refused_then_its_messages_stand_in_its_place(xero):
    """summarizeErrors=false: 200, in order, the refused one with the all-zero id (1.3)."""
    wishes = contacts_of(Contact(name="EML"), Contact(name="<EML>"), Contact(name="Allianz"))
    rows = xero.accounting.create_contacts(
        xero.tenant, contacts=wishes, summarize_errors="false"
    ).contacts
    assert [one.status_attribute_string for one in rows] == ["OK", "ERROR", "OK"]
    assert set(rows[1].contact_id) == {"0", "-"}
    assert "angle brackets" in rows[1].validation_errors[0].message
    assert xero.accounting.get_contacts(xero.tenant, where='Name=="Allianz"').contacts


@pytest.mark.skipif(not CONTRACT.exists(), reason="Xero's contract is not beside this checkout")
def test_settings_when_all_was_read_then_the_contract_saw_every_answer(xero):
    """The check is not blind: each call of this module was counted."""
    before = xero.checked
    xero.accounting.get_accounts(xero.tenant)
    assert xero.checked == before + 1
