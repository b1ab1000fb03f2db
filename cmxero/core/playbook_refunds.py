"""Ways out of refunds that one side does not have.

A refund in Xero needs a credit document first (xero-api.md 2.1); in Case Manager it is selected
against a payment and normally goes with an adjustment (case-manager.md 4.2).
"""

from cmxero.core.credits import CreditKind
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.playbook_corrections import NO_BANK, adjustments
from cmxero.core.playbook_credit_entries import RefundCredit
from cmxero.core.playbook_documents import credit_note, lines_of_amounts
from cmxero.core.playbook_entries import AcceptDifference, EnterCaseRefund, Entry
from cmxero.core.playbook_facts import CaseRefundFact, CreditFact
from cmxero.core.playbook_lines import case_parts, split_by_tax
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet
from cmxero.core.tax import line_tax

_ADJUST_FIRST = (
    "Where the adjustment of the same overcharge is missing as well, enter that first: Case "
    "Manager proposes the refund from what is owed then."
)
CREDIT_FIRST = (
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART,
    FindingKind.TOTALS_DIFFER,
)
PAYMENT_KINDS = (
    FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER,
    FindingKind.PAYMENT_ENTERED_LOCALLY,
    FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL,
)


def refund_without_counterpart(sheet: Sheet) -> Playbook:
    """Refunded in Case Manager, not in Xero."""
    facts, own = sheet.facts, _own(sheet)
    if own is None:
        return sheet.by_words("Which refund in Case Manager is it? Import its journal.")
    if _takes_back_a_lone_payment(sheet, own):
        reason = f"It takes back payment {own.payment_number}, which Xero does not have either."
        accept = sheet.way("Nothing in Xero", reason, [AcceptDifference(reason=reason)])
        return sheet.playbook([accept], "Payment and refund cancel each other in Case Manager.")
    credit = _credit_for(sheet, own)
    if credit is not None:
        way = sheet.way(
            CASE_RIGHT,
            "The money was paid back.",
            [_refunded(sheet, own, credit.name, credit)],
            notes=[sheet.moved(own.refund_date)],
            questions=() if facts.bank_account_code else [NO_BANK],
        )
        return sheet.playbook([way], _RULE)
    return _with_its_credit(sheet, own)


def refund_only_in_xero(sheet: Sheet) -> Playbook:
    """Refunded in Xero, not in Case Manager."""
    finding, refund = sheet.finding, sheet.facts.refund
    first = sheet.siblings(FindingKind.CREDIT_NAMES_NO_INVOICE)
    if refund is None or not finding.case_invoice_number:
        book = sheet.by_words("Which invoice is the refunded credit note about? Name it first.")
        return sheet.playbook(book.ways, book.rule, waits_for=first)
    entry = EnterCaseRefund(
        case_invoice_number=finding.case_invoice_number,
        payment_number=refund.undone_payment,
        amount=refund.amount,
        refund_date=sheet.day(refund.refund_date),
        reason=f"Paid back in Xero out of {refund.credit}.",
    )
    way = sheet.way(
        XERO_RIGHT,
        "The money was paid back.",
        [entry],
        notes=[
            sheet.moved(refund.refund_date),
            _ADJUST_FIRST,
            "" if refund.undone_payment else "No payment is as large: split it over several.",
        ],
    )
    return sheet.playbook([way], "Money that left the bank was paid back, whichever side knows it.")


_RULE = "A refund entered in Case Manager was paid out, so Xero has to show it."


def _own(sheet: Sheet) -> CaseRefundFact | None:
    number = sheet.finding.subject.removeprefix("refund ")
    return next((one for one in sheet.facts.case_refunds if one.number == number), None)


def _takes_back_a_lone_payment(sheet: Sheet, own: CaseRefundFact) -> bool:
    return any(
        one.number == own.payment_number and one.amount == own.amount and not one.xero_payment_id
        for one in sheet.facts.case_payments
    )


def _credit_for(sheet: Sheet, own: CaseRefundFact) -> CreditFact | None:
    """The credit note about the invoice that has enough left, the one closest in amount first."""
    number = sheet.finding.case_invoice_number
    fitting = [
        one
        for one in sheet.facts.credits
        if one.kind is CreditKind.CREDIT_NOTE
        and one.case_invoice_number == number
        and one.remaining >= own.amount
    ]
    return min(fitting, key=lambda one: (one.remaining, one.name), default=None)


def _refunded(
    sheet: Sheet, own: CaseRefundFact, name: str, credit: CreditFact | None
) -> RefundCredit:
    return RefundCredit(
        credit_kind=CreditKind.CREDIT_NOTE,
        xero_credit_id=credit.xero_credit_id if credit else "",
        credit=name,
        contact_name=credit.contact_name if credit else sheet.finding.contact_name,
        amount=own.amount,
        refund_date=sheet.day(own.refund_date),
        reference=f"Refund {own.number}",
        bank_account_code=sheet.facts.bank_account_code,
    )


def _with_its_credit(sheet: Sheet, own: CaseRefundFact) -> Playbook:
    """No credit to refund: it comes with the adjustment, which may be what is missing."""
    facts, invoice = sheet.facts, sheet.facts.xero_invoice
    first = sheet.siblings(*CREDIT_FIRST)
    if first or invoice is None:
        book = sheet.by_words(
            "Settle the adjustment of this invoice first; its credit is refunded."
        )
        return sheet.playbook(book.ways, _RULE, waits_for=first)
    rules = facts.mapping
    is_taxed = bool(facts.case_invoice and facts.case_invoice.tax)
    rate = max(rules.tax_rates.values(), default=own.amount * 0)
    tax = line_tax(own.amount, rate, inclusive=True) if is_taxed else own.amount * 0
    amounts = split_by_tax(own.amount, tax, rules)
    lines = lines_of_amounts(sheet, amounts, f"Refund {own.number}", 1)
    note = credit_note(sheet, invoice, own.number, lines, own.refund_date)
    lowered = adjustments(
        sheet,
        case_parts({name: -amount for name, amount in amounts.items()}, rules),
        own.refund_date,
        f"Overcharge that refund {own.number} paid back.",
    )
    entries: tuple[Entry, ...] = (note, _refunded(sheet, own, note.number, None), *lowered)
    way = sheet.way(
        "Overcharged",
        "The customer was charged too much, paid it, and got it back.",
        entries,
        notes=[
            sheet.moved(own.refund_date),
            "A refund goes with an adjustment of the same amount, which Case Manager lacks too.",
        ],
        questions=() if facts.bank_account_code else [NO_BANK],
    )
    return sheet.playbook([way], _RULE)
