"""What Xero refuses about an invoice itself; see ``refusal_texts`` for the manners of a rule."""

from cmxero.core.problem_catalogue import MendedIn
from cmxero.core.refusal import REPORT, Refusal

_CASE, _XERO = MendedIn.CASE_MANAGER, MendedIn.XERO
_OPTIONS, _NOWHERE = MendedIn.OPTIONS, MendedIn.NOWHERE

INVOICE_REFUSALS: tuple[Refusal, ...] = (
    # ---------------------------------------------------------------- contacts
    Refusal(
        "contact-taken", _XERO,
        "The contact's name or number belongs to another contact",
        "Xero keeps contact names and numbers unique, and another contact has this one already.",
        "Merge the two contacts in Xero (Contacts), or tell their names apart in Case Manager.",
        (
            r"contact (?:name|number) (?P<about>.+?) is already assigned",
            r"must be unique across all (?:active )?contacts",
        ),
    ),
    Refusal(
        "contact-archived", _XERO,
        "The contact is archived in Xero",
        "Xero takes no invoice for an archived contact.",
        "Restore the contact in Xero (Contacts, Archived), or change the name in Case Manager.",
        (r"contact (?P<about>.+?) is archived", r"archived contact"),
    ),
    Refusal(
        "contact-merged", _CASE,
        "The contact was merged into another one in Xero",
        "The name belongs to a contact that no longer exists by itself.",
        "Use the name of the contact it went into, in Case Manager, and export the journal again.",
        (r"contact (?P<about>.+?) was merged",),
    ),
    Refusal(
        "contact-name-refused", _CASE,
        "Xero does not take the contact's name",
        "The name is longer than 255 characters, or has angle brackets or stray blanks.",
        "Correct the name in Case Manager's company list and export the journal again.",
        (r"contact name must be",),
    ),
    Refusal(
        "no-contact", _CASE,
        "The invoice has no contact that Xero knows",
        "Xero was given no contact, or one it cannot find.",
        "Set the invoice contact in Case Manager and export the journal again.",
        (
            r"a contact must be specified",
            r"contact with the specified contact details",
            r"no contact has the contact number (?P<about>\S+?)\.?$",
        ),
    ),
    # ---------------------------------------------------------------- numbers
    Refusal(
        "number-left-behind", _XERO,
        "The number belongs to a voided or deleted invoice in Xero",
        "Xero holds a voided or deleted document under this number and may never free it again.",
        "If the invoice is still owed, decide 'send again' for it, with a reason: it goes under a "
        "new number. If not, enter an adjustment for its full amount in Case Manager.",
        (
            r"already holds a different invoice .*(?:voided|deleted)\. it was left",
            r"^number-in-xero: .*, (?:voided|deleted) \(",
        ),
    ),
    Refusal(
        "number-in-xero", _XERO,
        "Xero holds another invoice under this number",
        "Invoice numbers are unique in Xero, and a different invoice has this one.",
        "Compare the two. If a person typed the one in Xero, give it another number there; if it "
        "is the same sale, keep one of them and void or delete the other.",
        (
            r"already holds a different invoice",
            r"(?:invoice|credit note|document)\b.{0,20}must be unique",
            r"invoice number .{0,60}already",
        ),
    ),
    Refusal(
        "number-not-allowed", _CASE,
        "Xero cannot carry the invoice's number",
        "The number is too long, or holds characters that Xero does not take.",
        "Give the invoice another number in Case Manager.",
        (r"(?:invoice|credit note) ?# must (?:be \d+ characters|consist)",),
    ),
    # ---------------------------------------------------------------- dates
    Refusal(
        "locked-period", _XERO,
        "The date is in a period that is locked in Xero",
        "Xero takes nothing dated on or before its lock dates.",
        "Ask whoever closes the books to move the lock date in Xero (Accounting settings, "
        "Financial settings), or date the invoice later in Case Manager.",
        (
            r"before the (?:[a-z ]+ )?lock date(?:,? currently set at (?P<about>[^.]+))?",
            r"lock(?:ed)? (?:date|period)",
            r"period .{0,30}(?:is|been) locked",
        ),
    ),
    Refusal(
        "due-date-missing", _CASE,
        "The invoice has no due date",
        "Xero wants a due date on an invoice that is to be approved.",
        "Fill the due date or the terms in Case Manager and export the journal again.",
        (r"due ?date .{0,40}(?:must be specified|required|mandatory|invalid|not valid)",),
    ),
    # ---------------------------------------------------------------- accounts, tax, items
    Refusal(
        "tax-type-refused", _OPTIONS,
        "Xero refuses the tax type",
        "The tax type does not exist, is not for sales, or does not go with the account.",
        "Correct [mapping.tax_codes] in cmxero.toml, or choose another account "
        "(mapping.account_code).",
        (
            r"tax ?type code '(?P<about>[^']*)' cannot be used with account code '(?P<also>[^']*)'",
            r"tax ?type code '(?P<about>[^']*)' (?:cannot be used|does not exist)",
            r"tax ?(?:type|rate)\b.{0,60}(?:cannot be used|does not exist|invalid|archived)",
            r"tax ?(?:type|rate)\b.{0,60}(?:not (?:a )?valid|deleted)",
        ),
    ),
    Refusal(
        "account-refused", _OPTIONS,
        "Xero refuses the account",
        "The account does not exist, is archived, or is one that invoices may not use.",
        "Correct account_code under [mapping] in cmxero.toml, or create or restore the account in "
        "Xero (Accounting, Chart of accounts).",
        (
            r"account code '(?P<about>[^']*)' is not (?:a )?valid",
            r"account (?:code )?must be specified",
            r"account\b.{0,40}(?:archived|not (?:a )?valid|invalid|does not exist)",
        ),
    ),
    Refusal(
        "item-refused", _XERO,
        "Xero refuses the item",
        "The charge code is sent as item code, and Xero has no such item that is sold.",
        "Create the item in Xero (Business, Products and services), or set send_item_code = false "
        "under [mapping] in cmxero.toml.",
        (
            r"item code '(?P<about>[^']*)' is not (?:a )?valid",
            r"item code must be",
            r"price list item",
            r"item\b.{0,40}(?:not sold|does not exist|archived)",
        ),
    ),
    Refusal(
        "tracking-refused", _OPTIONS,
        "Xero refuses the tracking category",
        "The category or option does not exist or is archived, or there are more than two.",
        "Correct [mapping.tracking] in cmxero.toml, or add the category or option in Xero "
        "(Accounting settings, Tracking categories).",
        (
            r"tracking (?:category|option|categories) '(?P<about>[^']*)'",
            r"tracking (?:category|option|categories)",
        ),
    ),
    # ---------------------------------------------------------------- amounts, texts
    Refusal(
        "currency-not-subscribed", _OPTIONS,
        "Xero does not know the currency",
        "The organisation is not subscribed to the invoice's currency.",
        "Set currency_code under [organisation] in cmxero.toml if it is wrong; else add the "
        "currency in Xero (needs a plan with several currencies).",
        (r"not subscribed to currency (?P<about>\w+)",),
    ),
    Refusal(
        "currency-rate", _XERO,
        "Xero doubts the exchange rate",
        "The invoice was saved, but its exchange rate is far from the market's.",
        "Look at the rate in Xero.",
        (r"currency ?rate|exchange rate",),
    ),
    Refusal(
        "line-total-differs", _NOWHERE,
        "Xero computes another line total",
        "Quantity times price is not the line total that was sent. Xero refused the invoice "
        "rather than saving another cent.",
        REPORT,
        (r"line (?:total|amount) .{0,60}does not match",),
    ),
    Refusal(
        "amount-too-large", _CASE,
        "An amount or quantity is larger than Xero takes",
        "Xero takes up to 9,999,999,999.99 on a line, and quantities of 13 digits.",
        "Correct the figure in Case Manager and export the journal again.",
        (r"(?:amount|total) must be [\d,.]+ or less", r"quantity must have \d+ digits"),
    ),
    Refusal(
        "negative-total", _CASE,
        "The invoice is below zero",
        "Xero takes a document below zero only as a credit note.",
        "Enter it as an adjustment in Case Manager.",
        (r"total must (?:not be less than|be greater than) zero", r"total\b.{0,30}negative"),
    ),
    Refusal(
        "no-lines", _CASE,
        "The invoice has no lines",
        "Xero takes no invoice without lines.",
        "Export the journal again with its line detail.",
        (r"one or more line items must be specified",),
    ),
    Refusal(
        "description-missing", _CASE,
        "A line has no description",
        "Xero wants a description on each line.",
        "Give the cost a name in Case Manager and export the journal again.",
        (r"description\b.{0,30}(?:mandatory|must be specified|required)",),
    ),
    Refusal(
        "text-too-long", _CASE,
        "A text is longer than Xero takes",
        "Xero limits the length of each of its fields.",
        "Shorten it in Case Manager, or send fewer parts ([mapping] in cmxero.toml).",
        (
            r"must be [\d,]+ characters or fewer",
            r"must have \d+ to \d+ characters",
            r"too long|exceeds? the maximum (?:length|number of characters)",
        ),
    ),
)  # fmt: skip
