"""What a line names besides its account: tracking options and an item (xero-api.md 1.7)."""

from cmxero.sandbox.fields import JsonObject, find_list, find_text
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import LineTracking
from cmxero.sandbox.settings_records import TrackingCategory

MOST_TRACKED = 2


def read_tracking(
    state: OrganisationState,
    element: JsonObject,
    kept: tuple[LineTracking, ...],
    messages: list[str],
) -> tuple[LineTracking, ...]:
    """The tracking a line is to have; what is not sent stays as it is."""
    listed = find_list(element, "Tracking")
    if listed is None:
        return kept
    found = [_tracked(state, sent, messages) for sent in listed]
    tracking = tuple(one for one in found if one)
    if len(listed) > MOST_TRACKED:
        messages.append(f"A line may have {MOST_TRACKED} tracking categories or fewer.")
    elif len({one.category_id for one in tracking}) < len(tracking):
        messages.append("A line may have one option of each tracking category.")
    return tracking


def with_item(
    state: OrganisationState,
    element: JsonObject,
    document_type: str,
    *,
    has_price: bool,
    messages: list[str],
) -> JsonObject:
    """A line's element with what its item supplies where the element is silent.

    Args:
        has_price: whether the line has a price already, which the item does not replace.
    """
    code = find_text(element, "ItemCode")
    if not code:
        return element
    item = state.item(code)
    if item is None:
        messages.append(f"Item code '{code}' is not valid.")
        return element
    is_bill = document_type == "ACCPAY"
    details = item.purchase if is_bill else item.sales
    supplied: JsonObject = {
        "Description": (item.purchase_description if is_bill else "") or item.description,
        "AccountCode": details.account_code or None,
        "TaxType": details.tax_type or None,
    }
    if not has_price and element.get("LineAmount") is None:
        supplied["UnitAmount"] = details.unit_price
    return supplied | {key: value for key, value in element.items() if value is not None}


def _tracked(
    state: OrganisationState, sent: JsonObject, messages: list[str]
) -> LineTracking | None:
    category_id = (find_text(sent, "TrackingCategoryID") or "").lower()
    name = find_text(sent, "Name")
    category = next(
        (c for c in state.settings.tracking if category_id == c.category_id or name == c.name),
        None,
    )
    if category is None:
        messages.append(f"The tracking category '{name or category_id}' does not exist.")
        return None
    return _option(category, sent, messages)


def _option(
    category: TrackingCategory, sent: JsonObject, messages: list[str]
) -> LineTracking | None:
    option_id = (find_text(sent, "TrackingOptionID") or "").lower()
    name = find_text(sent, "Option")
    for option in category.options:
        if option_id == option.option_id or name == option.name:
            return LineTracking(
                category_id=category.category_id,
                option_id=option.option_id,
                name=category.name,
                option=option.name,
            )
    messages.append(
        f"The tracking option '{name or option_id}' does not exist in '{category.name}'."
    )
    return None
