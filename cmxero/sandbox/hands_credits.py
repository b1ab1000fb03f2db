"""What a person does to credits on Xero's screens (see hands.py)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import httpx

from cmxero.core.money import ZERO, money
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands_session import Played, UserSession, missing, typed_line

APPLIED = "Credit Applied"
"""The word in a credit's history by which applications, taken back or not, are counted."""


class CreditHands(UserSession):
    """Make credits, use them for invoices, take them back, refund them."""

    def create_credit_note(
        self,
        credit_number: str,
        contact: str,
        credit_date: date,
        lines: Sequence[JsonObject],
        *,
        line_amount_types: str = "Exclusive",
        reference: str = "",
    ) -> Played:
        """Type a credit note and approve it; lines as in ``create_invoice``."""
        if self.find_credit(credit_number):
            return Played(already=1)
        body: JsonObject = {
            "Type": "ACCRECCREDIT",
            "CreditNoteNumber": credit_number,
            "Contact": {"Name": contact},
            "Date": credit_date.isoformat(),
            "Reference": reference,
            "LineAmountTypes": line_amount_types,
            "LineItems": [typed_line(line) for line in lines],
            "Status": "AUTHORISED",
        }
        return self.post_batches("PUT", "CreditNotes", [body])

    def credit(
        self,
        number: str,
        credit_number: str,
        credit_date: date,
        amount: str | Decimal | None = None,
        *,
        nth: int = 1,
    ) -> Played:
        """Credit an invoice: a credit note for its contact, all of it used for this invoice.

        Args:
            amount: dollars incl. tax; None takes all that is due. All of an invoice is credited
                line by line, a part of it by one line.
            nth: as in ``allocate``.
        """
        invoice = self.find_invoices([number]).get(number)
        if invoice is None:
            return missing(number)
        played = Played()
        if self.find_credit(credit_number) is None:
            due = money(invoice["AmountDue"]) if amount is None else money(amount)
            if due <= ZERO:
                return Played(not_done=[f"{number} was not credited: nothing is due."])
            played = self.create_credit_note(
                credit_number,
                invoice["Contact"]["Name"],
                credit_date,
                _credited_lines(invoice, due),
                line_amount_types=_line_amount_types(invoice, due),
            )
            if played.not_done:
                return played
        used = self.allocate(credit_number, number, credit_date, nth=nth)
        return used if used.already or not played.done else Played(1, 0, used.not_done)

    def receive(
        self,
        kind: str,
        contact: str,
        amount: str | Decimal,
        received_date: date,
        reference: str,
        account_code: str,
        *,
        nth: int = 1,
    ) -> Played:
        """Enter money received for no invoice yet.

        Args:
            kind: ``Overpayments`` (untaxed) or ``Prepayments`` (incl. 10 % GST).
            nth: the how-manieth of this reference it is.
        """
        if len(self._by_reference(kind, reference)) >= nth:
            return Played(already=1)
        line: JsonObject = {"Description": reference, "Quantity": 1, "UnitAmount": money(amount)}
        if kind == "Prepayments":
            line |= {"AccountCode": "200", "TaxType": "OUTPUT"}
        body: JsonObject = {
            "Type": f"RECEIVE-{kind[:-1].upper()}",
            "Contact": {"Name": contact},
            "BankAccount": {"Code": account_code},
            "Date": received_date.isoformat(),
            "Reference": reference,
            "LineAmountTypes": "NoTax" if kind == "Overpayments" else "Inclusive",
            "LineItems": [line],
        }
        return self.post_batches("PUT", "BankTransactions", [body])

    def allocate(
        self,
        credit: str,
        number: str,
        used_date: date,
        amount: str | Decimal | None = None,
        *,
        nth: int = 1,
    ) -> Played:
        """Use a credit, by number or reference, for an invoice.

        Args:
            amount: dollars; None uses what remains, at most what is due.
            nth: the how-manieth use of this credit for this invoice it is, counting those that
                were taken back; so a script that takes back and uses again can be replayed.
        """
        found = self.find_credit(credit)
        invoice = self.find_invoices([number]).get(number)
        if found is None or invoice is None:
            return missing(credit if found is None else number)
        path, row = found
        if self._times_applied(path, number) >= nth:
            return Played(already=1)
        most = min(money(row["RemainingCredit"]), money(invoice["AmountDue"]))
        exact = most if amount is None else money(amount)
        if exact <= ZERO:
            return Played(not_done=[f"{credit} was not used for {number}: nothing is left or due."])
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Amount": exact,
            "Date": used_date.isoformat(),
        }
        return self.post_batches("PUT", "Allocations", [body], path=f"{path}/Allocations")

    def remove_allocation(self, credit: str, number: str, *, nth: int = 1) -> Played:
        """Take a credit back from an invoice; ``nth`` counts as in ``allocate``."""
        found = self.find_credit(credit)
        if found is None:
            return missing(credit)
        path, row = found
        live = [one for one in row["Allocations"] if one["Invoice"]["InvoiceNumber"] == number]
        ever = self._times_applied(path, number)
        if not ever:
            return missing(f"allocation of {credit} to {number}")
        if not live or ever - len(live) >= nth:
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
        nth: int = 1,
    ) -> Played:
        """Pay a credit back; None pays all that remains. ``nth`` counts deleted ones too."""
        found = self.find_credit(credit)
        if found is None:
            return missing(credit)
        path, row = found
        endpoint, _, ident = path.partition("/")
        entered = [
            payment
            for payment in self.list_payments()
            if (payment["Invoice"]["InvoiceID"], payment["Reference"]) == (ident, reference)
        ]
        if len(entered) >= nth:
            return Played(already=1)
        exact = money(row["RemainingCredit"]) if amount is None else money(amount)
        if exact <= ZERO:
            return Played(not_done=[f"{credit} was not refunded: nothing is left."])
        body = {
            endpoint[:-1]: {f"{endpoint[:-1]}ID": ident},
            "Account": {"Code": account_code},
            "Date": refund_date.isoformat(),
            "Amount": exact,
            "Reference": reference,
        }
        return self.post_batches("PUT", "Payments", [body])

    def find_credit(self, credit: str) -> tuple[str, JsonObject] | None:
        """The path and JSON of the credit note of a number, or of money of a reference."""
        notes = self.pages("CreditNotes", {"where": f'CreditNoteNumber=="{credit}"'})
        if notes:
            return f"CreditNotes/{notes[0]['CreditNoteID']}", notes[0]
        for kind in ("Overpayments", "Prepayments"):
            rows = self._by_reference(kind, credit)
            live = [row for row in rows if row["Status"] != "VOIDED"] or rows
            if live:
                return f"{kind}/{live[0][f'{kind[:-1]}ID']}", live[0]
        return None

    def _by_reference(self, kind: str, reference: str) -> list[JsonObject]:
        return self.pages(kind, {"where": f'Reference=="{reference}"'})

    def _times_applied(self, path: str, number: str) -> int:
        return sum(
            record["Changes"] == APPLIED and record["Details"].endswith(f" to {number}")
            for record in self.get(f"{path}/History")["HistoryRecords"]
        )


class OfficeHands(UserSession):
    """What only an administrator's screens can do; it goes by the sandbox's control API."""

    def merge_contacts(self, source: str, target: str) -> Played:
        """Merge a contact into another; its documents move."""
        response = self.control("POST", "merge-contacts", {"from": source, "into": target})
        if response.status_code == httpx.codes.BAD_REQUEST:
            return Played(not_done=[response.json()["error"]])
        return Played(already=1) if response.json()["moved"] is None else Played(done=1)

    def set_lock_dates(
        self, period_lock_date: date | None = None, end_of_year_lock_date: date | None = None
    ) -> Played:
        """Set both lock dates; None takes one away."""
        wanted = {
            "period_lock_date": period_lock_date and period_lock_date.isoformat(),
            "end_of_year_lock_date": end_of_year_lock_date and end_of_year_lock_date.isoformat(),
        }
        now = self.control("GET", "health").json()
        if all(now[key] == day for key, day in wanted.items()):
            return Played(already=1)
        self.control("POST", "lock-dates", wanted)
        return Played(done=1)


def _is_whole(invoice: JsonObject, amount: Decimal) -> bool:
    return amount == money(invoice["Total"]) and not invoice["IsDiscounted"]


def _line_amount_types(invoice: JsonObject, amount: Decimal) -> str:
    return str(invoice["LineAmountTypes"]) if _is_whole(invoice, amount) else "Inclusive"


def _credited_lines(invoice: JsonObject, amount: Decimal) -> list[JsonObject]:
    """The invoice's own lines for all of it; else one line, taxed as the first of them."""
    lines = [
        {
            "description": line["Description"],
            "quantity": line["Quantity"],
            "unit_amount": line["UnitAmount"],
            "tax_type": line["TaxType"],
            "account_code": line["AccountCode"],
        }
        for line in invoice["LineItems"]
        if line.get("UnitAmount") is not None
    ]
    if _is_whole(invoice, amount):
        return lines
    text = f"Credit for {invoice['InvoiceNumber']}"
    return [{**lines[0], "description": text, "quantity": "1", "unit_amount": amount}]
