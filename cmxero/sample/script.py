"""What the demo's Xero user does in the sandbox, as steps that can be played again.

Payments are by far the most steps, so they are kept in a temporary file while the sample grows.
"""

import json
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from cmxero.core.numbering import xero_number
from cmxero.sample.places import part_of

BANK = "090"
SALES = "200"
NO_GST = "EXEMPTOUTPUT"
"""Hand-typed invoices carry no GST, so that their total is their one line's price."""
DAYS_TO_PAY = 14

Step = dict[str, object]


@dataclass(frozen=True, slots=True)
class CreditLine:
    """The one line of a credit note; the total is in dollars with GST."""

    description: str
    total: Decimal
    tax_type: str


class XeroScript:
    """Collects the steps of the four acts: before and after the export, money, after the pull.

    Methods take Case Manager's invoice numbers unless they say otherwise.
    """

    def __init__(self) -> None:
        self._before_export: list[Step] = []
        self._drafts: list[Step] = []
        self._not_approved: list[str] = []
        self._edits: list[Step] = []
        self._batches: list[Step] = []
        self._credits: list[Step] = []
        self._credit_notes = 0
        self._after_pull: list[Step] = []
        self._payments = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._has_payments = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._payments.close()

    # ------------------------------------------------------------------ invoices

    def type_invoice(
        self, number: str, contact: str, day: date, total: Decimal, *, before_export: bool
    ) -> None:
        """Type an approved invoice by hand; ``number`` is Xero's."""
        act = self._before_export if before_export else self._edits
        act.append(
            {
                "action": "create_invoice",
                "number": number,
                "contact": contact,
                "date": day.isoformat(),
                "due_date": (day + timedelta(days=DAYS_TO_PAY)).isoformat(),
                "lines": [
                    {
                        "description": "Entered by hand",
                        "quantity": "1",
                        "unit_amount": str(total),
                        "tax_type": NO_GST,
                        "account_code": SALES,
                    }
                ],
                "status": "AUTHORISED",
            }
        )

    def leave_draft(self, number: str) -> None:
        """Do not approve a draft."""
        self._not_approved.append(xero_number(number))

    def delete_draft(self, number: str) -> None:
        """Delete a draft before it is approved."""
        self.leave_draft(number)
        self._drafts.append({"action": "delete_draft", "number": xero_number(number)})

    def edit(self, action: str, number: str, **facts: object) -> None:
        """Edit or void an approved invoice; dates are given as ISO text."""
        self._edits.append({"action": action, "number": xero_number(number), **facts})

    # ------------------------------------------------------------------ payments

    def pay(self, number: str, amount: Decimal | None, day: str, reference: str) -> None:
        """Enter one payment; None pays all that is due, and ``number`` is Xero's."""
        step: Step = {
            "action": "pay",
            "number": number,
            "amount": None if amount is None else str(amount),
            "date": day,
            "reference": reference,
            "account_code": BANK,
        }
        self._payments.write(",\n  " if self._has_payments else "\n  ")
        self._payments.write(json.dumps(step, ensure_ascii=False))
        self._has_payments = True

    def pay_batch(self, parts: list[tuple[str, Decimal]], day: date, reference: str) -> None:
        """Enter one deposit for several invoices."""
        self._batches.append(
            {
                "action": "pay_batch",
                "payments": [
                    {"number": xero_number(number), "amount": str(amount)}
                    for number, amount in parts
                ],
                "date": day.isoformat(),
                "reference": reference,
                "account_code": BANK,
            }
        )

    def delete_payment(self, number: str, reference: str) -> None:
        """Delete a payment after the first pull."""
        self._after_pull.append(
            {"action": "delete_payment", "reference": reference, "number": xero_number(number)}
        )

    def redate_payment(self, number: str, reference: str, day: date) -> None:
        """Give a payment another date after the first pull."""
        self._after_pull.append(
            {
                "action": "redate_payment",
                "reference": reference,
                "number": xero_number(number),
                "date": day.isoformat(),
            }
        )

    # ------------------------------------------------------------------ credits

    def credit(self, number: str, amount: Decimal | None, day: date) -> str:
        """Credit an invoice, None all of it, and return the new credit note's number."""
        note = self._next_note()
        self._credits.append(
            {
                "action": "credit",
                "number": xero_number(number),
                "credit": note,
                "date": day.isoformat(),
                "amount": None if amount is None else str(amount),
            }
        )
        return note

    def type_credit_note(
        self, contact: str, day: date, line: CreditLine, reference: str = ""
    ) -> str:
        """Type a credit note that is used for nothing yet, and return its number."""
        note = self._next_note()
        self._credits.append(
            {
                "action": "create_credit_note",
                "credit": note,
                "contact": contact,
                "date": day.isoformat(),
                "reference": reference,
                "line_amount_types": "Inclusive",
                "lines": [
                    {
                        "description": line.description,
                        "quantity": "1",
                        "unit_amount": str(line.total),
                        "tax_type": line.tax_type,
                        "account_code": SALES,
                    }
                ],
            }
        )
        return note

    def refund(self, note: str, amount: Decimal, day: date, reference: str) -> None:
        """Pay a credit note back."""
        self._credits.append(
            {
                "action": "refund",
                "credit": note,
                "amount": str(amount),
                "date": day.isoformat(),
                "reference": reference,
                "account_code": BANK,
            }
        )

    def receive(
        self, action: str, contact: str, amount: Decimal, day: date, reference: str
    ) -> None:
        """Enter money for no invoice yet; the action is ``overpay`` or ``prepay``."""
        self._credits.append(
            {
                "action": action,
                "contact": contact,
                "amount": str(amount),
                "date": day.isoformat(),
                "reference": reference,
                "account_code": BANK,
            }
        )

    def apply(self, reference: str, number: str, amount: Decimal, day: date) -> None:
        """Use money that was received earlier for an invoice."""
        self._credits.append(
            {
                "action": "allocate",
                "credit": reference,
                "number": xero_number(number),
                "date": day.isoformat(),
                "amount": str(amount),
            }
        )

    def _next_note(self) -> str:
        self._credit_notes += 1
        return f"CN-{self._credit_notes:04d}"

    # ------------------------------------------------------------------ writing

    def write(self, path: Path) -> None:
        """Write the script; payments go in bulk first, then deposits, then credits."""
        part = part_of(path)
        approve: Step = {"action": "approve_all", "except": self._not_approved}
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write('{"before_export": [')
            stream.write(_joined(self._before_export))
            stream.write('],\n"after_export": [')
            stream.write(_joined([*self._drafts, approve, *self._edits]))
            stream.write('],\n"payments": [')
            self._payments.seek(0)
            while text := self._payments.read(2**20):
                stream.write(text)
            after = [*self._batches, *self._credits]
            stream.write("," if self._has_payments and after else "")
            stream.write(_joined(after))
            stream.write('],\n"after_pull": [')
            stream.write(_joined(self._after_pull))
            stream.write("]}\n")
        part.replace(path)


def _joined(steps: list[Step]) -> str:
    if not steps:
        return ""
    return "\n  " + ",\n  ".join(json.dumps(step, ensure_ascii=False) for step in steps) + "\n"
