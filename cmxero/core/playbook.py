"""Playbooks: the exact counter-entry for every kind of finding (DESIGN 9).

Which way is the default follows from a rule that each playbook states. The ways are worked out in
the modules beside this one, kind by kind; here stands which module has which kind.
"""

from collections.abc import Callable

from cmxero.core import (
    playbook_amounts,
    playbook_credited,
    playbook_credits,
    playbook_edited,
    playbook_gone,
    playbook_journal,
    playbook_money,
    playbook_numbers,
    playbook_payments,
    playbook_received,
    playbook_refunds,
)
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.findings import Finding
from cmxero.core.playbook_facts import PlaybookFacts
from cmxero.core.playbook_ways import Playbook, Sheet, Way

__all__ = ["Playbook", "PlaybookFacts", "Way", "playbook_for"]


def playbook_for(finding: Finding, facts: PlaybookFacts) -> Playbook:
    """The ways out of a finding; with partial facts it says what is unknown."""
    return _BOOKS[finding.kind](Sheet(finding, facts))


def _journaled_payment(sheet: Sheet) -> Playbook:
    """Deleted in Xero, or only given another date there: then no amount differs."""
    if sheet.finding.effect:
        return playbook_payments.only_in_case_manager(sheet)
    return playbook_payments.journaled_and_agreed(sheet)


_BOOKS: dict[FindingKind, Callable[[Sheet], Playbook]] = {
    FindingKind.NOT_EXPORTED: playbook_gone.not_exported,
    FindingKind.EXPORT_FAILED: playbook_journal.export_failed,
    FindingKind.MISSING_IN_XERO: playbook_gone.missing,
    FindingKind.VOIDED_IN_XERO: playbook_gone.voided_or_deleted,
    FindingKind.DELETED_IN_XERO: playbook_gone.voided_or_deleted,
    FindingKind.STILL_DRAFT: playbook_gone.still_a_draft,
    FindingKind.TOTALS_DIFFER: playbook_amounts.totals_differ,
    FindingKind.ROUNDING: playbook_amounts.totals_differ,
    FindingKind.EDITED_IN_XERO: playbook_edited.edited,
    FindingKind.IN_ANOTHER_CURRENCY: playbook_gone.in_another_currency,
    FindingKind.NUMBER_USED_TWICE: playbook_numbers.number_used_twice,
    FindingKind.TYPED_BY_HAND: playbook_numbers.typed_by_hand,
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART: playbook_amounts.adjustment_without_counterpart,
    FindingKind.CREDIT_WITHOUT_COUNTERPART: playbook_credited.credit_without_counterpart,
    FindingKind.CREDIT_NOT_ALLOCATED: playbook_credits.credit_not_allocated,
    FindingKind.CREDIT_NAMES_NO_INVOICE: playbook_credits.credit_names_no_invoice,
    FindingKind.OVERPAYMENT: playbook_money.money_without_invoice,
    FindingKind.PREPAYMENT: playbook_money.money_without_invoice,
    FindingKind.MONEY_APPLIED: playbook_money.money_applied,
    FindingKind.REFUND_WITHOUT_COUNTERPART: playbook_refunds.refund_without_counterpart,
    FindingKind.REFUND_ONLY_IN_XERO: playbook_refunds.refund_only_in_xero,
    FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER: playbook_payments.only_in_case_manager,
    FindingKind.PAYMENT_ENTERED_LOCALLY: playbook_payments.only_in_case_manager,
    FindingKind.PAYMENT_JOURNALED: playbook_payments.journaled_and_agreed,
    FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL: _journaled_payment,
    FindingKind.PAYMENT_HELD: playbook_received.held,
    FindingKind.PAYMENT_ONLY_IN_XERO: playbook_received.only_in_xero,
    FindingKind.PAYMENT_BEFORE_START: playbook_received.only_in_xero,
    FindingKind.PAYMENT_BEYOND_DUE: playbook_received.beyond_the_amount_due,
    FindingKind.PAYMENT_NOT_OWED: playbook_received.on_an_invoice_not_owed,
    FindingKind.PAYMENT_OTHER_CURRENCY: playbook_received.on_an_invoice_not_owed,
    FindingKind.PAYMENT_HAND_TYPED: playbook_numbers.payment_on_another_invoice,
    FindingKind.PAYMENT_UNKNOWN_INVOICE: playbook_numbers.payment_on_another_invoice,
    FindingKind.CONTACT_RENAMED: playbook_journal.contact_renamed,
    FindingKind.DUE_BEFORE_DATE: playbook_journal.due_before_date,
    FindingKind.JOURNAL_CHANGED: playbook_journal.journal_changed,
    FindingKind.GONE_FROM_JOURNAL: playbook_journal.gone_from_journal,
    FindingKind.IMPORT_PROBLEM: playbook_journal.import_problem,
}
