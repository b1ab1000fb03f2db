"""What is known of every payment that Xero shows, or showed, on a CM- invoice; and its life."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cmxero.core.payment_board import PaymentFacts, Version
from cmxero.store.database import Database, Parameters
from cmxero.store.outbox_items import ENTRIES, FACTS, NEXT, HandItem, hand_items, work_out

_CHANGED = "payment changed or deleted in Xero after it was journaled"
_LIVE = f"""
select
    r.xero_payment_id, r.organisation, r.payment_date, r.amount, r.reference, r.invoice_number,
    coalesce(r.case_invoice_number, ''), coalesce(r.xero_invoice_id, ''),
    coalesce(r.customer, x.contact_name, ''), coalesce(r.case_number, ''),
    coalesce(r.journal_number, ''), r.currency_code, r.state, coalesce(r.case_payment_number, ''),
    coalesce(r.xero_batch_payment_id, ''), coalesce(b.reference, ''), b.total_amount,
    coalesce(f.finding_key, ''), f.kind = '{_CHANGED}'
from recon.received_payment r
left join stage.xero_invoice x
    on x.organisation = r.organisation and x.xero_invoice_id = r.xero_invoice_id
left join stage.xero_batch_payment b
    on b.organisation = r.organisation and b.xero_batch_payment_id = r.xero_batch_payment_id
left join recon.finding f
    on f.organisation = r.organisation
    and f.pair_key = case when r.state = 'journaled' then 'payment ' || r.case_payment_number
        else 'received ' || r.xero_payment_id end
where r.organisation = ?
"""
_GONE = f"""
select
    c.xero_payment_id, c.organisation, c.date_before, c.amount_before, c.reference_before,
    c.invoice_number, c.case_invoice_number, coalesce(p.xero_invoice_id, ''),
    coalesce(i.customer, ''), coalesce(i.case_number, ''), coalesce(i.journal_number, ''),
    coalesce(p.xero_currency_code, m.currency_code), coalesce(f.finding_key, ''), c.at_utc
from report.payment_change c
inner join stage.parameter m on m.organisation = c.organisation
left join stage.case_invoice i
    on i.organisation = c.organisation and i.case_invoice_number = c.case_invoice_number
left join recon.invoice_pair p
    on p.organisation = c.organisation and p.case_invoice_number = c.case_invoice_number
left join recon.payment_pair q
    on q.organisation = c.organisation and q.xero_payment_id = c.xero_payment_id
    and q.twin_was_deleted
left join recon.finding f
    on f.organisation = q.organisation and f.pair_key = 'payment ' || q.case_payment_number
    and f.kind = '{_CHANGED}'
where c.organisation = ? and c.change = 'deleted'
"""
_BEFORE = (
    "select xero_payment_id, replaced_payment_id, date_before, amount_before, reference_before "
    "from report.payment_change where organisation = ? and change = 'changed'"
)
_DELIVERED = (
    "select xero_payment_id, how, file_number, entry_payment_id "
    "from workbench.sync.outbox_payment where organisation = ?"
)


@dataclass(frozen=True, slots=True)
class Board:
    """Every payment, what the next import file takes, and what is to be done by hand.

    Attributes:
        next_total: dollars of the payments that the next file takes.
    """

    payments: tuple[PaymentFacts, ...]
    items: tuple[HandItem, ...]
    next_count: int
    next_total: Decimal


@dataclass(frozen=True, slots=True)
class LifeRow:
    """One payment in Xero, while it was there; instants naive UTC, None where nobody knows."""

    key: str
    version: Version
    created_utc: datetime | None
    received_utc: datetime
    is_gone: bool
    is_absent: bool
    gone_utc: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a payment went to Case Manager; naive UTC."""

    key: str
    how: str
    file_name: str
    person: str
    made_utc: datetime


class PaymentFactsReader:
    """Read-only questions of the Payments page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def board(self, parameters: Parameters) -> Board:
        """Every payment, newest first."""
        organisation = parameters.organisation
        with self._database.read([parameters]) as con:
            work_out(con, *FACTS, *ENTRIES, NEXT)
            following = dict(
                con.execute(
                    "select xero_payment_id, amount from outbox_next where organisation = ?",
                    [organisation],
                ).fetchall()
            )
            items = hand_items(con, organisation)
            delivered = {
                row[0]: row[1:] for row in con.execute(_DELIVERED, [organisation]).fetchall()
            }
            before = {
                key: (replaced, Version(*row))
                for key, replaced, *row in con.execute(_BEFORE, [organisation]).fetchall()
            }
            known = _Known(following, items, delivered, before)
            live = [known.live(row) for row in con.execute(_LIVE, [organisation]).fetchall()]
            gone = [known.gone(row) for row in con.execute(_GONE, [organisation]).fetchall()]
        payments = sorted(
            (*live, *gone), key=lambda one: (one.current.day, one.invoice_number, one.key)
        )[::-1]
        total = sum(following.values(), Decimal("0.00"))
        return Board(tuple(payments), items, len(following), total)

    def life(
        self, parameters: Parameters, keys: Sequence[str]
    ) -> tuple[tuple[LifeRow, ...], tuple[Delivery, ...]]:
        """Payments in Xero, in the order asked for, and how they were handed over."""
        values = [parameters.organisation, list(keys)]
        with self._database.read([parameters]) as con:
            lives = con.execute(
                "select xero_payment_id, payment_date, amount, reference, created_utc, "
                "first_received_utc, is_gone, is_absent, gone_utc from recon.payment_life "
                "where organisation = ? and list_contains(?, xero_payment_id)",
                values,
            ).fetchall()
            handed = con.execute(
                "select p.xero_payment_id, p.how, coalesce(f.file_name, ''), "
                "coalesce(f.person, r.person), p.made_utc "
                "from workbench.sync.outbox_payment p "
                "left join workbench.sync.run r on r.run_id = p.run_id "
                "left join workbench.sync.outbox_file f "
                "on f.organisation = p.organisation and f.file_number = p.file_number "
                "where p.organisation = ? and list_contains(?, p.xero_payment_id) "
                "order by p.made_utc",
                values,
            ).fetchall()
        found = {
            key: LifeRow(key, Version(day, amount, reference), *rest)
            for key, day, amount, reference, *rest in lives
        }
        rows = tuple(found[key] for key in keys if key in found)
        return rows, tuple(Delivery(*row) for row in handed)


class _Known:
    """What all payments are looked up in."""

    def __init__(
        self,
        following: Mapping[str, Decimal],
        items: Sequence[HandItem],
        delivered: Mapping[str, tuple[Any, ...]],
        before: Mapping[str, tuple[str, Version]],
    ) -> None:
        self._following, self._delivered, self._before = following, delivered, before
        self._by_entry = {item.key: item for item in items}
        self._by_target = {item.target_payment_id: item for item in items if item.target_payment_id}

    def live(self, row: tuple[Any, ...]) -> PaymentFacts:
        *named, finding_key, is_changed = row
        facts = self._with_delivery(_facts_of(*named))
        item = self._by_target.get(facts.key) or self._by_entry.get(facts.key)
        return replace(
            _with_item(facts, item),
            finding_key=finding_key,
            before=self._before[facts.key][1] if facts.key in self._before else None,
            replaced=tuple(self._chain(facts.key)),
            is_next=facts.key in self._following,
            journaled_fault=finding_key if is_changed else "",
        )

    def gone(self, row: tuple[Any, ...]) -> PaymentFacts:
        *named, finding_key, gone_utc = row
        facts = self._with_delivery(_facts_of(*named, ""))
        _how, _number, entry = self._delivered.get(facts.key, ("", None, facts.key))
        return replace(
            _with_item(facts, self._by_entry.get(entry)),
            gone_utc=gone_utc,
            replaced=tuple(self._chain(facts.key)),
            journaled_fault=finding_key,
        )

    def _chain(self, key: str) -> Iterator[str]:
        """Ids it goes back to; each change is used once, so this comes to an end."""
        while key in self._before:
            key = self._before[key][0]
            yield key

    def _with_delivery(self, facts: PaymentFacts) -> PaymentFacts:
        how, number, _entry = self._delivered.get(facts.key, ("", None, ""))
        return replace(facts, delivered=how, file_number=number)


def _facts_of(key: str, organisation: str, *row: Any) -> PaymentFacts:  # noqa: ANN401 - a row
    day, amount, reference, *named = row
    return PaymentFacts(key, organisation, Version(day, amount, reference), *named)


def _with_item(facts: PaymentFacts, item: HandItem | None) -> PaymentFacts:
    if item is None:
        return facts
    return replace(facts, hand_action=item.action.value, hand_status=item.status)
