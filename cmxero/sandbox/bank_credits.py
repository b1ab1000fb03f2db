"""Overpayments and prepayments received, made through bank transactions (xero-api.md 2.1, 2.4).

Only what credits need: other bank transactions are refused. A credit and its bank transaction
have one id, as in the official samples.
"""

from dataclasses import asdict
from datetime import datetime

import msgspec

from cmxero.core.money import ZERO
from cmxero.sandbox import refusals
from cmxero.sandbox.amounts import totals
from cmxero.sandbox.contacts import MISSING, resolve_contact
from cmxero.sandbox.fields import (
    JsonObject,
    find_day,
    find_flag,
    find_list,
    find_object,
    find_text,
)
from cmxero.sandbox.invoice_rules import lock_message
from cmxero.sandbox.lines import LINE_AMOUNT_TYPES, LineReader
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import BankCredit, Contact, Line
from cmxero.sandbox.refusals import RefusedError

OVERPAYMENT, PREPAYMENT = "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"


def create_bank_credit(
    state: OrganisationState, element: JsonObject, now_utc: datetime, unitdp: int
) -> BankCredit:
    """Receive money that is owed for no invoice yet.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    kind = find_text(element, "Type") or ""
    if kind not in {OVERPAYMENT, PREPAYMENT}:
        raise RefusedError([f"The Type field must be {OVERPAYMENT} or {PREPAYMENT} here."])
    messages: list[str] = []
    contact = _contact(state, element, now_utc, messages)
    account_id = _bank_account(state, element, messages)
    day = find_day(element, "Date") or state.today(now_utc)
    types = _line_amount_types(element, kind, messages)
    lines = _lines(state, element, (kind, types, unitdp), messages)
    messages += filter(None, [lock_message(state.settings, day)])
    if totals(lines, types).total <= ZERO and not messages:
        messages.append("The document total must be greater than zero.")
    if messages or contact is None:
        raise RefusedError(messages)
    credit = BankCredit(
        invoice_id=state.new_id("bank-transaction"),
        type=kind,
        number="",
        contact_id=contact.contact_id,
        invoice_date=day,
        status="AUTHORISED",
        updated_utc=state.stamp(now_utc),
        reference=find_text(element, "Reference") or "",
        currency_code=state.settings.currency_code,
        line_amount_types=types,
        lines=lines,
        account_id=account_id,
        is_reconciled=find_flag(element, "IsReconciled") or False,
        **asdict(totals(lines, types)),
    )
    if contact != state.contacts.get(contact.contact_id):
        state.save(contact)
    state.save(credit)
    return credit


def void_bank_credit(
    state: OrganisationState, credit: BankCredit, element: JsonObject, now_utc: datetime
) -> BankCredit:
    """Void an overpayment or prepayment; the one change there is.

    Raises:
        RefusedError: another change, or it is used, refunded, void already or in a locked period.
    """
    message = lock_message(state.settings, credit.invoice_date)
    if find_text(element, "Status") not in {"DELETED", "VOIDED"}:
        message = "The only change that can be made is setting the Status to DELETED or VOIDED."
    elif credit.status == "VOIDED":
        message = "This transaction has already been voided."
    elif credit.amount_paid or credit.amount_credited:
        message = refusals.VOID_HAS_PAYMENTS.replace("invoice", "transaction")
    if message:
        raise RefusedError([message], credit.invoice_id)
    voided = msgspec.structs.replace(credit, status="VOIDED", updated_utc=state.stamp(now_utc))
    state.save(voided)
    return voided


def _contact(
    state: OrganisationState, element: JsonObject, now_utc: datetime, messages: list[str]
) -> Contact | None:
    sent = find_object(element, "Contact")
    if not sent:
        messages.append(MISSING)
        return None
    try:
        return resolve_contact(state, sent, now_utc)
    except RefusedError as refusal:
        messages += refusal.messages
        return None


def _bank_account(state: OrganisationState, element: JsonObject, messages: list[str]) -> str:
    sent = find_object(element, "BankAccount") or {}
    account = state.account(
        code=find_text(sent, "Code"), account_id=(find_text(sent, "AccountID") or "").lower()
    )
    if account is None or account.type != "BANK":
        messages.append("A BankAccount of type BANK must be specified.")
        return ""
    return account.account_id


def _line_amount_types(element: JsonObject, kind: str, messages: list[str]) -> str:
    default = "NoTax" if kind == OVERPAYMENT else "Exclusive"
    types = find_text(element, "LineAmountTypes") or default
    if types not in LINE_AMOUNT_TYPES:
        messages.append("LineAmountTypes must be Exclusive, Inclusive or NoTax.")
        return default
    if kind == OVERPAYMENT and types != "NoTax":
        messages.append("An overpayment has no tax: LineAmountTypes must be NoTax.")
    return types


def _lines(
    state: OrganisationState,
    element: JsonObject,
    reading: tuple[str, str, int],
    messages: list[str],
) -> tuple[Line, ...]:
    kind, types, unitdp = reading
    listed = find_list(element, "LineItems") or []
    if not listed:
        messages.append("One or more line items must be specified")
    is_over = kind == OVERPAYMENT
    if is_over:
        debtors = _debtors(state)
        if any(find_text(line, "AccountCode") not in {None, "", debtors} for line in listed):
            messages.append(f"An overpayment's account is accounts receivable, {debtors}.")
        listed = [{**line, "AccountCode": None, "AccountID": None} for line in listed]
    reader = LineReader(state, kind, types, unitdp, is_final=not is_over, messages=messages)
    lines = reader.read(listed)
    if not is_over:
        return lines
    return tuple(msgspec.structs.replace(line, account_code=debtors) for line in lines)


def _debtors(state: OrganisationState) -> str:
    found = (one.code for one in state.settings.accounts if one.system_account == "DEBTORS")
    return next(found, "")
