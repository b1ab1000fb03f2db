"""What a person does to payments on Xero's screens (see hands.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.money import ZERO, money
from cmxero.sandbox.dates import read_day
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands_session import Played, UserSession, missing

DEFAULT_ACCOUNT = "090"


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """A payment to be entered; ``amount`` None means all that is due.

    Attributes:
        nth: the how-manieth payment of this invoice and reference it is; None asks only whether
            a live one exists. Counting lets a script that deletes and re-enters be replayed.
    """

    number: str
    payment_date: date
    reference: str
    amount: Decimal | None = None
    account_code: str = DEFAULT_ACCOUNT
    nth: int | None = None


class PaymentHands(UserSession):
    """Enter, delete and redate payments, one by one or as one deposit."""

    def pay(
        self,
        number: str,
        amount: str | Decimal | None,
        payment_date: date,
        reference: str,
        account_code: str = DEFAULT_ACCOUNT,
    ) -> Played:
        """Enter a payment; None pays all that is due."""
        exact = None if amount is None else money(amount)
        return self.pay_many([PaymentWish(number, payment_date, reference, exact, account_code)])

    def pay_many(self, wishes: Sequence[PaymentWish]) -> Played:
        """Enter payments, fifty a call; those not payable are reported, not raised."""
        played = Played()
        rows = self._payable(wishes, played)
        bodies = [
            {
                "Invoice": {"InvoiceID": invoice["InvoiceID"]},
                "Account": {"Code": wish.account_code},
                "Date": wish.payment_date.isoformat(),
                "Amount": amount,
                "Reference": wish.reference,
            }
            for wish, invoice, amount in rows
        ]
        played.add(self.post_batches("PUT", "Payments", bodies))
        return played

    def pay_batch(
        self,
        payments: Sequence[tuple[str, str | Decimal | None]],
        payment_date: date,
        reference: str,
        account_code: str = DEFAULT_ACCOUNT,
        *,
        nth: Sequence[int] | None = None,
    ) -> Played:
        """Enter one deposit for several invoices."""
        wishes = [
            PaymentWish(
                number,
                payment_date,
                reference,
                None if amount is None else money(amount),
                account_code,
                nth[place] if nth else None,
            )
            for place, (number, amount) in enumerate(payments)
        ]
        played = Played()
        rows = self._payable(wishes, played)
        if not rows:
            return played
        body: JsonObject = {
            "Account": {"Code": account_code},
            "Date": payment_date.isoformat(),
            "Reference": reference,
            "Payments": [
                {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": amount}
                for _, invoice, amount in rows
            ],
        }
        batch = self.post_batches("PUT", "BatchPayments", [body])
        played.add(Played(done=len(rows) if batch.done else 0, not_done=batch.not_done))
        return played

    def delete_payment(
        self, reference: str, number: str | None = None, *, nth: int | None = None
    ) -> Played:
        """Delete the live payment of a reference (or PaymentID), and of a number if given."""
        found = self._payments(reference, number)
        live = [row for row in found if row["Status"] == "AUTHORISED"]
        dead = len(found) - len(live)
        if not found:
            return missing(f"payment {reference}")
        if not live or (nth is not None and dead >= nth):
            return Played(already=1)
        return self._delete(live[-1])

    def redate_payment(
        self, reference: str, number: str, payment_date: date, *, nth: int | None = None
    ) -> Played:
        """Give a payment another date: Xero deletes it and makes a new one (2.2)."""
        found = self._payments(reference, number)
        if not found:
            return missing(f"payment {reference} of {number}")
        live = [row for row in found if row["Status"] == "AUTHORISED"]
        if (nth is not None and len(found) >= nth) or any(
            read_day(row["Date"]) == payment_date for row in live
        ):
            return Played(already=1)
        if any(row.get("BatchPaymentID") for row in live):
            return Played(not_done=[f"{reference} of {number} came in a batch payment."])
        if live:
            deleted = self._delete(live[-1])
            if deleted.not_done:
                return deleted
        last = live[-1] if live else found[-1]
        wish = PaymentWish(
            number, payment_date, reference, money(last["Amount"]), last["Account"]["Code"], nth
        )
        return self.pay_many([wish])

    def _payable(
        self, wishes: Sequence[PaymentWish], played: Played
    ) -> list[tuple[PaymentWish, JsonObject, Decimal]]:
        """The wishes that can be paid, with invoice and amount; the rest is counted."""
        found = self.find_invoices(wish.number for wish in wishes)
        entered = self._entered(wishes) if any(wish.nth for wish in wishes) else {}
        due = {number: money(row["AmountDue"]) for number, row in found.items()}
        rows = []
        for wish in wishes:
            invoice = found.get(wish.number)
            if invoice is None or invoice["Status"] not in {"AUTHORISED", "PAID"}:
                status = invoice["Status"] if invoice else "not in Xero"
                played.not_done.append(f"{wish.number} was not paid: it is {status}.")
            elif _is_entered(wish, invoice, entered):
                played.already += 1
            else:
                amount = due[wish.number] if wish.amount is None else wish.amount
                due[wish.number] -= amount
                if amount <= ZERO:
                    played.not_done.append(f"{wish.number} was not paid: nothing is due.")
                else:
                    rows.append((wish, invoice, amount))
        return rows

    def _entered(self, wishes: Sequence[PaymentWish]) -> dict[tuple[str, str], int]:
        """How many payments, live or deleted, each invoice and reference has."""
        references = {wish.reference for wish in wishes}
        only = references.pop() if len(references) == 1 else ""
        counts: dict[tuple[str, str], int] = {}
        for row in self.list_payments(reference=only):
            key = (row["Invoice"]["InvoiceNumber"], row.get("Reference", ""))
            counts[key] = counts.get(key, 0) + 1
        return counts

    def _payments(self, reference: str, number: str | None) -> list[JsonObject]:
        return [
            row
            for row in self.list_payments(number=number or "")
            if reference in {row.get("Reference"), row["PaymentID"]}
            and number in {None, row["Invoice"]["InvoiceNumber"]}
        ]

    def _delete(self, payment: JsonObject) -> Played:
        """Delete a payment, or the whole batch it came in, as Xero's screen does."""
        endpoint, ident = "Payments", payment["PaymentID"]
        if payment.get("BatchPaymentID"):
            endpoint, ident = "BatchPayments", payment["BatchPaymentID"]
        return self.post_one(f"{endpoint}/{ident}", {"Status": "DELETED"})


def _is_entered(
    wish: PaymentWish, invoice: JsonObject, entered: dict[tuple[str, str], int]
) -> bool:
    if wish.nth is not None:
        return entered.get((wish.number, wish.reference), 0) >= wish.nth
    return any(row.get("Reference", "") == wish.reference for row in invoice["Payments"])
