"""What would stop an invoice on its way to Xero, found before anything is sent.

Limits are Xero's (xero-api.md 1.7, 1.8); texts say which system a person mends it in.
"""

from collections.abc import Mapping

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.documents import InvoiceDraft
from cmxero.core.numbering import number_fault
from cmxero.core.problems import Problem, Severity
from cmxero.core.terms import find_due_date

MAX_DESCRIPTION = 4000
MAX_REFERENCE = 255
MAX_CONTACT_NAME = 255


def check_invoice(invoice: CaseInvoice, tax_types: Mapping[str, str]) -> list[Problem]:
    """Every problem of a Case Manager invoice that mapping would run into."""
    return [
        *_number(invoice),
        *_contact(invoice),
        *_due_date(invoice),
        *_tax_codes(invoice, tax_types),
        *_lines(invoice),
    ]


def check_draft(draft: InvoiceDraft) -> list[Problem]:
    """Every problem of a finished draft: Xero's limits, and totals that would not agree."""
    number = draft.case_invoice_number
    found = []
    if draft.total != draft.case_total:
        found.append(
            Problem(
                "totals-would-differ",
                f"Xero would compute {draft.total} for invoice {number}, "
                f"Case Manager has {draft.case_total}.",
                "Correct the lines of the invoice in Case Manager and export the journal again.",
                subject=number,
            )
        )
    if draft.total_tax != draft.case_tax:
        found.append(
            Problem(
                "gst-rounding",
                f"Xero will compute {draft.total_tax} GST on invoice {number}, Case Manager has "
                f"{draft.case_tax}; the totals agree. Xero works GST out of each line's total.",
                "Nothing to do; the cent shows in Xero's GST report.",
                Severity.WARNS,
                subject=number,
            )
        )
    if len(draft.contact_name) > MAX_CONTACT_NAME:
        found.append(_too_long("contact name", MAX_CONTACT_NAME, number))
    if len(draft.reference) > MAX_REFERENCE:
        found.append(_too_long("reference", MAX_REFERENCE, number))
    if any(len(line.description) > MAX_DESCRIPTION for line in draft.lines):
        found.append(_too_long("line description", MAX_DESCRIPTION, number))
    return found


def _number(invoice: CaseInvoice) -> list[Problem]:
    fault = number_fault(invoice.number)
    if not fault:
        return []
    return [
        Problem(
            "number-not-allowed",
            f"Invoice number {invoice.number} cannot be used in Xero: {fault}.",
            "Give the invoice another number in Case Manager.",
            subject=invoice.number,
            value=invoice.number,
        )
    ]


def _contact(invoice: CaseInvoice) -> list[Problem]:
    contact = invoice.contact
    if (contact.company_name + contact.first_name + contact.last_name).strip():
        return []
    return [
        Problem(
            "no-contact",
            f"Invoice {invoice.number} has neither a company nor a person to bill.",
            "Set the invoice contact in Case Manager and export the journal again.",
            subject=invoice.number,
            row=invoice.row,
        )
    ]


def _due_date(invoice: CaseInvoice) -> list[Problem]:
    known = find_due_date(invoice.terms, invoice.transaction_date) if invoice.terms else None
    if known or (invoice.due_date and not invoice.terms):
        due = known or invoice.due_date
        if due and due < invoice.transaction_date:
            return [
                Problem(
                    "due-before-date",
                    f"Invoice {invoice.number} is due on {due}, before its own date.",
                    "Look at the terms in Case Manager; the invoice goes as it is.",
                    Severity.WARNS,
                    subject=invoice.number,
                )
            ]
        return []
    if invoice.due_date:
        return [
            Problem(
                "terms-not-understood",
                f"The terms '{invoice.terms}' of invoice {invoice.number} are not known; "
                f"Case Manager's due date {invoice.due_date} is used.",
                "Nothing to do, unless the date is wrong.",
                Severity.WARNS,
                subject=invoice.number,
                value=invoice.terms,
            )
        ]
    return [
        Problem(
            "unknown-terms",
            f"Invoice {invoice.number} has no due date, and its terms "
            f"'{invoice.terms}' are not known.",
            "Write the terms as in '14 days', 'end of month' or '7 days after end of month', "
            "or fill the due date, and export the journal again.",
            subject=invoice.number,
            row=invoice.row,
            value=invoice.terms,
        )
    ]


def _tax_codes(invoice: CaseInvoice, tax_types: Mapping[str, str]) -> list[Problem]:
    found = []
    for line in invoice.lines:
        if line.tax_code not in tax_types:
            found.append(
                Problem(
                    "unknown-tax-code",
                    f"Tax code '{line.tax_code}' on a line of invoice {invoice.number} has no "
                    "counterpart in Xero.",
                    "Add the code to [mapping.tax_codes] in cmxero.toml, or correct it in "
                    "Case Manager.",
                    subject=invoice.number,
                    row=line.row,
                    value=line.tax_code,
                )
            )
        elif not line.tax_code:
            found.append(
                Problem(
                    "blank-tax-code",
                    f"A line of invoice {invoice.number} ({line.cost_name}) has no tax code and "
                    "goes as GST free.",
                    "If GST applies, set the code in Case Manager: a missing code "
                    "under-declares GST.",
                    Severity.WARNS,
                    subject=invoice.number,
                    row=line.row,
                )
            )
    return found


def _lines(invoice: CaseInvoice) -> list[Problem]:
    if not invoice.lines:
        return [
            Problem(
                "no-lines",
                f"Invoice {invoice.number} has no lines.",
                "Export the journal again with its line detail.",
                subject=invoice.number,
            )
        ]
    if invoice.total < 0:
        return [
            Problem(
                "negative-total",
                f"Invoice {invoice.number} has a negative total, {invoice.total}; "
                "Xero takes such a document only as a credit note.",
                "Enter it as an adjustment in Case Manager.",
                subject=invoice.number,
            )
        ]
    return []


def _too_long(what: str, limit: int, number: str) -> Problem:
    return Problem(
        "text-too-long",
        f"The {what} of invoice {number} is longer than the {limit} characters Xero takes.",
        "Shorten it in Case Manager, or send fewer parts (cmxero.toml, [mapping]).",
        subject=number,
    )
