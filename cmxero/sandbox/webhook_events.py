"""From changed documents to webhook events (xero-api.md 4)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from cmxero.sandbox.dates import instant_text
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import TABLES, Changes
from cmxero.sandbox.settings_records import Record
from cmxero.sandbox.switches import Switches

CATEGORIES = frozenset({"CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT", "PAYMENT"})
"""What can be subscribed to; PAYMENT events come only where the switch says so."""

_BANK_CREDITS = {
    "RECEIVE-OVERPAYMENT": ("OVERPAYMENT", "Overpayments"),
    "RECEIVE-PREPAYMENT": ("PREPAYMENT", "Prepayments"),
}
_KINDS = {
    "contacts": ("CONTACT", "Contacts"),
    "invoices": ("INVOICE", "Invoices"),
    "credit_notes": ("CREDITNOTE", "CreditNotes"),
    "payments": ("PAYMENT", "Payments"),
}
"""Table of documents to category and endpoint; a table that is not here tells nothing."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened to a document.

    Attributes:
        tenant_id: of the organisation that holds it.
        path: below ``/api.xro/2.0``, e.g. ``Invoices/1234``.
        at_utc: naive UTC to the millisecond.
        sequence: counts the events of one subscription, from 1; 0 before it has one.
    """

    tenant_id: str
    category: str
    type: str
    resource_id: str
    path: str
    at_utc: datetime
    data: dict[str, str] | None = None
    sequence: int = 0


class Observer:
    """Compares an organisation's documents with what they were, and tells what became of them."""

    def __init__(self, state: OrganisationState) -> None:
        self._tenant_id = state.tenant_id
        self._seen = {
            key: record.updated_utc
            for name in TABLES
            for key, record in getattr(state, name).items()
        }

    def events_of(self, changes: Changes, switches: Switches, now_utc: datetime) -> Iterator[Event]:
        """One event for each document that one call made or changed, kind by kind.

        A change that does not move UpdatedDateUTC is silent unless a switch says otherwise, and
        so is what a payment or an allocation does to its document.
        """
        quiet = _quiet_ids(changes, switches)
        for name, (_, key_field) in TABLES.items():
            newest = {getattr(r, key_field): r for r in getattr(changes, name)}
            for key, record in newest.items():
                before = self._seen.get(key)
                self._seen[key] = record.updated_utc
                kind = _kind(name, record, switches)
                if kind is None or key in quiet:
                    continue
                if before == record.updated_utc and not switches.silent_change_fires_event:
                    continue
                moved = before != record.updated_utc
                at_utc = record.updated_utc if moved else now_utc
                word = "UPDATE" if before else "CREATE"
                yield _event(self._tenant_id, kind, record, key, word, at_utc)


def missed_events(state: OrganisationState, since_utc: datetime) -> Iterator[Event]:
    """What changed after an instant, for a process that was killed before it could tell."""
    switches = state.settings.switches
    for name in TABLES:
        for key, record in getattr(state, name).items():
            kind = _kind(name, record, switches)
            if kind and record.updated_utc > since_utc:
                yield _event(state.tenant_id, kind, record, key, "UPDATE", record.updated_utc)


def _quiet_ids(changes: Changes, switches: Switches) -> set[str]:
    quiet: set[str] = set()
    if not switches.payment_fires_invoice_event:
        quiet |= {payment.invoice_id for payment in changes.payments}
    if not switches.allocation_fires_invoice_event:
        quiet |= {allocation.invoice_id for allocation in changes.allocations}
    return quiet


def _kind(name: str, record: Record, switches: Switches) -> tuple[str, str] | None:
    if name == "bank_credits":
        return _BANK_CREDITS.get(getattr(record, "type", ""))
    if name == "payments" and not switches.payment_events:
        return None
    return _KINDS.get(name)


def _event(
    tenant_id: str,
    kind: tuple[str, str],
    record: Any,  # noqa: ANN401 - the records have no common type with a status
    key: str,
    event_type: str,
    at_utc: datetime,
) -> Event:
    category, endpoint = kind
    return Event(
        tenant_id=tenant_id,
        category=category,
        type=event_type,
        resource_id=key,
        path=f"{endpoint}/{key}",
        at_utc=at_utc,
        data=_data(category, record),
    )


def _data(category: str, record: Any) -> dict[str, str] | None:  # noqa: ANN401
    if category == "CREDITNOTE":
        return {"Type": record.type, "Status": record.status}
    if category in {"OVERPAYMENT", "PREPAYMENT"}:
        updated = instant_text(record.updated_utc)
        return {"Type": record.type, "Status": record.status, "UpdatedDateUTCString": updated}
    return None


def event_json(event: Event, origin: str) -> JsonObject:
    """An event as it is sent; ``origin`` is that of the sandbox."""
    body: JsonObject = {
        "resourceUrl": f"{origin}/api.xro/2.0/{event.path}",
        "resourceId": event.resource_id,
        "tenantId": event.tenant_id,
        "tenantType": "ORGANISATION",
        "eventCategory": event.category,
        "eventType": event.type,
        "eventDateUtc": event.at_utc.isoformat(timespec="milliseconds"),
    }
    return body if event.data is None else {**body, "data": event.data}
