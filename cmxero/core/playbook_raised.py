"""The counterpart in Xero of an adjustment in Case Manager: a credit note, or lines added."""

from collections.abc import Sequence

from cmxero.core.casejournal import CaseAdjustment
from cmxero.core.documents import XeroInvoice
from cmxero.core.money import ZERO
from cmxero.core.playbook_corrections import (
    about_removing,
    enter_again,
    remove,
    taken_back,
    used_again,
)
from cmxero.core.playbook_dates import is_locked
from cmxero.core.playbook_documents import (
    adjustment_text,
    credit_note,
    is_editable,
    lines_of_costs,
    not_all_used,
    used_for,
)
from cmxero.core.playbook_edits import with_lines_added
from cmxero.core.playbook_facts import CreditFact, XeroPaymentFact
from cmxero.core.playbook_lines import adjusted_lines
from cmxero.core.playbook_ways import CASE_RIGHT, Sheet, Way
from cmxero.core.wording import date_words


def counterparts(sheet: Sheet, invoice: XeroInvoice, adjustment: CaseAdjustment) -> list[Way]:
    """The ways to make the change in Xero, the best one first."""
    edit = _edited(sheet, invoice, adjustment)
    if adjustment.total > ZERO:
        return [edit]
    credit = _credited(sheet, invoice, adjustment)
    return [credit] if edit.questions or not is_editable(sheet, invoice) else [credit, edit]


def _credited(sheet: Sheet, invoice: XeroInvoice, adjustment: CaseAdjustment) -> Way:
    text = adjustment_text(adjustment)
    lines = tuple(lines_of_costs(sheet, adjusted_lines([adjustment]), text, -1))
    day = adjustment.transaction_date
    note = credit_note(sheet, invoice, adjustment.number, lines, day)
    entries = used_for(sheet, note, invoice)
    return sheet.way(
        f"{CASE_RIGHT}: credit note",
        "Xero keeps the invoice as it was sent, and the customer sees why it is less.",
        entries,
        notes=[sheet.moved(day), not_all_used(entries, invoice)],
    )


def _edited(sheet: Sheet, invoice: XeroInvoice, adjustment: CaseAdjustment) -> Way:
    """Lines added; where the invoice is paid, its payments come off before and back after."""
    name, when = f"{CASE_RIGHT}: edit the invoice", "The invoice itself may change in Xero."
    text = adjustment_text(adjustment)
    lines = tuple(lines_of_costs(sheet, adjusted_lines([adjustment]), text, 1))
    edit = with_lines_added(invoice, lines)
    if edit is None:
        question = f"{invoice.number} has amounts without tax: which line changes, and by how much?"
        return sheet.way(name, when, (), questions=[question])
    if is_locked(invoice.invoice_date, sheet.facts.organisation):
        day = date_words(invoice.invoice_date) if invoice.invoice_date else "no day"
        question = f"{invoice.number} is dated {day}, which is locked in Xero: who unlocks it?"
        return sheet.way(name, when, (), questions=[question])
    paid = sheet.facts.xero_payments
    used = [one for one in sheet.facts.credits if one.used_here]
    if not _is_all_known(invoice, paid, used):
        question = f"Not every payment and credit on {invoice.number} is known here: pull first."
        return sheet.way(name, when, (), questions=[question])
    off = [*(taken_back(one, invoice) for one in used), *map(remove, paid)]
    on = [
        *(enter_again(sheet, one) for one in paid),
        *(used_again(sheet, o, invoice) for o in used),
    ]
    return sheet.way(
        name,
        when,
        (*off, edit, *on),
        notes=[_OFF_AND_ON if off else "", *about_removing(paid)],
    )


_OFF_AND_ON = (
    "Xero changes no line of an invoice that is paid or credited, so payments and credits come off "
    "and back on."
)


def _is_all_known(
    invoice: XeroInvoice, paid: Sequence[XeroPaymentFact], used: Sequence[CreditFact]
) -> bool:
    """Whether what came in for the invoice in Xero is here, to the cent."""
    return (
        sum((one.amount for one in paid), ZERO) == invoice.amount_paid
        and sum((one.used_here for one in used), ZERO) == invoice.amount_credited
    )
