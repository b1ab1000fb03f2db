"""The Xero user who enters in the sandbox what a playbook says, entry by entry."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cmxero.core.documents import DraftLine
from cmxero.core.errors import NotPlayedError
from cmxero.core.playbook_credit_entries import (
    AllocateCredit,
    CreateCreditNote,
    NameInvoiceOnCredit,
    ReceiveOverpayment,
    RefundCredit,
    TakeBackCredit,
    VoidCreditNote,
)
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_xero_entries import (
    ApproveInvoice,
    DeleteDraft,
    EditInvoice,
    EnterXeroInvoice,
    EnterXeroPayment,
    RedatePayment,
    RemovePayment,
    RenumberInvoice,
    VoidInvoice,
)
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.hands_session import Played

NAME = {"credit note": "CreditNote", "overpayment": "Overpayment", "prepayment": "Prepayment"}


class XeroHand:
    """The Xero user; anything Xero refuses is a fault of the playbook.

    Every method may raise ``NotPlayedError``.
    """

    def __init__(self, user: XeroUser) -> None:
        self.user = user
        self._does: dict[type[Entry], Callable[[Any], None]] = {
            CreateCreditNote: self._create_credit_note,
            AllocateCredit: self._allocate,
            TakeBackCredit: lambda e: self._done(
                user.remove_allocation(e.credit, e.invoice_number)
            ),
            VoidCreditNote: lambda e: self._post(
                f"CreditNotes/{e.xero_credit_id}", Status="VOIDED"
            ),
            NameInvoiceOnCredit: lambda e: self._post(
                f"CreditNotes/{e.xero_credit_id}", Reference=e.reference
            ),
            RefundCredit: self._refund,
            ReceiveOverpayment: lambda e: self._done(
                user.receive(
                    "Overpayments", e.contact_name, e.amount, e.received_date, e.reference,
                    e.bank_account_code,
                )
            ),
            EnterXeroPayment: self._pay,
            RemovePayment: self._remove,
            RedatePayment: lambda e: self._done(
                user.redate_payment(e.reference, e.invoice_number, e.new_date)
            ),
            EditInvoice: self._edit,
            EnterXeroInvoice: self._type_invoice,
            RenumberInvoice: lambda e: self._done(
                user.edit_number(e.invoice_number, e.new_number)
            ),
            ApproveInvoice: lambda e: self._done(user.approve([e.invoice_number])),
            DeleteDraft: lambda e: self._done(user.delete_draft(e.invoice_number)),
            VoidInvoice: lambda e: self._done(user.void(e.invoice_number)),
        }  # fmt: skip

    def do(self, entry: Entry) -> None:
        """One entry."""
        self._does[type(entry)](entry)

    def _create_credit_note(self, e: CreateCreditNote) -> None:
        note = {
            "Type": "ACCRECCREDIT", "CreditNoteNumber": e.number, "Status": "AUTHORISED",
            "Contact": {"ContactID": e.contact_id}, "Date": e.credit_date.isoformat(),
            "Reference": e.reference, "LineAmountTypes": "Inclusive",
            "LineItems": [_line(line) for line in e.lines],
        }  # fmt: skip
        self._done(self.user.post_batches("PUT", "CreditNotes", [note]))
        _, row = self._credit(e, e.number)
        self._same(e, (row["Total"], row["TotalTax"]), (e.total, e.total_tax))

    def _allocate(self, e: AllocateCredit) -> None:
        path, _ = self._credit(e, e.credit)
        use = {
            "Invoice": {"InvoiceID": e.xero_invoice_id},
            "Amount": e.amount,
            "Date": e.allocation_date.isoformat(),
        }
        self._done(self.user.post_batches("PUT", "Allocations", [use], path=f"{path}/Allocations"))

    def _refund(self, e: RefundCredit) -> None:
        name = NAME[e.credit_kind]
        _, row = self._credit(e, e.credit)
        self._enter({name: {f"{name}ID": row[f"{name}ID"]}}, e, e.refund_date)

    def _pay(self, e: EnterXeroPayment) -> None:
        self._enter({"Invoice": {"InvoiceID": e.xero_invoice_id}}, e, e.payment_date)

    def _remove(self, e: RemovePayment) -> None:
        if e.is_in_batch:
            raise NotPlayedError(e, "a deposit is more than one entry.")
        self._post(f"Payments/{e.xero_payment_id}", Status="DELETED")

    def _edit(self, e: EditInvoice) -> None:
        invoice = self.user.find_invoices([e.invoice_number])[e.invoice_number]
        changes: dict[str, Any] = {}
        if e.contact_name:
            changes["Contact"] = {"Name": e.contact_name}
        if e.invoice_date:
            changes["Date"] = e.invoice_date.isoformat()
        if e.due_date:
            changes["DueDate"] = e.due_date.isoformat()
        if e.set_lines:
            changes["LineItems"] = [_line(line) for line in e.set_lines]
        if e.add_lines:
            kept = [{"LineItemID": row["LineItemID"]} for row in invoice["LineItems"]]
            changes["LineItems"] = kept + [_line(line) for line in e.add_lines]
        self._post(f"Invoices/{e.xero_invoice_id}?unitdp=4", **changes)
        after = self.user.find_invoices([e.invoice_number])[e.invoice_number]
        if e.total is not None:
            self._same(e, after["Total"], e.total)

    def _type_invoice(self, e: EnterXeroInvoice) -> None:
        invoice = {
            "Type": "ACCREC", "InvoiceNumber": e.number, "Status": "AUTHORISED",
            "Contact": {"Name": e.contact_name}, "Date": e.invoice_date.isoformat(),
            "DueDate": e.due_date.isoformat(), "Reference": e.reference,
            "LineAmountTypes": "Inclusive", "LineItems": [_line(line) for line in e.lines],
        }  # fmt: skip
        self._done(self.user.post_batches("PUT", "Invoices", [invoice]))
        row = self.user.find_invoices([e.number])[e.number]
        self._same(e, (row["Total"], row["TotalTax"]), (e.total, e.total_tax))

    def _enter(
        self, document: dict[str, Any], e: EnterXeroPayment | RefundCredit, day: date
    ) -> None:
        body = {
            **document,
            "Account": {"Code": e.bank_account_code},
            "Date": day.isoformat(),
            "Amount": e.amount,
            "Reference": e.reference,
        }
        self._done(self.user.post_batches("PUT", "Payments", [body]))

    def _post(self, path: str, **body: object) -> None:
        self._done(self.user.post_one(path, body))

    def _credit(self, entry: Entry, name: str) -> tuple[str, dict[str, Any]]:
        if (found := self.user.find_credit(name)) is None:
            raise NotPlayedError(entry, f"Xero has no credit {name}.")
        return found

    def _same(self, entry: Entry, found: object, said: object) -> None:
        if found != said:
            raise NotPlayedError(entry, f"Xero came to {found}, the playbook said {said}.")

    def _done(self, played: Played) -> None:
        if played.not_done:
            raise NotPlayedError("what the playbook says", "; ".join(map(str, played.not_done)))


def _line(line: DraftLine) -> dict[str, Any]:
    return {
        "Description": line.description,
        "Quantity": line.quantity,
        "UnitAmount": line.unit_amount,
        "LineAmount": line.line_amount,
        "TaxType": line.tax_type,
        "AccountCode": line.account_code,
    }
