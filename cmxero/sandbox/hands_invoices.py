"""What a person does to invoices on Xero's screens (see hands.py)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from cmxero.core.money import unit_price
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands_session import Played, UserSession, missing, typed_line


class InvoiceHands(UserSession):
    """Approve, type, edit, delete and void invoices."""

    def approve(self, numbers: Sequence[str] | None = None, *, but: Iterable[str] = ()) -> Played:
        """Approve drafts: those of some numbers, or all ``but`` some numbers or ISO dates."""
        skipped = set(but)
        if numbers is None:
            rows = self.pages("Invoices", {"Statuses": "DRAFT,SUBMITTED"})
            played = Played()
        else:
            found = self.find_invoices(numbers)
            rows = list(found.values())
            played = Played(
                not_done=[f"{number} does not exist." for number in numbers if number not in found]
            )
        wanted = []
        for row in rows:
            if {row["InvoiceNumber"], row["DateString"][:10]} & skipped:
                continue
            if row["Status"] in {"AUTHORISED", "PAID"}:
                played.already += 1
            else:
                wanted.append({"InvoiceID": row["InvoiceID"], "Status": "AUTHORISED"})
        played.add(self.post_batches("POST", "Invoices", wanted))
        return played

    def create_invoice(
        self,
        number: str,
        contact: str,
        invoice_date: date,
        due_date: date | None,
        lines: Sequence[JsonObject],
        status: str = "DRAFT",
    ) -> Played:
        """Type an invoice by hand; lines have description, quantity, unit_amount, codes."""
        if number in self.find_invoices([number]):
            return Played(already=1)
        body: JsonObject = {
            "Type": "ACCREC",
            "InvoiceNumber": number,
            "Contact": {"Name": contact},
            "Date": invoice_date.isoformat(),
            "LineAmountTypes": "Exclusive",
            "LineItems": [typed_line(line) for line in lines],
            "Status": status,
        }
        if due_date:
            body["DueDate"] = due_date.isoformat()
        return self.post_batches("PUT", "Invoices", [body])

    def edit_line(self, number: str, line: int, unit_amount: str | Decimal) -> Played:
        """Give one line, counted from 0, another price; the others stay."""
        wanted = unit_price(unit_amount)
        invoice = self._find(number)
        if invoice is None or line >= len(invoice["LineItems"]):
            return missing(number if invoice is None else f"line {line} of {number}")
        if invoice["LineItems"][line].get("UnitAmount") == wanted:
            return Played(already=1)
        lines: list[JsonObject] = [
            {"LineItemID": row["LineItemID"]} for row in invoice["LineItems"]
        ]
        lines[line]["UnitAmount"] = wanted
        return self._edit(invoice, {"LineItems": lines})

    def edit_dates(
        self, number: str, invoice_date: date | None = None, due_date: date | None = None
    ) -> Played:
        """Give an invoice another date, due date or both."""
        days = {"Date": invoice_date, "DueDate": due_date}
        wanted = {key: day.isoformat() for key, day in days.items() if day}
        invoice = self._find(number)
        if invoice is None:
            return missing(number)
        if all(invoice.get(f"{key}String", "")[:10] == day for key, day in wanted.items()):
            return Played(already=1)
        return self._edit(invoice, wanted)

    def edit_contact(self, number: str, contact: str) -> Played:
        """Put an invoice on another contact, made if new."""
        invoice = self._find(number)
        if invoice is None:
            return missing(number)
        if invoice["Contact"]["Name"] == contact:
            return Played(already=1)
        return self._edit(invoice, {"Contact": {"Name": contact}})

    def edit_number(self, number: str, new_number: str) -> Played:
        """Give an invoice another number."""
        found = self.find_invoices([number, new_number])
        if number not in found:
            return Played(already=1) if new_number in found else missing(number)
        return self._edit(found[number], {"InvoiceNumber": new_number})

    def delete_draft(self, number: str) -> Played:
        """Delete a draft."""
        return self._end(number, "DELETED")

    def void(self, number: str) -> Played:
        """Void an approved invoice."""
        return self._end(number, "VOIDED")

    def _find(self, number: str) -> JsonObject | None:
        return self.find_invoices([number]).get(number)

    def _end(self, number: str, status: str) -> Played:
        invoice = self._find(number)
        if invoice is None:
            return missing(number)
        if invoice["Status"] == status:
            return Played(already=1)
        return self._edit(invoice, {"Status": status})

    def _edit(self, invoice: JsonObject, changes: JsonObject) -> Played:
        return self.post_one(f"Invoices/{invoice['InvoiceID']}?unitdp=4", changes)
