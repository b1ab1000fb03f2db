"""What each kind of finding usually comes from, and what settles it."""

from dataclasses import dataclass

from cmxero.core.finding_kinds import FindingKind


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a kind usually comes from, and what settles it."""

    cause: str
    remedy: str


EXPLANATIONS: dict[FindingKind, Explanation] = {
    FindingKind.NOT_EXPORTED: Explanation(
        "The invoice is journaled in Case Manager and has not been sent to Xero.",
        "Run the export for its journal (`cmxero export JOURNAL --send`).",
    ),
    FindingKind.EXPORT_FAILED: Explanation(
        "The invoice was held back by the plan or refused by Xero; the evidence has the words.",
        "Mend what the evidence names, then run the export for its journal again.",
    ),
    FindingKind.MISSING_IN_XERO: Explanation(
        "The invoice was sent and confirmed, but the last full pull no longer found it in Xero.",
        "Run `cmxero pull --full`. If it stays missing, ask who has access to the organisation.",
    ),
    FindingKind.VOIDED_IN_XERO: Explanation(
        "Somebody voided the approved invoice in Xero; Case Manager still counts it as owed.",
        "If it is not owed, enter an adjustment for its full amount in Case Manager. "
        "If it is, raise it again in Xero.",
    ),
    FindingKind.DELETED_IN_XERO: Explanation(
        "Somebody deleted the draft in Xero; Case Manager still counts the invoice as owed.",
        "If it is not owed, enter an adjustment for its full amount in Case Manager. "
        "If it is, raise it again in Xero.",
    ),
    FindingKind.STILL_DRAFT: Explanation(
        "The exported draft has not been approved in Xero, so Xero does not count it as owed.",
        "Check and approve the draft in Xero.",
    ),
    FindingKind.TOTALS_DIFFER: Explanation(
        "The invoice's total was changed on one side after the export.",
        "Decide which side is right. Xero right: enter an adjustment of the difference in Case "
        "Manager. Case Manager right: edit the invoice in Xero back to its total.",
    ),
    FindingKind.ROUNDING: Explanation(
        "The two totals differ by cents only: Xero rounds each line, Case Manager the invoice; or "
        "somebody rounded an amount in Xero.",
        "Enter an adjustment of the cents in Case Manager, or put a rounding line into the unpaid "
        "invoice in Xero.",
    ),
    FindingKind.EDITED_IN_XERO: Explanation(
        "A date, the contact, a line or the tax was changed in Xero after the export; the total "
        "agrees.",
        "If the change is right, make it in Case Manager too, or accept it; "
        "otherwise undo it in Xero.",
    ),
    FindingKind.IN_ANOTHER_CURRENCY: Explanation(
        "The invoice was given another currency in Xero, so its amounts are not counted here.",
        "Void it in Xero, then let cmxero send it again in the right currency "
        "(`cmxero send-again`).",
    ),
    FindingKind.NUMBER_USED_TWICE: Explanation(
        "Xero already holds a different invoice under this number.",
        "Give the other invoice another number in Xero, then export this one again.",
    ),
    FindingKind.TYPED_BY_HAND: Explanation(
        "An invoice in Xero carries a CM- number that Case Manager does not know.",
        "Give it a number without CM- in Xero, or journal the missing invoice in Case Manager.",
    ),
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART: Explanation(
        "The adjustment was entered in Case Manager; adjustments do not travel to Xero.",
        "Lowering: raise a credit note in Xero and allocate it to the invoice, or edit the "
        "unpaid invoice. Raising: edit the unpaid invoice, or add a further invoice.",
    ),
    FindingKind.CREDIT_WITHOUT_COUNTERPART: Explanation(
        "The invoice was credited in Xero; credits do not travel to Case Manager.",
        "Enter an adjustment of the credited amount in Case Manager.",
    ),
    FindingKind.CREDIT_NOT_ALLOCATED: Explanation(
        "The credit note is approved in Xero and names the invoice, but was not used for it; "
        "the customer still gets reminders for the whole amount.",
        "Allocate it to the invoice in Xero, or refund it there if the invoice is paid.",
    ),
    FindingKind.CREDIT_NAMES_NO_INVOICE: Explanation(
        "A customer of Case Manager was credited in Xero, and nothing says for which invoice.",
        "Allocate it to its invoice in Xero, or put the CM- number into its reference. If it has "
        "nothing to do with Case Manager, accept it with the reason.",
    ),
    FindingKind.OVERPAYMENT: Explanation(
        "The customer paid more in Xero than was due; Case Manager has no place for the excess "
        "(it refuses to overpay).",
        "Apply it to another invoice or refund it in Xero; until then it explains this amount.",
    ),
    FindingKind.PREPAYMENT: Explanation(
        "The customer paid in advance in Xero; Case Manager has no place for that.",
        "Apply it to an invoice or refund it in Xero; until then it explains this amount.",
    ),
    FindingKind.MONEY_APPLIED: Explanation(
        "An overpayment or prepayment was used for this invoice in Xero; that is no payment there "
        "and does not travel to Case Manager.",
        "Enter a payment of this amount on the invoice in Case Manager.",
    ),
    FindingKind.REFUND_WITHOUT_COUNTERPART: Explanation(
        "The refund was entered in Case Manager; refunds do not travel to Xero.",
        "Record the refund in Xero against a credit note for the same invoice.",
    ),
    FindingKind.REFUND_ONLY_IN_XERO: Explanation(
        "A credit note was paid back in Xero; refunds do not travel to Case Manager.",
        "Record the refund in Case Manager, on the payment the evidence names.",
    ),
    FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER: Explanation(
        "The payment was journaled in Case Manager and no payment like it exists in Xero.",
        "Enter the payment in Xero, or correct it in Case Manager.",
    ),
    FindingKind.PAYMENT_ENTERED_LOCALLY: Explanation(
        "Payments come from Xero, but this one was typed into Case Manager.",
        "Delete it in Case Manager (take it out of the journal first) and enter it in Xero.",
    ),
    FindingKind.PAYMENT_JOURNALED: Explanation(
        "Payments come from Xero, and this one was journaled in Case Manager all the same; it is "
        "locked now, and a change in Xero could not follow.",
        "Leave payments out of journals from now on. The amounts agree; accept it with that "
        "reason.",
    ),
    FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL: Explanation(
        "The payment was journaled in Case Manager; its counterpart in Xero was deleted since, or "
        "given another date.",
        "Deleted: enter it in Xero again if the money did arrive; otherwise record a refund of the "
        "payment in Case Manager. Another date: the amounts agree; put the date back in Xero, or "
        "accept it with that reason.",
    ),
    FindingKind.PAYMENT_HELD: Explanation(
        "The payment is dated further ahead than the forward-dating limit allows.",
        "Nothing to do: it is applied on its day. Correct the date in Xero if it is a slip.",
    ),
    FindingKind.PAYMENT_ONLY_IN_XERO: Explanation(
        "The payment exists in Xero only, and payments do not come from Xero yet.",
        "Enter the payment in Case Manager, or switch payments on (`from_xero` in the settings).",
    ),
    FindingKind.PAYMENT_BEFORE_START: Explanation(
        "The payment is dated before the day from which payments come from Xero, and Case Manager "
        "has none like it.",
        "Enter the payment in Case Manager, or correct its date in Xero or the start date in the "
        "settings.",
    ),
    FindingKind.PAYMENT_BEYOND_DUE: Explanation(
        "Xero took more than Case Manager counts as owed: often an adjustment that Xero does not "
        "have, or the same money entered on both sides.",
        "Settle the adjustment or the other payment on this invoice first; the payment is taken "
        "over by itself then. True excess is an overpayment: split it off in Xero.",
    ),
    FindingKind.PAYMENT_NOT_OWED: Explanation(
        "Xero holds a payment on an invoice that it does not count as owed (voided, deleted or not "
        "approved).",
        "Remove the payment in Xero, or enter it on the invoice it was meant for.",
    ),
    FindingKind.PAYMENT_OTHER_CURRENCY: Explanation(
        "The payment is on an invoice that is in another currency in Xero.",
        "Settle the invoice's currency first; the payment follows it.",
    ),
    FindingKind.PAYMENT_HAND_TYPED: Explanation(
        "The number is one of ours, but the invoice that carries it in Xero is not the one "
        "cmxero sent.",
        "Give the hand-typed invoice another number in Xero, and move the payment to the right "
        "invoice.",
    ),
    FindingKind.PAYMENT_UNKNOWN_INVOICE: Explanation(
        "The payment belongs to a CM- invoice that Case Manager does not know.",
        "Settle the invoice's number first; the payment follows it.",
    ),
    FindingKind.JOURNAL_CHANGED: Explanation(
        "A newer export of the same journal differs, although a journal is locked.",
        "Find out in Case Manager who unlocked the journal. If the change is right, make it in "
        "Xero by hand too; an exported invoice is never overwritten.",
    ),
    FindingKind.GONE_FROM_JOURNAL: Explanation(
        "The journal was exported again with fewer transactions, although a journal is locked: it "
        "was unlocked, or only a part of it was exported.",
        "Look in Case Manager whether it is still in the journal. If it is, export the whole "
        "journal again and import that file. If it was taken out on purpose, take it out of Xero "
        "too, and accept this with the reason.",
    ),
    FindingKind.CONTACT_RENAMED: Explanation(
        "A company was renamed or is spelled otherwise in Case Manager; contacts are found by "
        "name, so Xero would keep two customers.",
        "Decide which name is right and use it on both sides, then accept this with the reason. "
        "Merge the two contacts in Xero if both are there already.",
    ),
    FindingKind.DUE_BEFORE_DATE: Explanation(
        "The due date in Case Manager lies before the invoice's own date, though its terms say "
        "otherwise.",
        "The invoice goes to Xero as its terms say. Look at the terms in Case Manager; if they are "
        "right, accept this with the reason.",
    ),
    FindingKind.IMPORT_PROBLEM: Explanation(
        "A row of the journal export is wrong or incomplete, so its transaction was held back.",
        "Correct what the evidence names in Case Manager, export the journal again and import "
        "the new file.",
    ),
}
