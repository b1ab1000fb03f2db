"""Ways out of overpayments and prepayments: money in Xero that is no payment of an invoice."""

from cmxero.core.playbook_corrections import NO_BANK
from cmxero.core.playbook_credit_entries import TakeBackCredit
from cmxero.core.playbook_credits import UNKNOWN_CREDIT, oldest_first, refund, used
from cmxero.core.playbook_entries import AcceptDifference, EnterCasePayment
from cmxero.core.playbook_facts import UseFact
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet

_TYPED = (
    "Case Manager then holds a payment that was typed there while payments come from Xero; accept "
    "the two findings, each with the other as the reason."
)


def money_without_invoice(sheet: Sheet) -> Playbook:
    """An overpayment or prepayment with something left."""
    credit = sheet.facts.credit
    if credit is None:
        return sheet.by_words(UNKNOWN_CREDIT)
    back = refund(sheet, credit, credit.remaining, f"Refund of {credit.name}")
    ways = [
        sheet.way(
            "Pay it back",
            "The customer owes nothing that it could be used for, or wants it back.",
            [back],
            notes=["Nothing is entered in Case Manager: it never saw this money."],
            questions=() if back.bank_account_code else [NO_BANK],
        )
    ]
    plan = oldest_first(sheet.facts.open_invoices, credit.remaining)
    if plan:
        named = ", ".join(f"{one.invoice_number} ({amount:,.2f})" for one, amount in plan)
        ways.append(
            sheet.way(
                "Use it for open invoices",
                f"The customer owes it elsewhere: {named}.",
                [used(sheet, credit, one, amount) for one, amount in plan],
                notes=["Then Case Manager lacks a payment of the same amount; it is told."],
            )
        )
    rule = "Paid back, it leaves nothing open on either side and needs no entry in Case Manager."
    return sheet.playbook(ways, rule)


def money_applied(sheet: Sheet) -> Playbook:
    """An overpayment or prepayment used for an invoice; Case Manager lacks the payment."""
    facts, finding, use = sheet.facts, sheet.finding, sheet.facts.use
    if use is None:
        return sheet.by_words(UNKNOWN_CREDIT)
    twin = twin_of_use(sheet)
    if twin:
        accept = sheet.way(
            "Both sides have it",
            f"Case Manager has it as payment {twin}.",
            [AcceptDifference(reason=f"Case Manager has it as payment {twin}.")],
        )
        return sheet.playbook([accept], "The same money stands on both sides under two names.")
    entered = EnterCasePayment(
        case_invoice_number=finding.case_invoice_number,
        amount=use.amount,
        payment_date=use.used_date,
        reference=use.credit,
        payment_type=facts.payment_type,
        payer=finding.contact_name,
    )
    undo = TakeBackCredit(
        credit_kind=use.kind,
        xero_credit_id=use.xero_credit_id,
        credit=use.credit,
        invoice_number=use.invoice_number,
        amount=use.amount,
    )
    ways = [
        sheet.way(
            XERO_RIGHT,
            "The money pays this invoice.",
            [entered],
            notes=[_TYPED],
        ),
        sheet.way(CASE_RIGHT, "The money was not meant for this invoice.", [undo]),
    ]
    return sheet.playbook(ways, "Xero owns payments; Case Manager holds copies of them.")


def twin_of_use(sheet: Sheet) -> str:
    """Number of the Case Manager payment that is the counterpart of the finding's use, or none."""
    return next((number for use, number in _twins(sheet) if use == sheet.facts.use), "")


def is_twin_of_a_use(sheet: Sheet, payment_number: str) -> bool:
    """Whether money used in Xero is the counterpart of a payment in Case Manager."""
    return any(number == payment_number for _use, number in _twins(sheet))


def _twins(sheet: Sheet) -> list[tuple[UseFact, str]]:
    """(use, number of a payment without counterpart), equal amounts in their order."""
    uses = sorted(sheet.facts.uses, key=lambda one: (one.xero_credit_id, one.place))
    left = sorted(
        (one for one in sheet.facts.case_payments if not one.xero_payment_id),
        key=lambda one: (one.payment_date, one.number),
    )
    pairs = []
    for use in uses:
        twin = next((one for one in left if one.amount == use.amount), None)
        if twin:
            left.remove(twin)
            pairs.append((use, twin.number))
    return pairs
