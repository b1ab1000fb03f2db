"""The operations on the organisation's settings: accounts, tax rates, tracking, items."""

from cmxero.sandbox.calls import Answer, Call, enveloped, unit_places
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.items import create_item
from cmxero.sandbox.listing import Lister, Operation
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import NotHereError
from cmxero.sandbox.render_settings import (
    account_json,
    failed_item_json,
    item_json,
    organisation_json,
    tax_rate_json,
    tracking_json,
)
from cmxero.sandbox.settings_records import Item
from cmxero.sandbox.where import Getter
from cmxero.sandbox.writing import write_elements


def _organisation(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    return enveloped(state, call, "Organisations", [organisation_json(state.settings)])


def _accounts(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    rows = [account_json(state.settings, account) for account in state.settings.accounts]
    return enveloped(state, call, "Accounts", rows)


def _tax_rates(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    rows = [tax_rate_json(state.settings, rate) for rate in state.settings.tax_rates]
    return enveloped(state, call, "TaxRates", rows)


def _tracking(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    wanted = [c for c in state.settings.tracking if ident.lower() in {"", c.category_id}]
    if ident and not wanted:
        raise NotHereError
    return enveloped(state, call, "TrackingCategories", [tracking_json(c) for c in wanted])


def _list_items(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    rows = lister.make(state, call, state.items, ITEM_FIELDS).rows
    return enveloped(state, call, "Items", [item_json(item, unit_places(call)) for item in rows])


def _get_item(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    item: Item | None = state.items.get(ident.lower()) or state.item(ident)
    if item is None:
        raise NotHereError
    return enveloped(state, call, "Items", [item_json(item, unit_places(call))])


def _create_items(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    unitdp = unit_places(call)

    def apply(element: JsonObject) -> JsonObject:
        return item_json(create_item(state, element, call.now_utc, unitdp), unitdp)

    return write_elements(state, call, "Items", apply, failed_item_json)


ITEM_FIELDS: dict[str, Getter] = {
    "id": lambda item: item.item_id,
    "itemid": lambda item: item.item_id,
    "code": lambda item: item.code,
    "name": lambda item: item.name,
    "updateddateutc": lambda item: item.updated_utc,
}

SETTINGS_OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("GET", "organisation", "many"): _organisation,
    ("GET", "accounts", "many"): _accounts,
    ("GET", "taxrates", "many"): _tax_rates,
    ("GET", "trackingcategories", "many"): _tracking,
    ("GET", "trackingcategories", "one"): _tracking,
    ("GET", "items", "many"): _list_items,
    ("GET", "items", "one"): _get_item,
    ("PUT", "items", "many"): _create_items,
}
