"""What Xero refuses of a new invoice, and what it makes of one it accepts (xero-api.md 1)."""

from datetime import date, datetime

from cmxero.core.documents import XeroInvoice, XeroLine
from cmxero.core.money import ZERO, money, unit_price

BAD_NAME = (
    "The contact name must be 255 characters or fewer, without angle brackets, leading, "
    "trailing or doubled spaces."
)


def good_name(name: str) -> bool:
    """Whether Xero takes a contact's name (1.8)."""
    return 0 < len(name) <= 255 and name == " ".join(name.split()) and not {"<", ">"} & set(name)


def broken_rules(xero, element) -> tuple[str, ...]:
    """Every validation message about an element, in Xero's words; empty if it is fine."""
    return (
        *_number(xero, element),
        *_contact(xero, element),
        *_day(xero, element),
        *_status(element),
        *(message for line in element["lines"] for message in _line(xero, line)),
    )


def invoice_from(element, *, identity, contact, now_utc) -> XeroInvoice:
    """The invoice Xero saves; the draft's own tax is believed."""
    lines = tuple(_saved(place, line) for place, line in enumerate(element["lines"]))
    total = sum((line.line_amount for line in lines), ZERO)
    tax = money(element["total_tax"])
    return XeroInvoice(
        identity,
        element["number"],
        "ACCREC",
        element.get("status", "DRAFT"),
        contact.contact_id,
        contact.name,
        date.fromisoformat(element["invoice_date"]),
        date.fromisoformat(element["due_date"]),
        element["reference"],
        element["currency_code"],
        "Inclusive",
        total - tax,
        tax,
        total,
        total,
        ZERO,
        ZERO,
        now_utc,
        lines,
    )


def _saved(place, line) -> XeroLine:
    return XeroLine(
        f"line-{place}",
        line["description"],
        unit_price(line["quantity"]),
        unit_price(line["unit_amount"]),
        money(line["line_amount"]),
        ZERO,
        line["tax_type"],
        line["account_code"],
        line["item_code"],
    )


def _number(xero, element):
    number = element["number"].casefold()
    if any(one.number.casefold() == number for one in xero.invoices.values()):
        yield "Invoice # must be unique."


def _contact(xero, element):
    found = xero.contact_named(element["contact_name"])
    if found and found.status != "ACTIVE":
        yield f"The contact {found.name} is archived and cannot be used."


def _day(xero, element):
    day = datetime.fromisoformat(element["invoice_date"]).date()
    if xero.lock_date and day <= xero.lock_date:
        yield (
            "The document date cannot be before the period lock date, "
            f"currently set at {xero.lock_date.day} {xero.lock_date:%B %Y}"
        )


def _status(element):
    if element.get("status", "DRAFT") not in {"DRAFT", "SUBMITTED", "AUTHORISED"}:
        yield "Invoice not of valid status for modification"


def _line(xero, line):
    code, item, tax_type = line["account_code"], line.get("item_code", ""), line["tax_type"]
    is_known = code in {one.code for one in xero.account_list if one.status == "ACTIVE"}
    if not is_known:
        yield f"Account code '{code}' is not a valid code for this document."
    if tax_type not in {one.tax_type for one in xero.tax_rate_list if one.can_apply_to_revenue}:
        where = f" with account code '{code}'" if is_known else " on this document"
        yield f"The TaxType code '{tax_type}' cannot be used{where}."
    if item and item not in {one.code for one in xero.item_list}:
        yield f"Item code '{item}' is not valid."
    tracking = line.get("tracking", ())
    if len(tracking) > 2:
        yield "A line may have 2 tracking categories or fewer."
    for name, option in tracking:
        options = {one.name: one.options for one in xero.tracking_list}
        if name not in options:
            yield f"The tracking category '{name}' does not exist."
        elif option not in options[name]:
            yield f"The tracking option '{option}' does not exist in '{name}'."
