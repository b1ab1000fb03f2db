"""Lines and credit notes in Xero that several kinds of finding share, made from the facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseAdjustment, CaseInvoice, CaseLine
from cmxero.core.credit_numbers import credit_number
from cmxero.core.credits import CreditKind
from cmxero.core.documents import DRAFT, PAID, SUBMITTED, DraftLine, XeroInvoice
from cmxero.core.line_texts import tidy, tracking
from cmxero.core.mapping import draft_for
from cmxero.core.money import ZERO
from cmxero.core.numbering import xero_number
from cmxero.core.playbook_credit_entries import AllocateCredit, CreateCreditNote
from cmxero.core.playbook_dates import is_locked
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_lines import (
    adjusted_lines,
    tax_of,
    tax_type_of,
    total_of,
    xero_line,
)
from cmxero.core.playbook_ways import Sheet
from cmxero.core.preflight import check_invoice
from cmxero.core.shield import screen_text


def for_xero(sheet: Sheet, text: str) -> str:
    """A text as it may leave Case Manager, health data masked."""
    masked, _ = screen_text(tidy(text).strip(), sheet.facts.case_invoice, sheet.facts.shield)
    return masked


def is_editable(sheet: Sheet, invoice: XeroInvoice) -> bool:
    """Whether Xero lets lines, date and tax of an invoice be edited (xero-api.md 1.6)."""
    return not (
        invoice.amount_paid
        or invoice.amount_credited
        or invoice.status == PAID
        or is_locked(invoice.invoice_date, sheet.facts.organisation)
    )


def is_draft(invoice: XeroInvoice | None) -> bool:
    """Whether Xero holds it as a draft, sent for approval or not."""
    return bool(invoice and invoice.status in {DRAFT, SUBMITTED})


# Lines in Xero -------------------------------------------------------------------------------


def account_of(sheet: Sheet) -> str:
    """The account of the invoice's lines in Xero where all have one, else that of the options."""
    invoice = sheet.facts.xero_invoice
    codes = {line.account_code for line in invoice.lines if line.account_code} if invoice else set()
    return codes.pop() if len(codes) == 1 else sheet.facts.mapping.account_code


def lines_of_costs(
    sheet: Sheet, costs: Iterable[CaseLine], text: str, sign: int
) -> Iterator[DraftLine]:
    """A line a cost, at its total with tax times ``sign``, with the tracking of the invoice."""
    facts = sheet.facts
    rules = facts.mapping
    for cost in costs:
        if not cost.total:
            continue
        said = ": ".join(filter(None, (text, cost.cost_name)))
        line = xero_line(
            for_xero(sheet, said), sign * cost.total, tax_type_of(cost, rules), account_of(sheet)
        )
        if facts.case_invoice:
            options = tracking(facts.case_invoice, cost, rules.tracking, rules.tracking_options)
            line = replace(line, tracking=options)
        yield line


def lines_of_amounts(
    sheet: Sheet, amounts: Mapping[str, Decimal], text: str, sign: int
) -> tuple[DraftLine, ...]:
    """A line a tax type."""
    return tuple(
        xero_line(for_xero(sheet, text), sign * amount, tax_type, account_of(sheet))
        for tax_type, amount in amounts.items()
        if amount
    )


def wanted_lines(sheet: Sheet) -> tuple[DraftLine, ...]:
    """All lines as Case Manager has the invoice today, its adjustments included.

    Empty where it cannot be mapped, e.g. for an unknown tax code.
    """
    invoice, rules = sheet.facts.case_invoice, sheet.facts.mapping
    if invoice is None or not can_be_mapped(sheet, invoice):
        return ()
    lines = draft_for(invoice, rules).lines
    masked = [replace(line, description=for_xero(sheet, line.description)) for line in lines]
    for one in sheet.facts.adjustments:
        masked += lines_of_costs(sheet, adjusted_lines([one]), adjustment_text(one), 1)
    return tuple(masked)


def can_be_mapped(sheet: Sheet, invoice: CaseInvoice) -> bool:
    """Whether the plan would let the invoice pass, the organisation left aside."""
    rules = sheet.facts.mapping
    return not any(problem.blocks for problem in check_invoice(invoice, rules.tax_types))


def adjustment_text(adjustment: CaseAdjustment) -> str:
    """What a line in Xero says about an adjustment."""
    reason = adjustment.reason.strip().rstrip(".")
    return f"Adjustment {adjustment.number}" + (f" ({reason})" if reason else "")


# Credit notes --------------------------------------------------------------------------------


def credit_note(
    sheet: Sheet, invoice: XeroInvoice, part: str, lines: tuple[DraftLine, ...], wished: date
) -> CreateCreditNote:
    """A credit note for an invoice; its reference names the invoice, its number is our own."""
    case_number = sheet.finding.case_invoice_number
    return CreateCreditNote(
        number=credit_number(case_number, part, sheet.facts.taken_numbers),
        contact_id=invoice.contact_id,
        contact_name=invoice.contact_name,
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        credit_date=sheet.day(wished),
        reference=xero_number(case_number),
        currency_code=invoice.currency_code,
        lines=lines,
        total=total_of(lines),
        total_tax=tax_of(lines, sheet.facts.mapping),
    )


def used_for(sheet: Sheet, note: CreateCreditNote, invoice: XeroInvoice) -> tuple[Entry, ...]:
    """The note with its use for the invoice, as far as it is owed and not to be paid back."""
    waiting = [one.amount for one in sheet.facts.case_refunds if not one.is_in_xero]
    amount = min(note.total - sum(waiting, ZERO), invoice.amount_due)
    if amount <= ZERO:
        return (note,)
    return (
        note,
        AllocateCredit(
            credit_kind=CreditKind.CREDIT_NOTE,
            xero_credit_id="",
            credit=note.number,
            xero_invoice_id=invoice.xero_invoice_id,
            invoice_number=invoice.number,
            amount=amount,
            allocation_date=note.credit_date,
        ),
    )


def not_all_used(entries: tuple[Entry, ...], invoice: XeroInvoice) -> str:
    """Says what stays open of a credit note; empty if all of it is used."""
    note, *uses = entries
    if not isinstance(note, CreateCreditNote):
        return ""
    used = sum((use.amount for use in uses if isinstance(use, AllocateCredit)), ZERO)
    if used == note.total:
        return ""
    left = note.total - used
    return (
        f"{left:,.2f} of it stays open, as only {invoice.amount_due:,.2f} is due on "
        f"{invoice.number}: pay it back to the customer, or use it once the payments are settled."
    )
