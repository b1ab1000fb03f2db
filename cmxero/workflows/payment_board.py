"""What the Payments page asks: every payment with its state, and the life of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from cmxero.core.errors import NothingToDoError
from cmxero.core.findings import FieldPair
from cmxero.core.payment_board import PaymentRow, Version, payment_row
from cmxero.core.wording import date_words
from cmxero.store.outbox_items import SAID_DONE, HandItem, OutboxFile
from cmxero.store.payment_facts import Delivery, LifeRow
from cmxero.workflows.bench import Bench
from cmxero.workflows.detail import field_pairs, text_of

__all__ = [
    "HandItem",
    "LifeEvent",
    "OutboxFile",
    "PaymentBoard",
    "PaymentStory",
    "hand_change",
    "payment_board",
    "payment_story",
]


@dataclass(frozen=True, slots=True)
class PaymentBoard:
    """Every payment, newest first, and what of them goes on to Case Manager.

    Attributes:
        items: what is to be done by hand in Case Manager, or was.
        files: every payment import file ever made, in order.
        next_count, next_total: payments that the next import file takes, and their dollars.
    """

    rows: tuple[PaymentRow, ...]
    items: tuple[HandItem, ...]
    files: tuple[OutboxFile, ...]
    next_count: int
    next_total: Decimal


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One thing that happened to a payment; naive UTC, None where nobody knows when."""

    at_utc: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class PaymentStory:
    """What the detail panel shows of one payment.

    Attributes:
        life: what happened to it, oldest first.
        changes: each change in Xero, field by field: before (left) and after (right).
        fields: the invoice on both sides.
        payments: rows (side, date, reference, status, amount) of everything paid on the invoice.
        xero_link: address of the invoice in Xero, empty if none.
    """

    key: str
    life: tuple[LifeEvent, ...]
    changes: tuple[tuple[FieldPair, ...], ...]
    fields: tuple[FieldPair, ...]
    payments: tuple[tuple[str, ...], ...]
    xero_link: str


def payment_board(bench: Bench) -> PaymentBoard:
    """Every payment that Xero shows, or showed, on a CM- invoice, with its state."""
    (parameters,) = bench.parameters
    found = bench.payment_facts.board(parameters)
    rows = tuple(payment_row(facts, bench.forward_days) for facts in found.payments)
    files = bench.outbox.files(bench.organisation)
    return PaymentBoard(rows, found.items, files, found.next_count, found.next_total)


def payment_story(bench: Bench, row: PaymentRow) -> PaymentStory:
    """The life of one payment and the invoice it is on.

    Raises:
        NothingToDoError: the store knows no such payment.
    """
    (parameters,) = bench.parameters
    oldest_first = (*reversed(row.facts.replaced), row.key)
    chain, deliveries = bench.payment_facts.life(parameters, oldest_first)
    if not chain:
        raise NothingToDoError(
            f"There is no payment {row.key}. Press Refresh to see what is there now."
        )
    facts = bench.details.facts(bench.parameters, row.facts)
    xero = facts.xero_invoice
    events = [*_in_xero(chain), *_handed_over(deliveries), *_by_hand(bench, row, chain)]
    events.sort(key=lambda event: (event.at_utc is not None, event.at_utc))
    return PaymentStory(
        key=row.key,
        life=tuple(events),
        changes=tuple(_change(before.version, after.version) for before, after in pairwise(chain)),
        fields=field_pairs(facts.case_invoice, xero, facts.sent_contact_name),
        payments=tuple(
            (each[0], text_of(each[1]), each[2], each[3], text_of(each[4]))
            for each in facts.payments
        ),
        xero_link=f"{bench.xero_view}{xero[10]}" if xero and bench.xero_view else "",
    )


def hand_change(item: HandItem) -> tuple[FieldPair, ...]:
    """A change to make by hand: what Case Manager reads (left), and what it must read (right)."""
    pairs = (
        ("Invoice", item.invoice_number, item.target_invoice_number or ""),
        ("Date", text_of(item.payment_date), text_of(item.target_date)),
        ("Amount", text_of(item.amount), text_of(item.target_amount)),
        ("Reference", item.reference, item.target_reference or ""),
    )
    is_there = item.target_amount is not None
    return tuple(
        FieldPair(name, before, after if is_there else "none", before != after)
        for name, before, after in pairs
    )


def _in_xero(chain: tuple[LifeRow, ...]) -> Iterator[LifeEvent]:
    for row in chain:
        reads = _reads(row.version)
        if row.created_utc is not None:
            yield LifeEvent(row.created_utc, f"Xero: {reads}.")
        seen = "deleted already" if row.created_utc is None else reads
        yield LifeEvent(row.received_utc, f"Brought by a pull: {seen}.")
        if row.is_absent:
            yield LifeEvent(row.gone_utc, f"A full recount did not find it any more: {reads}.")
        elif row.is_gone:
            how = " and entered anew" if row is not chain[-1] else ""
            yield LifeEvent(row.gone_utc, f"Xero: deleted{how}, it read {reads}.")


def _handed_over(deliveries: tuple[Delivery, ...]) -> Iterator[LifeEvent]:
    for each in deliveries:
        said = (
            f"Handed over by {each.person} in import file {each.file_name}."
            if each.how == "file"
            else "Put on the hand list, in place of what was handed over before."
        )
        yield LifeEvent(each.made_utc, said)


def _by_hand(bench: Bench, row: PaymentRow, chain: tuple[LifeRow, ...]) -> Iterator[LifeEvent]:
    if row.facts.hand_status != SAID_DONE:
        return
    keys = {one.key for one in chain}
    for item in bench.outbox.changes(bench.parameters[0]):
        if item.key in keys or item.target_payment_id in keys:
            note = f": {item.note}" if item.note else ""
            said = f"{item.said_by} said that it is done in Case Manager{note}."
            yield LifeEvent(item.done_utc, said)


def _change(before: Version, after: Version) -> tuple[FieldPair, ...]:
    pairs = (
        ("Date", text_of(before.day), text_of(after.day)),
        ("Amount", text_of(before.amount), text_of(after.amount)),
        ("Reference", before.reference, after.reference),
    )
    return tuple(FieldPair(name, left, right, left != right) for name, left, right in pairs)


def _reads(version: Version) -> str:
    reference = f", reference {version.reference}" if version.reference else ""
    return f"{version.amount:,.2f} dated {date_words(version.day)}{reference}"
