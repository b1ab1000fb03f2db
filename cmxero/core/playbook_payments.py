"""Ways out of payments that only Case Manager has.

From the day payments come from Xero, Xero owns them and Case Manager holds copies
(case-manager.md 3.1). A journaled payment is locked, so it is taken back with a refund.
"""

from cmxero.core.documents import XeroInvoice
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.playbook_corrections import NO_BANK
from cmxero.core.playbook_entries import AcceptDifference, EnterCaseRefund
from cmxero.core.playbook_facts import CasePaymentFact
from cmxero.core.playbook_money import is_twin_of_a_use
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet, Way
from cmxero.core.playbook_xero_entries import EnterXeroPayment
from cmxero.core.wording import date_words

_LOCKED = (
    "A journaled payment is locked, so a refund takes it back. Payment and refund then cancel each "
    "other; accept both with that reason."
)
INVOICE_FIRST = (
    FindingKind.NOT_EXPORTED,
    FindingKind.EXPORT_FAILED,
    FindingKind.STILL_DRAFT,
    FindingKind.VOIDED_IN_XERO,
    FindingKind.DELETED_IN_XERO,
    FindingKind.MISSING_IN_XERO,
    FindingKind.IN_ANOTHER_CURRENCY,
    FindingKind.NUMBER_USED_TWICE,
)


def only_in_case_manager(sheet: Sheet) -> Playbook:
    """Journaled, and nothing like it in Xero; deleted there or never entered."""
    own = _own(sheet)
    if own is None:
        return sheet.by_words("Which payment in Case Manager is it? Import its journal.")
    settled = _already_settled(sheet, own)
    if settled:
        accept = sheet.way("Nothing to enter", settled, [AcceptDifference(reason=settled)])
        return sheet.playbook([accept], "The other half of it is known.")
    first = sheet.siblings(*INVOICE_FIRST)
    enter, back = _entered(sheet, own), _taken_back(sheet, own)
    if _is_xero_right(sheet, own) or enter is None:
        ways = [back, *([enter] if enter else [])]
    else:
        ways = [enter, back]
    return sheet.playbook(ways, _rule(sheet, own, can_be_entered=enter is not None), first)


def journaled_and_agreed(sheet: Sheet) -> Playbook:
    """Both sides have it; it was journaled, or given another date in Xero."""
    is_redated = sheet.finding.kind is FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL
    reason = (
        "The money and the invoice are the same; only the date differs."
        if is_redated
        else "Both sides have the payment; from now on payments stay out of journals."
    )
    accept = sheet.way("Accept it", reason, [AcceptDifference(reason=reason)])
    return sheet.playbook([accept], "No amount differs; a person says that it may stay.")


def _own(sheet: Sheet) -> CasePaymentFact | None:
    number = sheet.finding.subject.removeprefix("payment ")
    return next((one for one in sheet.facts.case_payments if one.number == number), None)


def _already_settled(sheet: Sheet, own: CasePaymentFact) -> str:
    """What took it back, or has it under another name; empty if nothing does."""
    for refund in sheet.facts.case_refunds:
        is_of_it = refund.payment_number == own.number and refund.amount == own.amount
        if is_of_it and not refund.is_in_xero:
            return f"Refund {refund.number} took it back in Case Manager."
    if is_twin_of_a_use(sheet, own.number):
        return "In Xero it is an overpayment or prepayment that was used for this invoice."
    return ""


def _twice(sheet: Sheet, own: CasePaymentFact) -> CasePaymentFact | None:
    """Another payment of the same money: same amount, day and reference, and in Xero."""
    return next(
        (
            one
            for one in sheet.facts.case_payments
            if one.number != own.number
            and one.xero_payment_id
            and one.amount == own.amount
            and one.payment_date == own.payment_date
            and one.reference.strip() == own.reference.strip()
        ),
        None,
    )


def _is_xero_right(sheet: Sheet, own: CasePaymentFact) -> bool:
    was_deleted = sheet.finding.kind is FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL
    return was_deleted or _twice(sheet, own) is not None


def _rule(sheet: Sheet, own: CasePaymentFact, *, can_be_entered: bool) -> str:
    if twin := _twice(sheet, own):
        return (
            f"It has the amount, date and reference of payment {twin.number}, which Xero has: the "
            "same money was journaled twice."
        )
    if sheet.finding.kind is FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL:
        return "Xero owns payments: what is deleted there is deleted in Case Manager too."
    if not can_be_entered:
        return "Xero is owed less than this on the invoice, so the money was entered twice."
    return "A journaled payment was received, so Xero has to have it."


def _entered(sheet: Sheet, own: CasePaymentFact) -> Way | None:
    """The payment entered in Xero; None where Xero would refuse it as more than is due."""
    invoice = sheet.facts.xero_invoice
    if invoice is None or not _takes(invoice, own):
        return None
    day = sheet.day(own.payment_date)
    entry = EnterXeroPayment(
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        amount=own.amount,
        payment_date=day,
        reference=own.reference or own.number,
        bank_account_code=sheet.facts.bank_account_code,
    )
    start = sheet.facts.payments_from
    notes = [sheet.moved(own.payment_date)]
    if start and own.payment_date >= start:
        notes.append(
            f"Payments come from Xero since {date_words(start)}: it then shows as journaled "
            "all the same, without an amount; accept that."
        )
    return sheet.way(
        CASE_RIGHT,
        "The money was received.",
        [entry],
        notes=notes,
        questions=() if entry.bank_account_code else [NO_BANK],
    )


def _takes(invoice: XeroInvoice, own: CasePaymentFact) -> bool:
    return invoice.status in {"AUTHORISED", "PAID"} and own.amount <= invoice.amount_due


def _taken_back(sheet: Sheet, own: CasePaymentFact) -> Way:
    refund = EnterCaseRefund(
        case_invoice_number=sheet.finding.case_invoice_number,
        payment_number=own.number,
        amount=own.amount,
        refund_date=sheet.day(own.payment_date),
        reason=f"Takes back payment {own.number}, which was not received.",
    )
    return sheet.way(
        XERO_RIGHT,
        "The money was not received, or not twice.",
        [refund],
        notes=[
            sheet.moved(own.payment_date),
            _LOCKED,
        ],
    )
