"""The organisation's state: documents, their indexes, and what changed since it was last asked.

Pure: no file, no network, no clock; every instant is passed in. The tables are kept in the order
of UpdatedDateUTC, which is the order in which Xero lists them (xero-api.md 2.6).
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from cmxero.sandbox.chart import IANA_ZONES, default_settings
from cmxero.sandbox.countries import DEFAULT
from cmxero.sandbox.dates import to_millisecond
from cmxero.sandbox.records import (
    TABLE_OF,
    TABLES,
    Allocation,
    BankCredit,
    BatchPayment,
    Changes,
    Contact,
    CreditNote,
    HistoryNote,
    Invoice,
    Payment,
)
from cmxero.sandbox.settings_records import Account, Item, Record, Settings, TaxRate


class OrganisationState:
    """Everything one organisation holds; what is the app's is in ``AppState``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.items: dict[str, Item] = {}
        self.contacts: dict[str, Contact] = {}
        self.invoices: dict[str, Invoice] = {}
        self.credit_notes: dict[str, CreditNote] = {}
        self.bank_credits: dict[str, BankCredit] = {}
        self.allocations: dict[str, Allocation] = {}
        self.payments: dict[str, Payment] = {}
        self.batches: dict[str, BatchPayment] = {}
        self.notes: dict[str, HistoryNote] = {}
        self.version = 0
        self.serial = 0
        self.stamp_utc = settings.created_utc
        self._numbers: dict[str, str] = {}
        self._note_numbers: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._item_codes: dict[str, str] = {}
        self._payments_of: dict[str, dict[str, None]] = {}
        self._allocations_of: dict[str, dict[str, None]] = {}
        self._changes: Changes | None = None
        self._index_settings()

    @classmethod
    def new(cls, now_utc: datetime, seed: str = "", version: str = DEFAULT) -> "OrganisationState":
        """An empty organisation; the same seed gives the same ids throughout.

        Args:
            version: of its country, as in ``COUNTRIES``.
        """
        state = cls(default_settings(seed, to_millisecond(now_utc), version))
        state.changes().settings = state.settings
        return state

    # ------------------------------------------------------------------ looking things up

    @property
    def tenant_id(self) -> str:
        """The tenant id, which is the organisation's own id."""
        return self.settings.organisation_id

    def today(self, now_utc: datetime) -> date:
        """The date in the organisation's time zone."""
        zone = ZoneInfo(IANA_ZONES.get(self.settings.timezone, "UTC"))
        return now_utc.replace(tzinfo=UTC).astimezone(zone).date()

    def account(self, code: str | None = None, account_id: str | None = None) -> Account | None:
        """The account of a code or id."""
        return self._accounts.get(code or "") or self._accounts_by_id.get(account_id or "")

    def tax_rate(self, tax_type: str) -> TaxRate | None:
        """The tax rate of a tax type."""
        return self._tax_rates.get(tax_type)

    def item(self, code: str) -> Item | None:
        """The item of a code."""
        item_id = self._item_codes.get(code)
        return self.items[item_id] if item_id else None

    def invoice_numbered(self, number: str) -> Invoice | None:
        """The newest sales invoice that carries a number."""
        invoice_id = self._numbers.get(self.number_key(number))
        return self.invoices[invoice_id] if invoice_id else None

    def credit_note_numbered(self, number: str) -> CreditNote | None:
        """The newest sales credit note that carries a number."""
        note_id = self._note_numbers.get(self.number_key(number))
        return self.credit_notes[note_id] if note_id else None

    def document(self, document_id: str) -> Invoice | None:
        """The invoice, credit note, overpayment or prepayment of an id."""
        return (
            self.invoices.get(document_id)
            or self.credit_notes.get(document_id)
            or self.bank_credits.get(document_id)
        )

    def payable(self, payment: Payment) -> Invoice:
        """What a payment paid or refunded."""
        document = self.document(payment.invoice_id)
        assert document  # noqa: S101 - no payment is saved without one, and none is ever dropped
        return document

    def number_key(self, number: str) -> str:
        """What two equal invoice numbers have in common."""
        return number if self.settings.switches.numbers_case_sensitive else number.casefold()

    def contact_named(self, name: str) -> Contact | None:
        """The contact of a name; names differ by more than case (xero-api.md 1.8)."""
        contact_id = self._names.get(name.casefold())
        return self.contacts[contact_id] if contact_id else None

    def payments_of(self, invoice_id: str) -> tuple[Payment, ...]:
        """The live payments of an invoice, or refunds of a credit, oldest first."""
        found = (self.payments[key] for key in self._payments_of.get(invoice_id, ()))
        return tuple(payment for payment in found if payment.status == "AUTHORISED")

    def allocations_of(self, document_id: str) -> tuple[Allocation, ...]:
        """The live allocations of a credit, or to an invoice, oldest first."""
        found = self.allocations_ever(document_id)
        return tuple(allocation for allocation in found if not allocation.is_deleted)

    def allocations_ever(self, document_id: str) -> tuple[Allocation, ...]:
        """The allocations of a document, those that were taken back too, oldest first."""
        return tuple(self.allocations[key] for key in self._allocations_of.get(document_id, ()))

    # ------------------------------------------------------------------ changing

    def stamp(self, now_utc: datetime) -> datetime:
        """The UpdatedDateUTC of a change made now; it never goes back, whatever the clock does."""
        self.stamp_utc = max(self.stamp_utc, to_millisecond(now_utc))
        return self.stamp_utc

    def new_id(self, kind: str) -> str:
        """A new id, never given out before."""
        self.serial += 1
        return str(uuid5(UUID(self.tenant_id), f"{kind}/{self.serial}"))

    def save(self, *records: Record) -> None:
        """Keep documents, new or changed."""
        for record in records:
            self._keep(record)
            self._log(record)

    def set_settings(self, settings: Settings) -> None:
        """Change the organisation itself."""
        self.settings = settings
        self._index_settings()
        self.changes().settings = settings
        self.version += 1

    # ------------------------------------------------------------------ to and from the journal

    def changes(self) -> Changes:
        """What changed since ``take_changes``, to be added to."""
        if self._changes is None:
            self._changes = Changes(serial=self.serial, stamp_utc=self.stamp_utc)
        return self._changes

    def take_changes(self) -> Changes | None:
        """What changed since last time, or None; the next call starts anew."""
        changes, self._changes = self._changes, None
        if changes is None or changes.is_empty:
            return None
        changes.serial, changes.stamp_utc = self.serial, self.stamp_utc
        return changes

    def replay(self, changes: Changes) -> None:
        """Bring back what the journal holds."""
        self.serial, self.stamp_utc = changes.serial, changes.stamp_utc
        if changes.settings:
            self.settings = changes.settings
            self._index_settings()
        for name in TABLES:
            for record in getattr(changes, name):
                self._keep(record)

    # ------------------------------------------------------------------ inner workings

    def _index_settings(self) -> None:
        self._accounts = {account.code: account for account in self.settings.accounts}
        self._accounts_by_id = {account.account_id: account for account in self.settings.accounts}
        self._tax_rates = {rate.tax_type: rate for rate in self.settings.tax_rates}
        self._numbers, self._note_numbers = {}, {}
        for document in (*self.invoices.values(), *self.credit_notes.values()):
            self._index_number(document)

    def _numbers_of(self, document: Invoice) -> dict[str, str] | None:
        """The index of numbers a document belongs in; bills may share theirs."""
        indexes = {"ACCREC": self._numbers, "ACCRECCREDIT": self._note_numbers}
        return indexes.get(document.type)

    def _index_number(self, document: Invoice) -> None:
        numbers = self._numbers_of(document)
        if numbers is not None:
            numbers[self.number_key(document.number)] = document.invoice_id

    def _log(self, record: Record) -> None:
        getattr(self.changes(), TABLE_OF[type(record)]).append(record)

    def _keep(self, record: Record) -> None:
        self.version += 1
        match record:
            case Item():
                self._item_codes[record.code] = record.item_id
            case Contact():
                self._index_contact(record)
            case Invoice():
                self._index_document(record)
            case Payment():
                self._payments_of.setdefault(record.invoice_id, {})[record.payment_id] = None
            case Allocation():
                for document_id in (record.credit_id, record.invoice_id):
                    self._allocations_of.setdefault(document_id, {})[record.allocation_id] = None
        name = TABLE_OF[type(record)]
        _put(getattr(self, name), getattr(record, TABLES[name][1]), record)

    def _index_contact(self, contact: Contact) -> None:
        old = self.contacts.get(contact.contact_id)
        if old:
            self._names.pop(old.name.casefold(), None)
        self._names[contact.name.casefold()] = contact.contact_id

    def _index_document(self, document: Invoice) -> None:
        numbers = self._numbers_of(document)
        if numbers is None:
            return
        old = self.document(document.invoice_id)
        if old and numbers.get(self.number_key(old.number)) == old.invoice_id:
            del numbers[self.number_key(old.number)]
        is_dead = document.status in {"VOIDED", "DELETED"}
        holder = numbers.get(self.number_key(document.number))
        if not (is_dead and holder and holder != document.invoice_id):
            self._index_number(document)


def _put(table: dict[str, Any], key: str, record: Any) -> None:  # noqa: ANN401
    """Put a record where its UpdatedDateUTC belongs: in its old place, or at the end."""
    old = table.get(key)
    if old is not None and old.updated_utc != record.updated_utc:
        del table[key]
    table[key] = record
