"""Ways out where an invoice was credited in Xero, and what its credit notes come to."""

from decimal import Decimal

from cmxero.core.credits import CreditKind
from cmxero.core.money import ZERO, half_up
from cmxero.core.playbook_corrections import adjustments, taken_back
from cmxero.core.playbook_credit_entries import VoidCreditNote
from cmxero.core.playbook_entries import EnterAdjustment, Entry
from cmxero.core.playbook_facts import CreditFact
from cmxero.core.playbook_gone import full_reversal
from cmxero.core.playbook_lines import case_parts, split_by_tax
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet


def credit_without_counterpart(sheet: Sheet) -> Playbook:
    """Credited in Xero, not adjusted in Case Manager."""
    facts, given = sheet.facts, notes_about(sheet)
    enter = [each for one in given for each in _adjusted_like(sheet, one, only=len(given) == 1)]
    if sum((each.total for each in enter), ZERO) != -sheet.finding.effect:
        rules = facts.mapping
        parts = case_parts(split_by_tax(-sheet.finding.effect, ZERO, rules), rules)
        enter = list(adjustments(sheet, parts, facts.today, "Credited in Xero."))
    xero_right = sheet.way(
        XERO_RIGHT,
        "The credit was given to the customer.",
        enter,
        notes=[sheet.moved(one.credit_date) for one in given],
    )
    notes = [
        f"{one.refunded:,.2f} of {one.name} was paid back already; that refund comes off first."
        for one in given
        if one.refunded
    ]
    undo = [entry for one in given for entry in _undone(sheet, one)]
    case_right = sheet.way(CASE_RIGHT, "The credit was a mistake.", undo, notes=notes)
    rule = "A credit goes out to the customer, so Xero is taken to be right."
    return sheet.playbook([xero_right, *([case_right] if undo else [])], rule)


def notes_about(sheet: Sheet) -> list[CreditFact]:
    """Credit notes that lower the invoice: used for it, or about it and paid back or open."""
    return [
        one
        for one in sheet.facts.credits
        if one.kind is CreditKind.CREDIT_NOTE and amount_of(sheet, one)
    ]


def amount_of(sheet: Sheet, credit: CreditFact) -> Decimal:
    """Dollars by which a credit note lowers the invoice of the finding."""
    is_about_it = credit.case_invoice_number == sheet.finding.case_invoice_number
    elsewhere = credit.refunded + credit.remaining if is_about_it else ZERO
    return credit.used_here + elsewhere


def amount_by_tax(sheet: Sheet, credit: CreditFact) -> dict[str, Decimal]:
    """The same by Xero's tax type."""
    amount = amount_of(sheet, credit)
    tax = half_up(credit.total_tax * amount / credit.total) if credit.total else ZERO
    return split_by_tax(amount, tax, sheet.facts.mapping)


def _adjusted_like(sheet: Sheet, credit: CreditFact, *, only: bool) -> tuple[EnterAdjustment, ...]:
    """Adjustments that lower the invoice as a credit note did."""
    facts = sheet.facts
    reason = f"Credited in Xero with {credit.name}."
    if only and facts.case_invoice and amount_of(sheet, credit) == facts.case_invoice.total:
        whole = full_reversal(sheet, reason, credit.credit_date)
        if whole:
            return whole
    amounts = {name: -amount for name, amount in amount_by_tax(sheet, credit).items()}
    return adjustments(sheet, case_parts(amounts, facts.mapping), credit.credit_date, reason)


def _undone(sheet: Sheet, credit: CreditFact) -> list[Entry]:
    invoice = sheet.facts.xero_invoice
    entries: list[Entry] = []
    if credit.used_here and invoice:
        entries.append(taken_back(credit, invoice))
    if credit.used_here + credit.remaining == credit.total:
        entries.append(
            VoidCreditNote(
                xero_credit_id=credit.xero_credit_id, credit=credit.name, total=credit.total
            )
        )
    return entries
