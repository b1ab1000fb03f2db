"""Ways out of credit notes in Xero that are not where they belong."""

from collections.abc import Sequence
from decimal import Decimal

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.money import ZERO
from cmxero.core.numbering import PREFIX, xero_number
from cmxero.core.playbook_corrections import NO_BANK
from cmxero.core.playbook_credit_entries import (
    AllocateCredit,
    NameInvoiceOnCredit,
    RefundCredit,
)
from cmxero.core.playbook_entries import (
    AcceptDifference,
    EnterCaseRefund,
    Entry,
)
from cmxero.core.playbook_facts import CreditFact, OpenInvoice
from cmxero.core.playbook_ways import Playbook, Sheet

MONEY_KINDS = (FindingKind.PAYMENT_BEYOND_DUE, FindingKind.REFUND_WITHOUT_COUNTERPART)
UNKNOWN_CREDIT = "Which credit in Xero is it? Pull first."


def credit_not_allocated(sheet: Sheet) -> Playbook:
    """A credit note about an invoice with something left of it."""
    facts, credit, invoice = sheet.facts, sheet.facts.credit, sheet.facts.xero_invoice
    if credit is None or invoice is None:
        return sheet.by_words(UNKNOWN_CREDIT)
    first = sheet.siblings(*MONEY_KINDS)
    amount = min(credit.remaining, invoice.amount_due)
    entries: list[Entry] = []
    if amount > ZERO and invoice.contact_id == credit.contact_id:
        entries.append(
            AllocateCredit(
                credit_kind=credit.kind,
                xero_credit_id=credit.xero_credit_id,
                credit=credit.name,
                xero_invoice_id=invoice.xero_invoice_id,
                invoice_number=invoice.number,
                amount=amount,
                allocation_date=sheet.day(facts.today),
            )
        )
    left = credit.remaining - sum(
        (e.amount for e in entries if isinstance(e, AllocateCredit)), ZERO
    )
    questions: list[str] = []
    if left:
        refunds, questions = _paid_back_on_both(sheet, credit, left)
        entries += refunds
    way = sheet.way(
        "Use it" if not left else "Use it and pay the rest back" if amount else "Pay it back",
        f"{invoice.amount_due:,.2f} is due on {invoice.number}, {credit.remaining:,.2f} is left.",
        entries,
        questions=questions,
    )
    rule = "A credit is used for its invoice as far as that is owed; the rest is the customer's."
    return sheet.playbook([way], rule, waits_for=first)


def credit_names_no_invoice(sheet: Sheet) -> Playbook:
    """A credit note of a customer of Case Manager's, and nothing says for which invoice."""
    credit = sheet.facts.credit
    if credit is None:
        return sheet.by_words(UNKNOWN_CREDIT)
    ways = []
    plan = oldest_first(sheet.facts.open_invoices, credit.remaining)
    if plan and not credit.refunded:
        named = ", ".join(f"{one.invoice_number} ({amount:,.2f})" for one, amount in plan)
        entries = [used(sheet, credit, one, amount) for one, amount in plan]
        ways.append(
            sheet.way(
                "Use it for the oldest open invoices",
                f"It is meant for what the customer owes: {named}.",
                entries,
                notes=["Then Case Manager lacks an adjustment of the same amount; it is told."],
            )
        )
    newest = sheet.facts.newest_invoice_number
    naming = NameInvoiceOnCredit(
        xero_credit_id=credit.xero_credit_id,
        credit=credit.name,
        reference=_naming(newest, credit.reference.strip()),
    )
    ways.append(
        sheet.way(
            "Name its invoice",
            "It is about an invoice that is paid, such as the customer's newest.",
            [naming] if newest else (),
            notes=["Write the number of the right invoice in place of this one where it is known."],
            questions=() if newest else ["Which invoice is it about?"],
        )
    )
    ways.append(
        sheet.way(
            "Not Case Manager's",
            "It has nothing to do with an invoice of Case Manager's.",
            [AcceptDifference(reason="The credit is about other business of this customer.")],
            notes=["The amount stays in the difference between the two ledgers, explained."],
        )
    )
    return sheet.playbook(
        ways, "A credit nobody tied to an invoice goes to what has been owed longest."
    )


def _naming(case_invoice_number: str, before: str) -> str:
    """A reference that names one invoice; what was there stays unless it names others."""
    named = xero_number(case_invoice_number)
    return named if PREFIX in before.upper() else " ".join(filter(None, (named, before)))


def oldest_first(
    invoices: Sequence[OpenInvoice], amount: Decimal
) -> list[tuple[OpenInvoice, Decimal]]:
    """Invoices, those without a finding first, then the oldest, that take all of an amount.

    Empty where they do not.
    """
    plan = []
    for one in sorted(invoices, key=lambda i: (i.has_finding, i.invoice_date, i.invoice_number)):
        part = min(amount, one.amount_due)
        if part > ZERO:
            plan.append((one, part))
            amount -= part
    return plan if amount <= ZERO else []


def used(sheet: Sheet, credit: CreditFact, invoice: OpenInvoice, amount: Decimal) -> AllocateCredit:
    """A credit used for an invoice today."""
    return AllocateCredit(
        credit_kind=credit.kind,
        xero_credit_id=credit.xero_credit_id,
        credit=credit.name,
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.invoice_number,
        amount=amount,
        allocation_date=sheet.day(sheet.facts.today),
    )


def refund(sheet: Sheet, credit: CreditFact, amount: Decimal, reference: str) -> RefundCredit:
    """Money paid back out of a credit today."""
    return RefundCredit(
        credit_kind=credit.kind,
        xero_credit_id=credit.xero_credit_id,
        credit=credit.name,
        contact_name=credit.contact_name,
        amount=amount,
        refund_date=sheet.day(sheet.facts.today),
        reference=reference,
        bank_account_code=sheet.facts.bank_account_code,
    )


def _paid_back_on_both(
    sheet: Sheet, credit: CreditFact, amount: Decimal
) -> tuple[list[Entry], list[str]]:
    """A refund on each side: an overcharge that was paid goes back (case-manager.md 4.2)."""
    case_refund = EnterCaseRefund(
        case_invoice_number=sheet.finding.case_invoice_number,
        payment_number=_payment_for(sheet, amount),
        amount=amount,
        refund_date=sheet.day(sheet.facts.today),
        reason=f"Credit note {credit.name} paid back.",
    )
    back = refund(sheet, credit, amount, f"Refund of {credit.name}")
    return [back, case_refund], [] if back.bank_account_code else [NO_BANK]


def _payment_for(sheet: Sheet, amount: Decimal) -> str:
    """The newest payment in Case Manager's ledger that is large enough to be paid back."""
    known = [(p.payment_date, p.number, p.amount) for p in sheet.facts.case_payments]
    known += [
        (p.payment_date, p.reference.strip() or p.xero_payment_id, p.amount)
        for p in sheet.facts.xero_payments
        if p.state == "mirrored"
    ]
    return next((number for _, number, paid in sorted(known, reverse=True) if paid >= amount), "")
