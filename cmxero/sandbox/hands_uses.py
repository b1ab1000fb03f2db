"""How a person uses credits on Xero's screens, takes them back and refunds them (see hands.py)."""

from datetime import date
from decimal import Decimal

from cmxero.core.money import ZERO, money
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands_session import Played, UserSession, missing

APPLIED = "Credit Applied"
"""The word in a credit's history by which applications, taken back or not, are counted."""


class CreditUseHands(UserSession):
    """Use credits for invoices, take them back, refund them."""

    def allocate(
        self,
        credit: str,
        number: str,
        used_date: date,
        amount: str | Decimal | None = None,
        *,
        nth: int | None = None,
    ) -> Played:
        """Use a credit, by number or reference, for an invoice.

        Args:
            amount: dollars; None uses what remains, at most what is due.
            nth: the how-manieth use of this credit for this invoice it is, counting those that
                were taken back; so a script that takes back and uses again can be replayed. None
                asks only for a live use, of this amount or, without one, as far as it goes.
        """
        found = self.find_credit(credit)
        invoice = self.find_invoices([number]).get(number)
        if found is None or invoice is None:
            return missing(credit if found is None else number)
        path, row = found
        left, due = money(row["RemainingCredit"]), money(invoice["AmountDue"])
        exact = min(left, due) if amount is None else money(amount)
        if self._is_used(found, number, exact, nth):
            return Played(already=1)
        why = too_much(exact, left, "left of it") or too_much(exact, due, "due")
        if why:
            return Played(not_done=[f"{credit} was not used for {number}: {why}"])
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Amount": exact,
            "Date": used_date.isoformat(),
        }
        return self.post_batches("PUT", "Allocations", [body], path=f"{path}/Allocations")

    def remove_allocation(self, credit: str, number: str, *, nth: int | None = None) -> Played:
        """Take a credit back from an invoice; ``nth`` counts as in ``allocate``."""
        found = self.find_credit(credit)
        if found is None:
            return missing(credit)
        path, row = found
        live = _live_uses(row, number)
        ever = self._times_applied(path, number)
        if not ever:
            return missing(f"allocation of {credit} to {number}")
        if not live or (nth is not None and ever - len(live) >= nth):
            return Played(already=1)
        return self.delete_one(f"{path}/Allocations/{live[-1]['AllocationID']}")

    def refund(
        self,
        credit: str,
        amount: str | Decimal | None,
        refund_date: date,
        reference: str,
        account_code: str,
        *,
        nth: int | None = None,
    ) -> Played:
        """Pay a credit back; None pays all that remains.

        Args:
            nth: counts deleted ones too; None asks only whether a live one exists.
        """
        found = self.find_credit(credit)
        if found is None:
            return missing(credit)
        path, row = found
        endpoint, _, ident = path.partition("/")
        entered = self._refunds(ident, reference)
        if _live(entered) if nth is None else len(entered) >= nth:
            return Played(already=1)
        left = money(row["RemainingCredit"])
        exact = left if amount is None else money(amount)
        if why := too_much(exact, left, "left of it"):
            return Played(not_done=[f"{credit} was not refunded: {why}"])
        body = {
            endpoint[:-1]: {f"{endpoint[:-1]}ID": ident},
            "Account": {"Code": account_code},
            "Date": refund_date.isoformat(),
            "Amount": exact,
            "Reference": reference,
        }
        return self.post_batches("PUT", "Payments", [body])

    def delete_refund(self, credit: str, reference: str) -> Played:
        """Delete the live refund of a credit and reference."""
        found = self.find_credit(credit)
        if found is None:
            return missing(credit)
        entered = self._refunds(found[0].partition("/")[2], reference)
        if not entered:
            return missing(f"refund {reference} of {credit}")
        live = _live(entered)
        if not live:
            return Played(already=1)
        return self.post_one(f"Payments/{live[-1]['PaymentID']}", {"Status": "DELETED"})

    def find_credit(self, credit: str) -> tuple[str, JsonObject] | None:
        """The path and JSON of the credit note of a number, or of money of a reference."""
        notes = self.pages("CreditNotes", {"where": f'CreditNoteNumber=="{credit}"'})
        if notes:
            return f"CreditNotes/{notes[0]['CreditNoteID']}", notes[0]
        for kind in ("Overpayments", "Prepayments"):
            rows = self.by_reference(kind, credit)
            live = [row for row in rows if row["Status"] != "VOIDED"] or rows
            if live:
                return f"{kind}/{live[0][f'{kind[:-1]}ID']}", live[0]
        return None

    def by_reference(self, kind: str, reference: str) -> list[JsonObject]:
        """The overpayments or prepayments of a reference, of whatever status."""
        return self.pages(kind, {"where": f'Reference=="{reference}"'})

    def _refunds(self, credit_id: str, reference: str) -> list[JsonObject]:
        return [
            payment
            for payment in self.list_payments(reference=reference)
            if (payment["Invoice"]["InvoiceID"], payment["Reference"]) == (credit_id, reference)
        ]

    def _is_used(
        self, found: tuple[str, JsonObject], number: str, amount: Decimal, nth: int | None
    ) -> bool:
        path, row = found
        if nth is not None:
            return self._times_applied(path, number) >= nth
        uses = [money(use["Amount"]) for use in _live_uses(row, number)]
        return amount in uses or (amount == ZERO and bool(uses))

    def _times_applied(self, path: str, number: str) -> int:
        return sum(
            record["Changes"] == APPLIED and record["Details"].endswith(f" to {number}")
            for record in self.get(f"{path}/History")["HistoryRecords"]
        )


def _live(payments: list[JsonObject]) -> list[JsonObject]:
    return [payment for payment in payments if payment["Status"] == "AUTHORISED"]


def _live_uses(credit: JsonObject, number: str) -> list[JsonObject]:
    return [use for use in credit["Allocations"] if use["Invoice"]["InvoiceNumber"] == number]


def too_much(amount: Decimal, most: Decimal, what: str) -> str:
    """Why an amount cannot be taken of what there is, or nothing."""
    if most <= ZERO:
        return f"nothing is {what}."
    return f"{amount} is more than is {what} ({most})." if amount > most else ""
