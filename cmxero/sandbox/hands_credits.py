"""How a person makes credits on Xero's screens (see hands.py)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cmxero.core.money import money
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands_session import Played, missing, typed_line
from cmxero.sandbox.hands_uses import CreditUseHands, too_much


class CreditHands(CreditUseHands):
    """Make credits: credit notes, overpayments, prepayments."""

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
        nth: int | None = None,
        is_used: bool = True,
    ) -> Played:
        """Credit an invoice: a credit note for its contact, all of it used for this invoice.

        Args:
            amount: dollars incl. tax; None takes all that is due. All of an invoice is credited
                line by line, a part of it by one line.
            nth: as in ``allocate``.
            is_used: False only makes the note; None for the amount is then the whole invoice.
        """
        invoice = self.find_invoices([number]).get(number)
        if invoice is None:
            return missing(number)
        played = Played(already=1)
        if self.find_credit(credit_number) is None:
            most = money(invoice["AmountDue" if is_used else "Total"])
            exact = most if amount is None else money(amount)
            if why := too_much(exact, most, "due" if is_used else "on it"):
                return Played(not_done=[f"{number} was not credited: {why}"])
            played = self.create_credit_note(
                credit_number,
                invoice["Contact"]["Name"],
                credit_date,
                _credited_lines(invoice, exact),
                line_amount_types=_line_amount_types(invoice, exact),
            )
        if played.not_done or not is_used:
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
        nth: int | None = None,
    ) -> Played:
        """Enter money received for no invoice yet.

        Args:
            kind: ``Overpayments`` (untaxed) or ``Prepayments`` (with the tax of
                the sales account).
            nth: the how-manieth of this reference it is, voided ones counted; None asks only
                whether a live one exists.
        """
        entered = self.by_reference(kind, reference)
        live = [row for row in entered if row["Status"] != "VOIDED"]
        if live if nth is None else len(entered) >= nth:
            return Played(already=1)
        line: JsonObject = {"Description": reference, "Quantity": 1, "UnitAmount": money(amount)}
        if kind == "Prepayments":
            line["AccountCode"] = "200"  # its own tax type applies
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
