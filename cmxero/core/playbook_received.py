"""Ways out of payments that only Xero has, or that Case Manager may not take over."""

from datetime import timedelta
from decimal import Decimal

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.money import ZERO
from cmxero.core.playbook_corrections import about_removing, remove
from cmxero.core.playbook_credit_entries import ReceiveOverpayment
from cmxero.core.playbook_entries import EnterCasePayment, Entry, WaitUntil
from cmxero.core.playbook_facts import XeroPaymentFact
from cmxero.core.playbook_refunds import PAYMENT_KINDS
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet
from cmxero.core.playbook_xero_entries import EnterXeroPayment, RedatePayment
from cmxero.core.wording import date_words

BEYOND = "beyond the amount due"
_WHICH = "Which payment in Xero is it? Pull first."
OWED_FIRST = (
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART,
    FindingKind.TOTALS_DIFFER,
    FindingKind.CREDIT_WITHOUT_COUNTERPART,
    *PAYMENT_KINDS,
)
INVOICE_FIRST = (FindingKind.STILL_DRAFT, FindingKind.IN_ANOTHER_CURRENCY)


def held(sheet: Sheet) -> Playbook:
    """Dated further ahead than Case Manager takes."""
    facts, payment = sheet.facts, sheet.facts.payment
    if payment is None:
        return sheet.by_words(_WHICH)
    day = payment.payment_date - timedelta(days=facts.forward_days)
    ways = [
        sheet.way(
            "Wait",
            f"The date is right: it is taken over by itself on {date_words(day)}.",
            [WaitUntil(day=day)],
        ),
        sheet.way(
            "Correct the date",
            "The date is a slip.",
            [_redated(sheet, payment)],
            notes=about_removing([payment]),
        ),
    ]
    return sheet.playbook(ways, "Nothing is wrong with a payment whose day has not come.")


def only_in_xero(sheet: Sheet) -> Playbook:
    """Case Manager lacks it, and does not get it by itself: no start date, or before it."""
    facts, payment = sheet.facts, sheet.facts.payment
    if payment is None:
        return sheet.by_words(_WHICH)
    entry = EnterCasePayment(
        case_invoice_number=sheet.finding.case_invoice_number,
        amount=payment.amount,
        payment_date=payment.payment_date,
        reference=payment.reference,
        payment_type=facts.payment_type,
        payer=sheet.finding.contact_name,
    )
    is_too_much = facts.case_owed is not None and payment.amount > facts.case_owed
    note = (
        f"Case Manager counts only {facts.case_owed:,.2f} as owed and refuses to overpay: settle "
        "what else differs on this invoice first."
        if is_too_much
        else ""
    )
    ways = [sheet.way(XERO_RIGHT, "The money was received.", [entry], notes=[note])]
    start = facts.payments_from
    if start and payment.payment_date < start:
        ways.append(
            sheet.way(
                "Correct the date",
                f"It was received after {date_words(start)}, from when payments come from Xero.",
                [_redated(sheet, payment)],
                notes=about_removing([payment]),
            )
        )
    elif start is None:
        ways.append(
            sheet.way(
                "Let payments come from Xero",
                "From some day on nobody shall enter payments in Case Manager.",
                (),
                questions=["From which day? Set from_xero under [payments] in cmxero.toml."],
            )
        )
    return sheet.playbook(ways, "Xero's payment was received; Case Manager has to have it.")


def beyond_the_amount_due(sheet: Sheet) -> Playbook:
    """Xero took more than Case Manager counts as owed; the excess becomes an overpayment."""
    facts, payment = sheet.facts, sheet.facts.payment
    if payment is None:
        return sheet.by_words(_WHICH)
    first = sheet.siblings(*OWED_FIRST)
    if payment.xero_payment_id != _first_beyond(sheet):
        first += sheet.siblings(FindingKind.PAYMENT_BEYOND_DUE)
    owed = max(facts.case_owed or ZERO, ZERO)
    fits = min(payment.amount, owed)
    split: list[Entry] = [remove(payment)]
    if fits > ZERO:
        split.append(_part(sheet, payment, fits))
    if payment.amount > fits:
        split.append(_excess(sheet, payment, payment.amount - fits))
    way = sheet.way(
        CASE_RIGHT,
        f"Only {fits:,.2f} of the {payment.amount:,.2f} is owed on this invoice.",
        split,
        notes=[
            *about_removing([payment]),
            sheet.moved(payment.payment_date),
            "The excess is then an overpayment of the customer, to be used or paid back.",
        ],
    )
    rule = (
        "Case Manager records only the amount due; the excess stays in accounting "
        "(case-manager.md 4.2)."
    )
    return sheet.playbook([way], rule, waits_for=first)


def on_an_invoice_not_owed(sheet: Sheet) -> Playbook:
    """On an invoice that is void, deleted, a draft, or in another currency."""
    payment = sheet.facts.payment
    first = sheet.siblings(*INVOICE_FIRST)
    if payment is None:
        return sheet.by_words(_WHICH)
    way = sheet.way(
        "Take it off",
        "The invoice is not owed, so nothing can be paid on it.",
        [remove(payment)],
        notes=[
            *about_removing([payment]),
            "If the money was received, enter it on the invoice it was meant for.",
        ],
    )
    return sheet.playbook([way], "The invoice is settled first; the payment follows it.", first)


def _first_beyond(sheet: Sheet) -> str:
    """Id of the oldest payment on the invoice that does not fit; the others are behind it."""
    beyond = [one for one in sheet.facts.xero_payments if one.state == BEYOND]
    oldest = min(beyond, key=lambda one: (one.payment_date, one.xero_payment_id), default=None)
    return oldest.xero_payment_id if oldest else ""


def _redated(sheet: Sheet, payment: XeroPaymentFact) -> RedatePayment:
    return RedatePayment(
        xero_payment_id=payment.xero_payment_id,
        invoice_number=payment.invoice_number,
        amount=payment.amount,
        reference=payment.reference,
        new_date=sheet.day(sheet.facts.today),
    )


def _part(sheet: Sheet, payment: XeroPaymentFact, amount: Decimal) -> EnterXeroPayment:
    return EnterXeroPayment(
        xero_invoice_id=payment.xero_invoice_id,
        invoice_number=payment.invoice_number,
        amount=amount,
        payment_date=sheet.day(payment.payment_date),
        reference=payment.reference,
        bank_account_code=payment.bank_account_code,
    )


def _excess(sheet: Sheet, payment: XeroPaymentFact, amount: Decimal) -> ReceiveOverpayment:
    invoice = sheet.facts.xero_invoice
    return ReceiveOverpayment(
        contact_id=invoice.contact_id if invoice else "",
        contact_name=invoice.contact_name if invoice else sheet.finding.contact_name,
        amount=amount,
        received_date=sheet.day(payment.payment_date),
        reference=payment.reference,
        bank_account_code=payment.bank_account_code,
    )
