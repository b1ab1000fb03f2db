"""What cmxero sends to settle findings, as it is stored: settlement, steps, outcomes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cmxero.core.money import ZERO


class Step(StrEnum):
    """What a settlement is sent in; END says that nothing of it is left to do."""

    CREDIT_NOTE = "credit note"
    ALLOCATION = "allocation"
    DELETION = "deletion"
    NOTE = "history note"
    END = "end"


class StepState(StrEnum):
    """What became of a step."""

    DONE = "DONE"
    ADOPTED = "ADOPTED"
    """Xero had done it although its answer never came."""
    SKIPPED = "SKIPPED"
    REFUSED = "REFUSED"
    CONFLICT = "CONFLICT"
    """Xero holds something else in its place; it was left as it is."""
    NOT_SAVED = "NOT SAVED"

    @property
    def is_good(self) -> bool:
        """Whether the settlement goes on after it."""
        return self in {StepState.DONE, StepState.ADOPTED, StepState.SKIPPED}


@dataclass(frozen=True, slots=True)
class Settlement:
    """One finding's entry, as it was decided.

    Attributes:
        finding_facts: what the finding said then.
        operation: the entry it begins with.
        document_number: the credit note's number; the invoice's where a draft is deleted.
        xero_credit_id: the credit that is used; empty for one that is created.
        total, total_tax, to_allocate: dollars.
        note: what goes into the invoice's history; empty for nothing.
        what: the document in words, as the preview said it.
        documents_after: how many more documents the same decision sends after this one.
        version: of the decision that it carries out; ``begin`` finds it out.
    """

    settlement_id: str
    organisation: str
    finding_key: str
    finding_facts: str
    operation: str
    document_number: str
    case_invoice_number: str
    xero_invoice_id: str
    invoice_number: str
    xero_credit_id: str
    contact_id: str
    document_date: date | None
    currency_code: str
    total: Decimal
    total_tax: Decimal
    to_allocate: Decimal
    note: str
    run_id: str
    person: str
    created_utc: datetime
    what: str = ""
    documents_after: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class SentStep:
    """A step as it was or is about to be sent.

    Attributes:
        amount: dollars it is about.
        used_before: dollars of the credit that were used for the invoice already.
    """

    step: Step
    amount: Decimal
    key: str
    body: bytes
    used_before: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of a step.

    Attributes:
        xero_id: of what Xero saved; empty where it saved nothing.
    """

    step: Step
    state: StepState
    xero_id: str = ""
    messages: tuple[str, ...] = ()
