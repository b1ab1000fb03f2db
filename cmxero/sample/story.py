"""What happens to each invoice after it was journaled, by the part it plays."""

from collections import Counter
from collections.abc import Callable

from cmxero.core.casejournal import CaseInvoice
from cmxero.sample import changes, money_faults, payment_faults, xero_faults
from cmxero.sample.catalogue import UNKNOWN_TAX, UNKNOWN_TERMS
from cmxero.sample.key import Where
from cmxero.sample.roles import NOT_USED, Role
from cmxero.sample.stage import Stage, plain

Part = Callable[[Stage, CaseInvoice, int], None]


def play(stage: Stage, invoice: CaseInvoice, role: Role, turn: int) -> None:
    """Let happen to an invoice what its role says.

    Args:
        turn: how often the role was played before.
    """
    if role in NOT_USED:
        return
    _PARTS[role](stage, invoice, turn)


class Turns(Counter[Role]):
    """Counts how often each role was played."""

    def next(self, role: Role) -> int:
        """How often a role was played before; this time counts from now on."""
        self[role] += 1
        return self[role] - 1


def _plain(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    plain(stage, invoice)


def _unknown_tax(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    what = f"Its first line has the tax code {UNKNOWN_TAX}, which no mapping knows."
    xero_faults.export_failed(stage, invoice, Role.UNKNOWN_TAX_CODE.value, what)


def _unknown_terms(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    what = f"Its terms are '{UNKNOWN_TERMS}', and it has no due date."
    xero_faults.export_failed(stage, invoice, Role.UNKNOWN_TERMS.value, what)


def _claim_in_notes(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    _plant_in_file(
        stage,
        invoice,
        Role.CLAIM_IN_NOTES,
        f"invoice {invoice.number}",
        f"The notes of its first line name claim {invoice.claim_number} and a diagnosis.",
    )


def _renamed(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """A company is renamed once, however many invoices bear its new name."""
    company = invoice.contact.company_name
    if stage.key.holds(Role.RENAMED.value, f"contact {company}"):
        plain(stage, invoice)
        return
    how = f"Invoice {invoice.number} spells an insurer '{company}'; earlier journals do not."
    _plant_in_file(stage, invoice, Role.RENAMED, f"contact {company}", how)


def _due_before_date(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    how = f"Due on {invoice.due_date}, dated {invoice.transaction_date}; its terms are right."
    subject = f"invoice {invoice.number}"
    _plant_in_file(stage, invoice, Role.DUE_BEFORE_DATE, subject, how)


def _plant_in_file(stage: Stage, invoice: CaseInvoice, role: Role, subject: str, how: str) -> None:
    """A fault that no ledger feels."""
    plain(stage, invoice)
    stage.key.add(role.value, subject, how, where=Where.JOURNAL, transaction=invoice.number)


_PARTS: dict[Role, Part] = {
    Role.PLAIN: _plain,
    Role.NUMBER_LENT: _plain,
    Role.ADJUSTED_ON_BOTH: changes.adjusted_on_both,
    Role.ADJUSTED: changes.adjusted,
    Role.REFUNDED: changes.refunded,
    Role.MIRROR_DELETED: payment_faults.mirror_deleted,
    Role.MIRROR_REDATED: payment_faults.mirror_redated,
    Role.PAYMENT_OF_NOTHING: payment_faults.payment_of_nothing,
    Role.UNKNOWN_TAX_CODE: _unknown_tax,
    Role.UNKNOWN_TERMS: _unknown_terms,
    Role.NUMBER_USED_TWICE: xero_faults.number_used_twice,
    Role.TYPED_BY_HAND: xero_faults.typed_by_hand,
    Role.TOTALS_DIFFER: xero_faults.totals_differ,
    Role.DATES_EDITED: xero_faults.dates_edited,
    Role.CONTACT_EDITED: xero_faults.contact_edited,
    Role.VOIDED: xero_faults.voided,
    Role.DELETED: xero_faults.deleted,
    Role.STILL_DRAFT: xero_faults.still_draft,
    Role.HELD: payment_faults.held,
    Role.ONLY_IN_CASE_MANAGER: payment_faults.only_in_case_manager,
    Role.ENTERED_LOCALLY: payment_faults.entered_locally,
    Role.CHANGED_AFTER_JOURNAL: payment_faults.changed_after_journal,
    Role.DEPOSIT_TWICE: payment_faults.deposit_twice,
    Role.CLAIM_IN_NOTES: _claim_in_notes,
    Role.RENAMED: _renamed,
    Role.DUE_BEFORE_DATE: _due_before_date,
    Role.CREDITED: money_faults.credited,
    Role.CREDIT_NOT_ALLOCATED: money_faults.credit_not_allocated,
    Role.CREDIT_OF_NOTHING: money_faults.credit_of_nothing,
    Role.REFUNDED_IN_XERO: money_faults.refunded_in_xero,
    Role.OVERPAID: money_faults.overpaid,
    Role.PREPAID: money_faults.prepaid,
    Role.MONEY_APPLIED: money_faults.money_applied,
    Role.PAID_BEFORE_START: payment_faults.paid_before_start,
    Role.LOWERED_AND_PAID_IN_FULL: payment_faults.lowered_and_paid_in_full,
    Role.JOURNALED_AFTER_START: payment_faults.journaled_after_start,
    Role.REDATED_AFTER_JOURNAL: payment_faults.redated_after_journal,
    Role.OVERCHARGE_ON_BOTH: money_faults.overcharge_on_both,
}
