"""Problem texts: an invoice by itself, and as it would be in Xero; see ``problem_catalogue``."""

from cmxero.core.problem_words import BLOCKS, CASE_MANAGER, INFORMS, NOWHERE, OPTIONS, WARNS, Row

_AGAIN = " and export the journal again."

CASE_TEXTS: tuple[Row, ...] = (
    # ---------------------------------------------------------------- the invoice by itself
    Row(
        "number-not-allowed", BLOCKS, CASE_MANAGER,
        "Xero cannot carry the invoice's number.",
        "Invoice number {number} cannot be used in Xero: {fault}.",
        "Give the invoice another number in Case Manager.",
    ),
    Row(
        "no-contact", BLOCKS, CASE_MANAGER,
        "The invoice names neither a company nor a person.",
        "Invoice {number} has neither a company nor a person to bill.",
        "Set the invoice contact in Case Manager" + _AGAIN,
    ),
    Row(
        "bad-email", WARNS, CASE_MANAGER,
        "The contact's e-mail address is not one; it is not sent, the invoice is.",
        "The e-mail address '{value}' of invoice {number}'s contact is not one Xero takes.",
        "Correct it in Case Manager's company list; the invoice goes without it.",
    ),
    Row(
        "contact-shared", WARNS, CASE_MANAGER,
        "Private clients of the same name share one contact in Xero, which knows contacts by name.",
        "The contact '{value}' of invoice {number} has another {what} on other invoices of this "
        "journal; Xero puts all of them into one contact.",
        "If they are different people, tell their names apart in Case Manager, e.g. by a middle "
        "name" + _AGAIN,
    ),
    Row(
        "unknown-terms", BLOCKS, CASE_MANAGER,
        "There is no due date, and the terms' wording is not known.",
        "Invoice {number} has no due date, and its terms '{value}' are not known.",
        "Write the terms as in '14 days', 'end of month' or '7 days after end of month', or fill "
        "the due date," + _AGAIN,
    ),
    Row(
        "terms-not-understood", WARNS, CASE_MANAGER,
        "The terms' wording is not known; Case Manager's due date is used.",
        "The terms '{value}' of invoice {number} are not known; Case Manager's due date {due} is "
        "used.",
        "Nothing to do, unless the date is wrong.",
    ),
    Row(
        "due-before-date", WARNS, CASE_MANAGER,
        "The invoice is due before its own date.",
        "Invoice {number} is due on {due}, before its own date.",
        "Look at the terms in Case Manager; the invoice goes as it is.",
    ),
    Row(
        "future-date", WARNS, CASE_MANAGER,
        "The invoice is dated after today.",
        "Invoice {number} is dated {day}, which is still to come.",
        "Look at the date in Case Manager; the invoice goes as it is.",
    ),
    Row(
        "cost-after-invoice", WARNS, CASE_MANAGER,
        "A cost is dated after the invoice that charges it.",
        "Line {line} of invoice {number} ({cost}) is dated {day}, after the invoice.",
        "Look at the dates in Case Manager; the invoice goes as it is.",
    ),
    Row(
        "no-lines", BLOCKS, CASE_MANAGER,
        "The invoice has no lines.",
        "Invoice {number} has no lines.",
        "Export the journal again with its line detail.",
    ),
    Row(
        "negative-total", BLOCKS, CASE_MANAGER,
        "The invoice is below zero; Xero takes that only as a credit note.",
        "Invoice {number} has a negative total, {value}; Xero takes such a document only as a "
        "credit note.",
        "Enter it as an adjustment in Case Manager.",
    ),
    Row(
        "zero-total", WARNS, CASE_MANAGER,
        "The invoice is for 0.00; Xero takes it and counts it as paid once it is approved.",
        "Invoice {number} is for 0.00; in Xero it counts as paid as soon as it is approved.",
        "If nothing is to be charged, leave it out of the journal in Case Manager.",
    ),
    Row(
        "zero-line", INFORMS, NOWHERE,
        "A line charges nothing; Xero takes it.",
        "{lines} of invoice {number} charge nothing; Xero shows them with 0.00.",
        "Nothing to do.",
    ),
    Row(
        "negative-line", WARNS, CASE_MANAGER,
        "A line is below zero; Xero takes it as long as the invoice is not.",
        "{lines} of invoice {number} are below zero; Xero takes them as they are.",
        "Nothing to do, if a discount was meant; else correct the cost in Case Manager.",
    ),
    Row(
        "case-totals-differ", BLOCKS, CASE_MANAGER,
        "In Case Manager itself the lines do not add up to the invoice.",
        "The lines of invoice {number} make {makes}, but the invoice says {value}.",
        "Export the journal again with all its lines; if the difference stays, look at the "
        "invoice in Case Manager.",
    ),
    Row(
        "case-tax-differs", WARNS, CASE_MANAGER,
        "In Case Manager itself the lines' GST does not add up to the invoice's.",
        "The lines of invoice {number} hold {makes} GST, but the invoice says {value}.",
        "Look at the invoice in Case Manager; the lines go as they are.",
    ),
    Row(
        "unknown-tax-code", BLOCKS, OPTIONS,
        "A line's tax code has no counterpart in Xero.",
        "Tax code '{value}' on a line of invoice {number} has no counterpart in Xero.",
        "Add the code to [mapping.tax_codes] in cmxero.toml, or correct it in Case Manager.",
    ),
    Row(
        "blank-tax-code", WARNS, CASE_MANAGER,
        "A line has no tax code and goes as GST free.",
        "A line of invoice {number} ({cost}) has no tax code and goes as GST free.",
        "If GST applies, set the code in Case Manager: a missing code under-declares GST.",
    ),
    Row(
        "control-characters", WARNS, CASE_MANAGER,
        "A text holds characters that Xero cannot take; a blank is sent for each.",
        "{what} of invoice {number} holds characters that nobody sees and Xero cannot take; a "
        "blank is sent for each.",
        "Nothing to do; they come from pasting, and typing the text again in Case Manager removes "
        "them.",
    ),
    Row(
        "amount-too-large", BLOCKS, CASE_MANAGER,
        "An amount is larger than Xero takes.",
        "{what} of invoice {number} is {value}, more than the 9,999,999,999.99 Xero takes.",
        "Correct the figure in Case Manager" + _AGAIN,
    ),
    Row(
        "quantity-too-large", BLOCKS, CASE_MANAGER,
        "A quantity has more digits than Xero takes.",
        "The quantity of line {line} of invoice {number} is {value}, more than the 13 digits Xero "
        "takes.",
        "Correct the figure in Case Manager" + _AGAIN,
    ),
    # ---------------------------------------------------------------- as it would be in Xero
    Row(
        "text-too-long", BLOCKS, CASE_MANAGER,
        "A text is longer than Xero takes.",
        "The {what} of invoice {number} is longer than the {limit} characters Xero takes.",
        "Shorten it in Case Manager, or send fewer parts (cmxero.toml, [mapping]).",
    ),
    Row(
        "no-description", BLOCKS, CASE_MANAGER,
        "A line has no text, which Xero wants on every line.",
        "{lines} of invoice {number} would go without any text, which Xero refuses.",
        "Name the cost in Case Manager" + _AGAIN,
    ),
    Row(
        "price-not-exact", BLOCKS, OPTIONS,
        "No price with four decimals gives the line's total, and the option allows nothing else.",
        "Line {line} of invoice {number} ({cost}): no price with four decimals times {quantity} "
        "gives {total}; the nearest gives {gives}.",
        'Set rounding = "automatic" under [mapping] in cmxero.toml, which sends one unit there.',
    ),
    Row(
        "no-rounding-account", BLOCKS, OPTIONS,
        "Cents are left over for the rounding line, but no account is set for it.",
        "Invoice {number} needs a rounding line of {value}, but no account is set for it.",
        "Set rounding_account_code under [mapping] in cmxero.toml to your rounding account in "
        "Xero, or choose another rounding.",
    ),
    Row(
        "totals-would-differ", BLOCKS, CASE_MANAGER,
        "Xero would compute another total than Case Manager has.",
        "Xero would compute {total} for invoice {number}, Case Manager has {case_total}.",
        "Correct the lines of the invoice in Case Manager" + _AGAIN,
    ),
    Row(
        "gst-rounding", WARNS, NOWHERE,
        "Xero works GST out of each line's total, which can be a cent off; the totals agree.",
        "Xero will compute {tax} GST on invoice {number}, Case Manager has {case_tax}; the totals "
        "agree. Xero works GST out of each line's total.",
        "Nothing to do; the cent shows in Xero's GST report.",
    ),
    Row(
        "gst-differs", WARNS, CASE_MANAGER,
        "Xero would report other GST than Case Manager, by more than rounding.",
        "Xero will compute {tax} GST on invoice {number}, Case Manager has {case_tax}. That is "
        "more than rounding: a tax code stands for another rate in Xero.",
        "Look at the lines' tax codes in Case Manager and at [mapping.tax_codes] in cmxero.toml "
        "before this goes into a BAS.",
    ),
    Row(
        "text-withheld", WARNS, NOWHERE,
        "The shield masked something that may not leave.",
        "Of invoice {number}, {what} held {found}; {mark} is sent instead.",
        "Nothing to do. To send it as it is, change [shield] in cmxero.toml.",
    ),
    Row(
        "text-not-allowed", BLOCKS, CASE_MANAGER,
        "The shield found something that may not leave.",
        "Of invoice {number}, {what} holds {found}, which may not leave.",
        "Take it out of the text in Case Manager" + _AGAIN[:-1] + ", send fewer parts ([mapping] "
        'in cmxero.toml), or let it be masked ([shield] mode = "mask").',
    ),
)  # fmt: skip
