"""Problem texts: an invoice against the organisation it is for; see ``problem_catalogue``."""

from cmxero.core.problem_words import (
    BLOCKS,
    CASE_MANAGER,
    INFORMS,
    NOWHERE,
    OPTIONS,
    WARNS,
    XERO,
    Row,
)

_AGAIN = " and export the journal again."

XERO_TEXTS: tuple[Row, ...] = (
    Row(
        "unknown-account", BLOCKS, OPTIONS,
        "Xero has no such account.",
        "Account {value}, used by invoice {number}, does not exist in Xero.",
        "Correct account_code under [mapping] in cmxero.toml, or create the account in Xero.",
    ),
    Row(
        "account-archived", BLOCKS, XERO,
        "The account is archived in Xero.",
        "Account {value} ({name}), used by invoice {number}, is {status} in Xero.",
        "Restore it in Xero (Accounting, Chart of accounts, Archive), or correct account_code "
        "under [mapping] in cmxero.toml.",
    ),
    Row(
        "account-not-allowed", BLOCKS, OPTIONS,
        "Xero keeps the account to itself, or it is a bank account.",
        "Account {value} ({name}), used by invoice {number}, is {kind}; Xero takes no invoice "
        "lines on it.",
        "Set account_code under [mapping] in cmxero.toml to a revenue account.",
    ),
    Row(
        "account-not-revenue", WARNS, OPTIONS,
        "The account is no revenue account; Xero takes the line, but it is not income.",
        "Account {value} ({name}), used by invoice {number}, is no revenue account: what is "
        "charged will not count as income.",
        "Look at account_code under [mapping] in cmxero.toml; the invoice goes as it is.",
    ),
    Row(
        "tax-type-unknown", BLOCKS, OPTIONS,
        "Xero has no such tax type.",
        "Tax type {value}, used by invoice {number}, does not exist in Xero.",
        "Correct [mapping.tax_codes] in cmxero.toml; `cmxero status` lists Xero's tax types.",
    ),
    Row(
        "tax-type-archived", BLOCKS, XERO,
        "The tax rate is archived or deleted in Xero.",
        "Tax type {value} ({name}), used by invoice {number}, is {status} in Xero.",
        "Restore the rate in Xero (Accounting settings, Tax rates), or correct "
        "[mapping.tax_codes] in cmxero.toml.",
    ),
    Row(
        "tax-type-not-for-sales", BLOCKS, OPTIONS,
        "The tax type is for purchases; Xero refuses it on a sale.",
        "Tax type {value} ({name}), used by invoice {number}, is not for sales in Xero.",
        "Correct [mapping.tax_codes] in cmxero.toml; `cmxero status` lists Xero's tax types.",
    ),
    Row(
        "tax-type-not-for-account", BLOCKS, OPTIONS,
        "Xero refuses this tax type with this account.",
        "Tax type {value} ({name}) cannot be used with account {account}, as invoice {number} "
        "does.",
        "Choose a revenue account (account_code) or another tax type ([mapping.tax_codes]) in "
        "cmxero.toml.",
    ),
    Row(
        "currency-not-base", BLOCKS, OPTIONS,
        "The invoice is not in the organisation's own currency. cmxero compares ledgers to the "
        "cent, which exchange rates rule out.",
        "Invoice {number} is in {value}, but the organisation keeps its books in {base}. Exchange "
        "rates would make totals differ, so cmxero sends only {base}.",
        "Set currency_code under [organisation] in cmxero.toml if it is wrong, or enter the "
        "invoice in Xero by hand.",
    ),
    Row(
        "locked-period", BLOCKS, XERO,
        "The invoice's date is in a period that is locked in Xero.",
        "Invoice {number} is dated {day}; Xero's {lock} is {locked}, and it takes nothing dated "
        "on or before it.",
        "Ask whoever closes the books to move the {lock} in Xero (Accounting settings, Financial "
        "settings), or date the invoice {first_day} or later in Case Manager.",
    ),
    Row(
        "already-in-xero", INFORMS, NOWHERE,
        "Xero holds exactly this invoice already; it will be linked, not sent again.",
        "{xero_number} is in Xero already, exactly like this ({status}), and will be adopted.",
        "Nothing to do.",
    ),
    Row(
        "number-in-xero", BLOCKS, XERO,
        "Xero holds another invoice under this number.",
        "Xero already holds {xero_number}: {contact}, {total}, {status} ({life}). {looks}",
        "{remedy}",
    ),
    Row(
        "number-used-again", WARNS, XERO,
        "The number of a voided or deleted invoice is used again, which Xero may refuse.",
        "{xero_number} was used for an invoice that is {status} in Xero; it is sent under the same "
        "number, which Xero may refuse.",
        'If it is refused, set number_after_delete = "suffix" under [export] in cmxero.toml.',
    ),
    Row(
        "number-twice", BLOCKS, CASE_MANAGER,
        "Two invoices would have the same number in Xero, which ignores case.",
        "Invoice {number} would be {xero_number} in Xero, as invoice {other} already is.",
        "Give one of them another number in Case Manager.",
    ),
    Row(
        "contact-archived", BLOCKS, XERO,
        "The contact is archived in Xero, which takes no invoice for it.",
        "The contact '{value}' of invoice {number} is archived in Xero.",
        "Restore the contact in Xero (Contacts, Archived), or change the name in Case Manager.",
    ),
    Row(
        "contact-erased", BLOCKS, XERO,
        "The contact asked to be forgotten (GDPRREQUEST); Xero takes no invoice for it.",
        "The contact '{value}' of invoice {number} has status GDPRREQUEST in Xero.",
        "Ask whoever keeps the contacts in Xero; Xero creates no second contact of that name.",
    ),
    Row(
        "contact-merged", BLOCKS, CASE_MANAGER,
        "The contact was merged into another one in Xero.",
        "The contact '{value}' of invoice {number} was merged into '{into}' in Xero.",
        "Change the company's name to '{into}' in Case Manager" + _AGAIN,
    ),
    Row(
        "contact-ambiguous", BLOCKS, XERO,
        "Xero has several active contacts of this name.",
        "Xero has {count} active contacts named '{value}', so it is not known which of them "
        "invoice {number} bills.",
        "Merge or rename them in Xero (Contacts).",
    ),
    Row(
        "contact-new", INFORMS, NOWHERE,
        "Xero does not know the contact yet and creates it.",
        "Xero has no contact '{value}' yet; invoice {number} creates it.",
        "Nothing to do, unless the payer is in Xero under another name.",
    ),
    Row(
        "item-unknown", BLOCKS, XERO,
        "The charge code is sent as item code, but Xero has no such item.",
        "Line {line} of invoice {number} has charge code {value}, which is no item in Xero.{hint}",
        "Create the item in Xero (Business, Products and services), or set send_item_code = false "
        "under [mapping] in cmxero.toml.",
    ),
    Row(
        "item-not-sold", BLOCKS, XERO,
        "The item is not marked as sold in Xero.",
        "Line {line} of invoice {number} has charge code {value}; the item {name} is not sold.",
        "Tick 'I sell this item' in Xero (Business, Products and services).",
    ),
    Row(
        "tracking-too-many", BLOCKS, OPTIONS,
        "More than two tracking categories are set; Xero takes two on a line.",
        "Invoice {number} would carry {value} tracking categories; Xero takes two.",
        "Leave two under [mapping.tracking] in cmxero.toml.",
    ),
    Row(
        "tracking-category-unknown", BLOCKS, OPTIONS,
        "Xero has no such active tracking category.",
        "Tracking category '{value}', used by invoice {number}, {why}.{hint}",
        "Correct [mapping.tracking] in cmxero.toml, or create or restore the category in Xero "
        "(Accounting settings, Tracking categories).",
    ),
    Row(
        "tracking-option-unknown", BLOCKS, XERO,
        "The tracking category has no such active option.",
        "Tracking category '{category}' has no active option '{value}', which invoice {number} "
        "uses.{hint}",
        "Add the option in Xero (Accounting settings, Tracking categories), or say under "
        "[mapping.tracking_options] in cmxero.toml which option stands for it.",
    ),
)  # fmt: skip
