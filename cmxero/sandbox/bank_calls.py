"""The operations on bank transactions, overpayments and prepayments (xero-api.md 2.4, 2.6)."""

from functools import partial
from operator import attrgetter

from cmxero.sandbox.bank_credits import (
    OVERPAYMENT,
    PREPAYMENT,
    create_bank_credit,
    void_bank_credit,
)
from cmxero.sandbox.calls import Answer, Call, enveloped, unit_places, words
from cmxero.sandbox.credit_calls import credit_fields
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.listing import Lister, Operation
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import BankCredit
from cmxero.sandbox.refusals import NotHereError
from cmxero.sandbox.render import View
from cmxero.sandbox.render_credits import (
    bank_transaction_json,
    credit_json,
    failed_bank_transaction_json,
)
from cmxero.sandbox.where import Predicate
from cmxero.sandbox.writing import write_elements, write_one

NAMES = {OVERPAYMENT: "Overpayments", PREPAYMENT: "Prepayments"}


def _list_transactions(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    fields = credit_fields(state) | {"banktransactionid": attrgetter("invoice_id")}
    listing = lister.make(state, call, state.bank_credits, fields, extra=_references(call))
    rows = [bank_transaction_json(state, credit, unit_places(call)) for credit in listing.rows]
    return enveloped(state, call, "BankTransactions", rows, pagination=listing.pagination)


def _get_transaction(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    row = bank_transaction_json(state, _find(state, ident), unit_places(call))
    return enveloped(state, call, "BankTransactions", [row])


def _create_transactions(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    unitdp = unit_places(call)

    def apply(element: JsonObject) -> JsonObject:
        credit = create_bank_credit(state, element, call.now_utc, unitdp)
        return bank_transaction_json(state, credit, unitdp)

    return write_elements(state, call, "BankTransactions", apply, failed_bank_transaction_json)


def _void_transaction(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    found = _find(state, ident)

    def apply(element: JsonObject) -> JsonObject:
        voided = void_bank_credit(state, found, element, call.now_utc)
        return bank_transaction_json(state, voided, unit_places(call))

    return write_one(state, call, "BankTransactions", apply, failed_bank_transaction_json)


def _list_credits(
    kind: str, state: OrganisationState, lister: Lister, call: Call, _: str
) -> Answer:
    extra = [lambda credit: credit.type == kind, *_references(call)]
    listing = lister.make(state, call, state.bank_credits, credit_fields(state), extra=extra)
    view = View.THIN if listing.pagination is None else View.FULL
    rows = [credit_json(state, credit, view, unit_places(call)) for credit in listing.rows]
    return enveloped(state, call, NAMES[kind], rows, pagination=listing.pagination)


def _get_credit(kind: str, state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    credit = _find(state, ident)
    if credit.type != kind:
        raise NotHereError
    return enveloped(state, call, NAMES[kind], [credit_json(state, credit, View.FULL, 4)])


def _find(state: OrganisationState, ident: str) -> BankCredit:
    credit = state.bank_credits.get(ident.lower())
    if credit is None:
        raise NotHereError
    return credit


def _references(call: Call) -> list[Predicate]:
    found = words(call, "References")
    return [lambda credit: credit.reference in found] if found else []


BANK_OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("GET", "banktransactions", "many"): _list_transactions,
    ("GET", "banktransactions", "one"): _get_transaction,
    ("PUT", "banktransactions", "many"): _create_transactions,
    ("POST", "banktransactions", "one"): _void_transaction,
    ("GET", "overpayments", "many"): partial(_list_credits, OVERPAYMENT),
    ("GET", "overpayments", "one"): partial(_get_credit, OVERPAYMENT),
    ("GET", "prepayments", "many"): partial(_list_credits, PREPAYMENT),
    ("GET", "prepayments", "one"): partial(_get_credit, PREPAYMENT),
}
