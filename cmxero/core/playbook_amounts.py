"""Ways out where an invoice's amount differs: edited, adjusted or credited on one side only.

What the vendor says is the rule (case-manager.md 4.3): a change made in Xero is matched by an
adjustment in Case Manager, an adjustment by the same change in Xero.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from cmxero.core.casejournal import CaseAdjustment
from cmxero.core.credit_numbers import DIFFERENCE
from cmxero.core.documents import XeroInvoice
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.money import ZERO
from cmxero.core.playbook_corrections import adjustments
from cmxero.core.playbook_credit_entries import AllocateCredit
from cmxero.core.playbook_credited import amount_by_tax, amount_of, notes_about
from cmxero.core.playbook_documents import credit_note, lines_of_amounts, not_all_used, used_for
from cmxero.core.playbook_edits import edited_to_case_manager
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_lines import (
    adjusted_lines,
    amounts_by_tax,
    case_amounts_by_tax,
    case_parts,
    difference,
    reversed_parts,
)
from cmxero.core.playbook_raised import counterparts
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet, Way


def totals_differ(sheet: Sheet) -> Playbook:
    """Both totals were changed, or Xero's alone."""
    facts = sheet.facts
    invoice = facts.xero_invoice
    if invoice is None or facts.case_invoice is None:
        return sheet.by_words("What do both documents consist of? Pull and import first.")
    gap = _gap_by_tax(sheet, invoice)
    xero_right = sheet.way(
        XERO_RIGHT,
        "The change in Xero is right.",
        adjustments(
            sheet,
            case_parts({name: -amount for name, amount in gap.items()}, facts.mapping),
            invoice.invoice_date or facts.today,
            f"{invoice.number} was changed in Xero.",
        ),
        notes=[sheet.moved(invoice.invoice_date or facts.today)],
    )
    waiting = _waiting_adjustments(sheet, invoice)
    if waiting:
        ways = [_followed(sheet, invoice, waiting), xero_right]
        rule = "Xero's own total is what was sent, so what is missing there is an adjustment."
        return sheet.playbook(ways if not ways[0].questions else reversed(ways), rule)
    return sheet.playbook(
        [xero_right, _case_right(sheet, invoice, gap)],
        "Xero's invoice was changed after it was sent, and a journaled invoice is locked.",
    )


def adjustment_without_counterpart(sheet: Sheet) -> Playbook:
    """Adjusted in Case Manager; the same change is made in Xero, or the adjustment taken back."""
    invoice = sheet.facts.xero_invoice
    number = sheet.finding.subject.removeprefix("adjustment ")
    own = next((one for one in sheet.facts.adjustments if one.number == number), None)
    if invoice is None or own is None:
        return sheet.by_words("What does the adjustment consist of? Import its journal.")
    found = counterparts(sheet, invoice, own)
    taken_back = sheet.way(
        XERO_RIGHT,
        "The adjustment was a mistake.",
        adjustments(
            sheet,
            reversed_parts(adjusted_lines([own])),
            sheet.facts.today,
            f"Adjustment {own.number} taken back.",
        ),
        notes=[sheet.moved(sheet.facts.today)],
    )
    is_possible = [way for way in found if not way.questions]
    ways = [*is_possible, taken_back, *(way for way in found if way.questions)]
    rule = "The adjustment was made on purpose in Case Manager; Xero has to follow it."
    if not is_possible:
        rule = "Xero cannot follow it as its books are, so the adjustment is what can change."
    return sheet.playbook(ways, rule, _raising_first(sheet, own))


def _raising_first(sheet: Sheet, own: CaseAdjustment) -> tuple[str, ...]:
    """Keys of raising adjustments of the invoice: once credited, Xero lets no line be added."""
    if own.total > ZERO:
        return ()
    kind = FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART
    siblings = sheet.facts.siblings
    return tuple(one.key for one in siblings if one.kind is kind and one.amount > ZERO)


def _gap_by_tax(sheet: Sheet, invoice: XeroInvoice) -> dict[str, Decimal]:
    """Case Manager's amount less Xero's, by tax type; comes to the finding's effect exactly."""
    facts, rules = sheet.facts, sheet.facts.mapping
    assert facts.case_invoice is not None  # noqa: S101 - the caller looked
    costs = [*facts.case_invoice.lines, *adjusted_lines(facts.adjustments)]
    gap = difference(case_amounts_by_tax(costs, rules), amounts_by_tax(invoice))
    for credit in notes_about(sheet):
        gap = difference(gap, {k: -v for k, v in amount_by_tax(sheet, credit).items()})
    if sum(gap.values(), ZERO) == sheet.finding.effect:
        return gap
    largest = max(amounts_by_tax(invoice).items(), key=lambda each: each[1], default=("", ZERO))
    return {largest[0]: sheet.finding.effect}


def _case_right(sheet: Sheet, invoice: XeroInvoice, gap: Mapping[str, Decimal]) -> Way:
    when = "The change in Xero was a mistake."
    edit = edited_to_case_manager(sheet, invoice)
    if edit is not None:
        return sheet.way(CASE_RIGHT, when, [edit])
    if sheet.finding.effect > ZERO:
        question = (
            f"{invoice.number} is paid, credited or in a locked period, so Xero lets nobody raise "
            "it: take payments and credits off it first, edit it, and put them back."
        )
        return sheet.way(CASE_RIGHT, when, (), questions=[question])
    text = f"Credit for {invoice.number}"
    lines = lines_of_amounts(sheet, gap, text, -1)
    note = credit_note(sheet, invoice, DIFFERENCE, lines, sheet.facts.today)
    entries = used_for(sheet, note, invoice)
    notes = [sheet.moved(sheet.facts.today), not_all_used(entries, invoice)]
    return sheet.way(CASE_RIGHT, when, entries, notes=notes)


def _waiting_adjustments(sheet: Sheet, invoice: XeroInvoice) -> tuple[CaseAdjustment, ...]:
    """Adjustments that alone make the difference, Xero's total being what was sent."""
    facts = sheet.facts
    assert facts.case_invoice is not None  # noqa: S101 - the caller looked
    if invoice.total != facts.case_invoice.total:
        return ()
    left = list(facts.adjustments)
    for credit in notes_about(sheet):
        twin = next((one for one in left if one.total == -amount_of(sheet, credit)), None)
        if twin is None:
            return ()
        left.remove(twin)
    total = sum((one.total for one in left), ZERO)
    return tuple(left) if total == sheet.finding.effect else ()


def _followed(sheet: Sheet, invoice: XeroInvoice, waiting: tuple[CaseAdjustment, ...]) -> Way:
    """Every waiting adjustment made in Xero, raising ones first: a credit would forbid the edit."""
    entries: list[Entry] = []
    notes: list[str] = []
    questions: list[str] = []
    for one in sorted(waiting, key=lambda each: each.total, reverse=True):
        first = counterparts(sheet, invoice, one)[0]
        entries += first.entries
        notes += first.notes
        questions += first.questions
        used = sum((e.amount for e in first.entries if isinstance(e, AllocateCredit)), ZERO)
        raised = max(one.total, ZERO)
        due = invoice.amount_due - used + raised
        invoice = replace(invoice, total=invoice.total + raised, amount_due=due)
    names = ", ".join(one.number for one in waiting)
    when = f"Xero lacks adjustment {names}."
    return sheet.way(CASE_RIGHT, when, entries, notes=notes, questions=questions)
