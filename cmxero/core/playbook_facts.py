"""What a playbook is made from: both sides of one finding, as far as they are known.

Every part may be missing: an organisation that was never asked, an invoice nobody imported. The
playbook then says what is unknown instead of guessing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.casejournal import CaseAdjustment, CaseInvoice
from cmxero.core.credits import CreditKind
from cmxero.core.documents import XeroInvoice
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.shield import ShieldRules


@dataclass(frozen=True, slots=True)
class CasePaymentFact:
    """A payment journaled in Case Manager.

    Attributes:
        xero_payment_id: its live counterpart in Xero; empty if there is none.
    """

    number: str
    payment_date: date
    amount: Decimal
    reference: str
    payment_type: str
    xero_payment_id: str = ""


@dataclass(frozen=True, slots=True)
class CaseRefundFact:
    """A refund journaled in Case Manager.

    Attributes:
        payment_number: of the payment it pays back.
        is_in_xero: a refund in Xero is its counterpart.
    """

    number: str
    refund_date: date
    amount: Decimal
    payment_number: str
    is_in_xero: bool = False


@dataclass(frozen=True, slots=True)
class CreditFact:
    """A live credit of the customer in Xero.

    Attributes:
        case_invoice_number: the invoice it is about; empty if nothing says.
        used_here: dollars of it used for the invoice of the finding.
        remaining: dollars neither used nor refunded.
    """

    xero_credit_id: str
    kind: CreditKind
    number: str
    reference: str
    credit_date: date
    contact_id: str
    contact_name: str
    case_invoice_number: str
    total: Decimal
    total_tax: Decimal
    refunded: Decimal
    remaining: Decimal
    used_here: Decimal

    @property
    def name(self) -> str:
        """What a person finds it by in Xero."""
        return self.number or self.reference.strip() or self.xero_credit_id


@dataclass(frozen=True, slots=True)
class UseFact:
    """Money (an overpayment or prepayment) that was used for an invoice in Xero."""

    xero_credit_id: str
    kind: CreditKind
    credit: str
    place: int
    amount: Decimal
    used_date: date
    xero_invoice_id: str
    invoice_number: str


@dataclass(frozen=True, slots=True)
class XeroPaymentFact:
    """A live payment in Xero on the invoice of the finding.

    Attributes:
        state: what Case Manager's ledger makes of it, in the words of ``recon.received_payment``.
    """

    xero_payment_id: str
    payment_date: date
    amount: Decimal
    reference: str
    xero_invoice_id: str
    invoice_number: str
    bank_account_code: str
    is_in_batch: bool
    is_reconciled: bool
    state: str


@dataclass(frozen=True, slots=True)
class XeroRefundFact:
    """A refund of a credit note in Xero that Case Manager lacks.

    Attributes:
        undone_payment: number of the payment it pays back; empty if none is large enough.
    """

    xero_payment_id: str
    refund_date: date
    amount: Decimal
    reference: str
    credit: str
    undone_payment: str


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An approved invoice of the same contact on which something is due in Xero.

    Attributes:
        has_finding: something about it differs as it is.
    """

    case_invoice_number: str
    xero_invoice_id: str
    invoice_number: str
    invoice_date: date
    amount_due: Decimal
    has_finding: bool


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another open finding about the same invoice."""

    key: str
    kind: FindingKind
    subject: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SentFact:
    """The invoice as cmxero sent it."""

    contact_name: str
    invoice_date: date
    due_date: date
    total: Decimal
    total_tax: Decimal


@dataclass(frozen=True, slots=True)
class RowFact:
    """A row of a journal export that cannot be used."""

    code: str
    subject: str
    file_name: str
    row: int | None
    column: str
    value: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PlaybookFacts:
    """Both sides of one finding.

    Attributes:
        today: the date in the organisation's time zone.
        organisation: as Xero last told it; None if it was never asked.
        asked_utc: when that was (naive UTC).
        payments_from: first day of payments that come from Xero; None while they do not.
        forward_days: payments dated further ahead than this are held.
        case_owed: dollars Case Manager counts as owed on the invoice, mirrored payments off.
        bank_account_code: where money of this customer goes; empty if nothing says.
        payment_type: what a payment copied from Xero is called in Case Manager.
        contact_was_merged: the contact it was sent to has been merged into the present one.
        times_given_up: how often a document of this invoice was left behind in Xero.
        reuse_number: it keeps its number all the same when it is sent again.
        messages: what the last attempt to export said.
        newest_invoice_number: Case Manager's newest invoice of the same contact; empty if none.
        taken_numbers: numbers of credit notes that are in use, casefolded.
    """

    today: date
    mapping: MappingRules = field(default_factory=MappingRules)
    shield: ShieldRules = field(default_factory=ShieldRules)
    organisation: OrganisationFacts | None = None
    asked_utc: datetime | None = None
    payments_from: date | None = None
    forward_days: int = 0
    case_invoice: CaseInvoice | None = None
    adjustments: tuple[CaseAdjustment, ...] = ()
    case_payments: tuple[CasePaymentFact, ...] = ()
    case_refunds: tuple[CaseRefundFact, ...] = ()
    case_owed: Decimal | None = None
    xero_invoice: XeroInvoice | None = None
    sent: SentFact | None = None
    contact_was_merged: bool = False
    times_given_up: int = 0
    reuse_number: bool = False
    messages: tuple[str, ...] = ()
    xero_payments: tuple[XeroPaymentFact, ...] = ()
    credits: tuple[CreditFact, ...] = ()
    uses: tuple[UseFact, ...] = ()
    open_invoices: tuple[OpenInvoice, ...] = ()
    siblings: tuple[Sibling, ...] = ()
    bank_account_code: str = ""
    payment_type: str = ""
    payment: XeroPaymentFact | None = None
    credit: CreditFact | None = None
    use: UseFact | None = None
    refund: XeroRefundFact | None = None
    row: RowFact | None = None
    newest_invoice_number: str = ""
    taken_numbers: frozenset[str] = field(default_factory=frozenset)
