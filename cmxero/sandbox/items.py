"""Items: what is sold again and again, with its default price and account (xero-api.md 1.7)."""

from datetime import datetime

from cmxero.sandbox.amounts import price
from cmxero.sandbox.fields import JsonObject, find_flag, find_number, find_object, find_text
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.settings_records import Item, ItemDetails

LONGEST = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}


def create_item(
    state: OrganisationState, element: JsonObject, now_utc: datetime, unitdp: int
) -> Item:
    """Save a new item.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    messages: list[str] = []
    texts = {key: find_text(element, key) or "" for key in LONGEST}
    for key, longest in LONGEST.items():
        if len(texts[key]) > longest:
            messages.append(f"{key} must be {longest} characters or fewer.")
    code = texts["Code"]
    if not code:
        messages.append("Price List Item Code must be supplied")
    elif state.item(code):
        messages.append(f"Price List Item with Code '{code}' already exists")
    sales = _details(state, element, "SalesDetails", unitdp, messages)
    purchase = _details(state, element, "PurchaseDetails", unitdp, messages)
    if messages:
        raise RefusedError(messages)
    is_sold, is_purchased = find_flag(element, "IsSold"), find_flag(element, "IsPurchased")
    item = Item(
        item_id=state.new_id("item"),
        code=code,
        name=texts["Name"] or code,
        updated_utc=state.stamp(now_utc),
        description=texts["Description"],
        purchase_description=texts["PurchaseDescription"],
        is_sold=True if is_sold is None else is_sold,
        is_purchased=True if is_purchased is None else is_purchased,
        sales=sales,
        purchase=purchase,
    )
    state.save(item)
    return item


def _details(
    state: OrganisationState, element: JsonObject, key: str, unitdp: int, messages: list[str]
) -> ItemDetails:
    sent = find_object(element, key) or {}
    code, tax_type = find_text(sent, "AccountCode") or "", find_text(sent, "TaxType") or ""
    if code and state.account(code=code) is None:
        messages.append(f"Account code '{code}' is not a valid code for this item.")
    if tax_type and state.tax_rate(tax_type) is None:
        messages.append(f"The TaxType code '{tax_type}' does not exist.")
    unit_price = find_number(sent, "UnitPrice")
    return ItemDetails(
        unit_price=None if unit_price is None else price(unit_price, unitdp),
        account_code=code,
        tax_type=tax_type,
    )
