"""Ways out where an invoice is not in Xero, or not as one that is owed."""

from datetime import date

from cmxero.core.casejournal import CaseLine
from cmxero.core.money import ZERO, half_up
from cmxero.core.numbering import number_when_sent_again
from cmxero.core.playbook_corrections import (
    about_removing,
    adjustments,
    exported,
    remove,
    sent_again,
)
from cmxero.core.playbook_dates import is_locked, outside_locks
from cmxero.core.playbook_entries import EnterAdjustment, Entry, FullPull
from cmxero.core.playbook_lines import adjusted_lines, case_parts, reversed_parts, split_by_tax
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet, Way
from cmxero.core.playbook_xero_entries import ApproveInvoice, DeleteDraft, EditInvoice, VoidInvoice
from cmxero.core.wording import date_words

AGREED = "The invoice is owed, and this is the one thing that is missing."


def not_exported(sheet: Sheet) -> Playbook:
    """Journaled and not sent yet."""
    number = sheet.finding.case_invoice_number
    times = 0 if sheet.facts.reuse_number else sheet.facts.times_given_up
    way = sheet.way(
        "Export it", "It is owed.", exported(sheet, number_when_sent_again(number, times))
    )
    return sheet.playbook([way], AGREED)


def missing(sheet: Sheet) -> Playbook:
    """Sent and confirmed, and not found by a full recount."""
    way = sheet.way(
        "Raise it again",
        "A second recount does not find it either.",
        (FullPull(), *sent_again(sheet, "It is no longer in Xero.")),
        notes=["If the recount finds it, nothing else is to be done."],
    )
    return sheet.playbook([way], AGREED)


def voided_or_deleted(sheet: Sheet) -> Playbook:
    """Ended in Xero, counted in Case Manager."""
    deed = sheet.finding.kind.removesuffix(" in Xero")
    ways = [
        _not_owed(sheet, f"It was {deed} because it is not owed."),
        sheet.way(
            CASE_RIGHT,
            f"It is owed and was {deed} by mistake.",
            sent_again(sheet, f"It was {deed} in Xero by mistake."),
        ),
    ]
    rule = f"Somebody {deed} it in Xero on purpose, so Xero is taken to be right"
    if _was_paid(sheet):
        ways.reverse()
        rule = "Money for it was entered in Case Manager, so it is taken to be owed"
    return sheet.playbook(ways, f"{rule}.")


def still_a_draft(sheet: Sheet) -> Playbook:
    """Exported and not approved."""
    draft = sheet.facts.xero_invoice
    if draft is None:
        return sheet.by_words("Which draft in Xero is it? Pull first.")
    organisation = sheet.facts.organisation
    xero_id, number = draft.xero_invoice_id, draft.number
    entries: list[Entry] = [
        ApproveInvoice(xero_invoice_id=xero_id, invoice_number=number, total=draft.total)
    ]
    notes = []
    if draft.invoice_date and is_locked(draft.invoice_date, organisation):
        day = outside_locks(draft.invoice_date, organisation)
        moved = EditInvoice(
            xero_invoice_id=xero_id,
            invoice_number=number,
            invoice_date=day,
            due_date=_due(draft.due_date, day),
        )
        entries.insert(0, moved)
        notes.append(
            f"Xero does not approve a draft dated {date_words(draft.invoice_date)}, which is "
            f"locked; it gets the first open day, {date_words(day)}, and shows as edited "
            "afterwards."
        )
    approve = sheet.way("Approve it", "The draft is right.", entries, notes=notes)
    delete = _not_owed(sheet, "It must not go: the invoice is not owed.", name="Delete the draft")
    deletion = DeleteDraft(xero_invoice_id=xero_id, invoice_number=number, total=draft.total)
    dropped = sheet.way(delete.name, delete.when, (deletion, *delete.entries), notes=delete.notes)
    return sheet.playbook([approve, dropped], AGREED)


def in_another_currency(sheet: Sheet) -> Playbook:
    """Turned into another currency in Xero."""
    invoice, payments = sheet.facts.xero_invoice, sheet.facts.xero_payments
    if invoice is None:
        return sheet.by_words("Which invoice in Xero is it? Pull first.")
    notes = [*about_removing(payments)]
    if payments:
        money = ", ".join(f"{p.amount:,.2f} {invoice.currency_code}" for p in payments)
        notes.append(
            f"Enter the money received ({money}) on the new invoice afterwards, in "
            f"{sheet.finding.currency_code} as the bank statement has it."
        )
    ended = VoidInvoice(
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        total=invoice.total,
    )
    again = sent_again(sheet, f"It was in {invoice.currency_code} in Xero.")
    way = sheet.way(
        CASE_RIGHT,
        f"Case Manager's invoices are in {sheet.finding.currency_code}.",
        (*map(remove, payments), ended, *again),
        notes=notes,
    )
    return sheet.playbook([way], "Case Manager keeps one currency.")


def _due(due: date | None, day: date) -> date | None:
    """A due date that does not lie before the new date."""
    return day if due and due < day else None


def _was_paid(sheet: Sheet) -> bool:
    """Whether Case Manager holds money for it, refunds taken off."""
    received = sum((one.amount for one in sheet.facts.case_payments), ZERO)
    return received > sum((one.amount for one in sheet.facts.case_refunds), ZERO)


def _not_owed(sheet: Sheet, when: str, *, name: str = XERO_RIGHT) -> Way:
    """Case Manager's invoice brought to what Xero counts."""
    facts = sheet.facts
    text = f"Not owed: {sheet.finding.kind}."
    return sheet.way(
        name,
        when,
        full_reversal(sheet, text, facts.today),
        notes=[sheet.moved(facts.today)],
        questions=() if facts.case_invoice else ("What does the invoice consist of?",),
    )


def full_reversal(sheet: Sheet, reason: str, wished: date) -> tuple[EnterAdjustment, ...]:
    """Adjustments, a cost each, that take an invoice down to what Xero counts of it."""
    facts, wanted = sheet.facts, -sheet.finding.effect
    if facts.case_invoice is None:
        return ()
    costs: list[CaseLine] = [*facts.case_invoice.lines, *adjusted_lines(facts.adjustments)]
    parts = reversed_parts(costs)
    if sum((part.total for part in parts), ZERO) != wanted:
        invoice = facts.case_invoice
        tax = half_up(wanted * invoice.tax / invoice.total) if invoice.total else ZERO
        parts = case_parts(split_by_tax(wanted, tax, facts.mapping), facts.mapping)
    return adjustments(sheet, parts, wished, reason)
