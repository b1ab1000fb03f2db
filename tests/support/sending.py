"""What cmxero sends, as the store records it, without a Xero: a settlement begun, and its end."""

from decimal import Decimal

from cmxero.store.settlement_rows import SentStep, Settlement, Step, StepOutcome, StepState
from cmxero.store.settlements import Settlements

_ENDS = {"sent": StepState.DONE, "refused": StepState.REFUSED, "not saved": StepState.NOT_SAVED}


class SendingBook:
    """Begins and ends settlements of findings by their keys, one at a time a key."""

    def __init__(self, database) -> None:
        self.settlements = Settlements(database)
        self.begun: dict[str, Settlement] = {}
        self.count = 0

    def begin(self, key: str, now_utc, *, documents_after: int = 0) -> None:
        """As it stands right before the call."""
        self.count += 1
        number = f"CN-{self.count}"
        planned = Settlement(
            settlement_id=f"settlement-{number}",
            organisation="main",
            finding_key=key,
            finding_facts="",
            operation="create credit note",
            document_number=number,
            case_invoice_number="",
            xero_invoice_id="",
            invoice_number="",
            xero_credit_id="",
            contact_id="",
            document_date=None,
            currency_code="AUD",
            total=Decimal("1.00"),
            total_tax=Decimal("0.00"),
            to_allocate=Decimal("0.00"),
            note="",
            run_id="settle-1",
            person="Alex",
            created_utc=now_utc,
            what=f"credit note {number} over 1.00",
            documents_after=documents_after,
        )
        first = SentStep(Step.CREDIT_NOTE, Decimal("1.00"), number, b"{}")
        self.begun[key] = self.settlements.begin(planned, first)

    def end(self, key: str, said: str, now_utc, *words: str) -> None:
        """What became of the one begun last: sent, refused, or not saved."""
        outcome = StepOutcome(Step.END, _ENDS[said], messages=words)
        self.settlements.settle(self.begun[key], outcome, run_id="settle-1", now_utc=now_utc)
