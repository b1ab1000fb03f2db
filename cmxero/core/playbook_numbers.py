"""Ways out where another invoice in Xero carries a number of Case Manager's."""

from collections.abc import Iterable

from cmxero.core.documents import XeroInvoice
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.numbering import PREFIX, xero_number
from cmxero.core.playbook_corrections import about_removing, exported, remove, sent_again
from cmxero.core.playbook_dates import is_locked
from cmxero.core.playbook_documents import is_draft
from cmxero.core.playbook_entries import Entry, FullPull
from cmxero.core.playbook_ways import CASE_RIGHT, Playbook, Sheet, Way
from cmxero.core.playbook_xero_entries import (
    DeleteDraft,
    EnterXeroPayment,
    RenumberInvoice,
    VoidInvoice,
)
from cmxero.core.wording import date_words

OTHER_PREFIX = "HAND-"
_PULLED = "The full pull brings the new number of payments on it too, which no timestamp tells."


def number_used_twice(sheet: Sheet) -> Playbook:
    """Another invoice was there under this number when ours was to be sent."""
    other = sheet.facts.xero_invoice
    if other is None:
        return sheet.by_words("Which invoice in Xero carries the number? Pull first.")
    own = xero_number(sheet.finding.case_invoice_number)
    ways = [
        sheet.way(
            CASE_RIGHT,
            "The invoice in Xero is another one.",
            (*_renumbered(other), *exported(sheet, own)),
            notes=[_PULLED, _locked(sheet, other)],
        ),
        sheet.way(
            "It is the same invoice",
            "It was typed into Xero by hand for this one.",
            (*_ended(sheet, other), *sent_again(sheet, "It was typed into Xero by hand.")),
            notes=[*about_removing(sheet.facts.xero_payments), _payments_again(sheet)],
        ),
    ]
    return sheet.playbook(ways, "The two differ, so they are taken to be two invoices.")


def typed_by_hand(sheet: Sheet) -> Playbook:
    """A CM- number in Xero that Case Manager does not know."""
    other = sheet.facts.xero_invoice
    if other is None:
        return sheet.by_words("Which invoice in Xero carries the number? Pull first.")
    ways = [
        sheet.way(
            CASE_RIGHT,
            "The invoice has nothing to do with Case Manager.",
            _renumbered(other),
            notes=[_PULLED, _locked(sheet, other)],
        )
    ]
    if is_draft(other):
        ways.append(sheet.way("Delete the draft", "It was typed by mistake.", [_deleted(other)]))
    number = other.number.removeprefix(PREFIX)
    question = (
        f"Enter invoice {number} of {other.contact_name} over {other.total:,.2f} in Case Manager, "
        "journal it, export the journal and import it here."
    )
    when = "The invoice is Case Manager's and was never journaled."
    ways.append(sheet.way("Case Manager lacks it", when, (), questions=[question]))
    return sheet.playbook(
        ways, "Case Manager knows no such invoice, so it is taken not to be one of its own."
    )


def payment_on_another_invoice(sheet: Sheet) -> Playbook:
    """A payment on an invoice that carries a number of ours, or one like it."""
    facts, payment = sheet.facts, sheet.facts.payment
    first = sheet.siblings(FindingKind.NUMBER_USED_TWICE, FindingKind.TYPED_BY_HAND)
    if payment is None:
        return sheet.by_words("Which payment in Xero is it? Pull first.")
    ours = facts.xero_invoice
    ways: list[Way] = []
    if ours and ours.xero_invoice_id != payment.xero_invoice_id:
        entries: tuple[Entry, ...] = (
            remove(payment),
            EnterXeroPayment(
                xero_invoice_id=ours.xero_invoice_id,
                invoice_number=ours.number,
                amount=payment.amount,
                payment_date=sheet.day(payment.payment_date),
                reference=payment.reference,
                bank_account_code=payment.bank_account_code,
            ),
        )
        if payment.amount > ours.amount_due:
            entries = entries[:1]
        ways.append(
            sheet.way(
                "Move the payment",
                f"The money was meant for Case Manager's invoice, {ours.number} in Xero.",
                entries,
                notes=[*about_removing([payment]), sheet.moved(payment.payment_date)],
            )
        )
    follows = sheet.way(
        "It follows its invoice",
        "Once that invoice has a number of its own, the payment is none of Case Manager's.",
        (FullPull(),),
        notes=[_PULLED],
    )
    is_first = bool(first) or not ways
    return sheet.playbook(
        [follows, *ways] if is_first else [*ways, follows],
        "The number of the invoice is settled first; the payment belongs to its invoice.",
        waits_for=first,
    )


def _renumbered(other: XeroInvoice) -> tuple[Entry, ...]:
    number = other.number[len(PREFIX) :]
    return (
        RenumberInvoice(
            xero_invoice_id=other.xero_invoice_id,
            invoice_number=other.number,
            new_number=OTHER_PREFIX + number,
        ),
        FullPull(),
    )


def _ended(sheet: Sheet, other: XeroInvoice) -> Iterable[Entry]:
    yield from map(remove, sheet.facts.xero_payments)
    if is_draft(other):
        yield _deleted(other)
    else:
        yield VoidInvoice(
            xero_invoice_id=other.xero_invoice_id, invoice_number=other.number, total=other.total
        )


def _deleted(other: XeroInvoice) -> DeleteDraft:
    return DeleteDraft(
        xero_invoice_id=other.xero_invoice_id, invoice_number=other.number, total=other.total
    )


def _payments_again(sheet: Sheet) -> str:
    if not sheet.facts.xero_payments:
        return ""
    money = ", ".join(f"{one.amount:,.2f}" for one in sheet.facts.xero_payments)
    return f"Enter what was paid on it ({money}) on the new invoice again."


def _locked(sheet: Sheet, other: XeroInvoice) -> str:
    if not other.invoice_date or not is_locked(other.invoice_date, sheet.facts.organisation):
        return ""
    return (
        f"The invoice is dated {date_words(other.invoice_date)}, in a period that is locked in "
        "Xero: somebody with that right must unlock it for the change."
    )
