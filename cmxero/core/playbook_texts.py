"""Playbooks as people read and copy them: steps in sentences, the fields of each entry."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from cmxero.core import playbook_credit_entries as credit
from cmxero.core import playbook_entries as own
from cmxero.core import playbook_xero_entries as xero
from cmxero.core.documents import DraftLine
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_ways import Playbook, Way
from cmxero.core.rounding import in_words as number_in_words
from cmxero.core.wording import date_words

LINE_HEADS = ("Description", "Quantity", "Price with tax", "Account", "Tax rate", "Amount")
_LABELS = {
    "number": "Number",
    "credit": "Credit",
    "total": "Total",
    "total_tax": "Tax in it",
    "sub_total": "Amount without GST",
    "tax": "GST",
    "tax_code": "Tax code",
    "case_invoice_number": "Invoice",
    "invoice_number": "Invoice",
    "refers_to": "Cost",
    "contact_name": "Contact",
    "bank_account_code": "Bank account",
    "currency_code": "Currency",
    "new_number": "New number",
    "is_in_batch": "In a deposit with others",
    "value": "As it stands",
    "wanted": "As it must be",
    "code": "Problem",
    "day": "Day",
}
_HIDDEN = {"contact_id", "lines", "set_lines", "add_lines"}


def steps(way: Way) -> tuple[str, ...]:
    """What to do, one short sentence an entry."""
    return tuple(sentence(entry) for entry in way.entries)


def sentence(entry: Entry) -> str:
    """An entry as one short sentence."""
    return _SENTENCES[type(entry)](entry)


def entry_fields(entry: Entry) -> tuple[tuple[str, str], ...]:
    """(label, text ready to copy) of everything a person fills in; empty fields are left out."""
    return tuple(
        (_label(each.name), text)
        for each in fields(entry)
        if each.name not in _HIDDEN
        and not (each.name.startswith("xero_") and each.name.endswith("_id"))
        and (text := _text(getattr(entry, each.name)))
    )


def entry_lines(entry: Entry) -> tuple[tuple[str, ...], ...]:
    """The lines of an entry as text, under ``LINE_HEADS``."""
    lines: tuple[DraftLine, ...] = ()
    for name in ("lines", "set_lines", "add_lines"):
        lines += getattr(entry, name, ())
    return tuple(
        (
            line.description,
            number_in_words(line.quantity),
            _price(line.unit_amount),
            line.account_code,
            line.tax_type,
            str(line.line_amount),
        )
        for line in lines
    )


def entry_text(entry: Entry) -> str:
    """One entry, ready to copy: what to do, then its fields and lines."""
    said = [sentence(entry)]
    said += [f"{label}: {text}" for label, text in entry_fields(entry)]
    said += [f"Line: {' | '.join(line)}" for line in entry_lines(entry)]
    return "\n".join(said)


def playbook_text(playbook: Playbook) -> str:
    """The whole playbook, ready to copy."""
    parts = []
    if playbook.waits_for:
        parts.append("Settle first: " + "; ".join(map(key_in_words, playbook.waits_for)) + ".")
    for place, way in enumerate(playbook.ways, start=1):
        parts.append("\n".join(_way_text(place, way)))
    parts.append(f"Why in this order: {playbook.rule}")
    parts += playbook.unknown
    return "\n\n".join(parts)


def key_in_words(key: str) -> str:
    """A finding's key as people read it: kind and subject."""
    _, kind, subject = key.split("/", 2)
    return f"{subject} ({kind})"


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry for machines: the operation and its typed fields."""
    known = {"system": entry.system.value, "operation": entry.operation}
    return known | {each.name: getattr(entry, each.name) for each in fields(entry)}


def playbook_json(playbook: Playbook) -> dict[str, Any]:
    """A playbook for machines."""
    return {
        "finding_key": playbook.finding_key,
        "kind": playbook.kind,
        "rule": playbook.rule,
        "waits_for": playbook.waits_for,
        "unknown": playbook.unknown,
        "ways": [
            {
                "name": way.name,
                "when": way.when,
                "can_be_sent": way.can_be_sent,
                "sent_by_cmxero": len(way.sendable) if way.can_be_sent else 0,
                "entries": [entry_json(entry) for entry in way.entries],
                "steps": steps(way),
                "notes": way.notes,
                "questions": way.questions,
            }
            for way in playbook.ways
        ],
    }


def _way_text(place: int, way: Way) -> Iterator[str]:
    yield f"{place}. {way.name}. {way.when}"
    for question in way.questions:
        yield f"   To be answered first: {question}"
    for entry in way.entries:
        sent = " (cmxero can send it)" if way.can_be_sent and entry in way.sendable else ""
        yield f"   - {sentence(entry)}{sent}"
        for label, text in entry_fields(entry):
            yield f"       {label}: {text}"
        for line in entry_lines(entry):
            yield f"       Line: {' | '.join(line)}"
    for note in way.notes:
        yield f"   Note: {note}"


def _label(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, date):
        return date_words(value)
    return str(value)


def _price(price: Decimal) -> str:
    """At least two places, so that it reads as money."""
    text = number_in_words(price)
    places = len(text.partition(".")[2])
    return text if places >= 2 else f"{price:.2f}"  # noqa: PLR2004


def _enter_credit_note(e: Any) -> str:  # noqa: ANN401 - one of the entries, by its key below
    return (
        f"In Xero, create and approve credit note {e.number} over {e.total} for {e.contact_name}."
    )


def _edit(e: Any) -> str:  # noqa: ANN401
    said = [
        f"contact {e.contact_name}" if e.contact_name else "",
        f"date {date_words(e.invoice_date)}" if e.invoice_date else "",
        f"due date {date_words(e.due_date)}" if e.due_date else "",
        f"{len(e.set_lines)} lines in place of the present ones" if e.set_lines else "",
        f"{len(e.add_lines)} more lines" if len(e.add_lines) > 1 else "",
        "one more line" if len(e.add_lines) == 1 else "",
    ]
    total = f"; it then comes to {e.total}" if e.total is not None else ""
    return f"In Xero, give {e.invoice_number} {', '.join(filter(None, said))}{total}."


_SENTENCES: dict[type[Entry], Callable[[Any], str]] = {
    credit.CreateCreditNote: _enter_credit_note,
    credit.AllocateCredit: lambda e: (
        f"In Xero, use {e.amount} of {e.credit_kind} {e.credit} for {e.invoice_number}."
    ),
    credit.TakeBackCredit: lambda e: (
        f"In Xero, take {e.amount} of {e.credit_kind} {e.credit} back from {e.invoice_number}."
    ),
    credit.VoidCreditNote: lambda e: f"In Xero, void credit note {e.credit}.",
    credit.NameInvoiceOnCredit: lambda e: (
        f"In Xero, write '{e.reference}' into the reference of credit note {e.credit}."
    ),
    credit.RefundCredit: lambda e: (
        f"In Xero, pay {e.amount} of {e.credit_kind} {e.credit} back to {e.contact_name}."
    ),
    credit.ReceiveOverpayment: lambda e: (
        f"In Xero, enter {e.amount} from {e.contact_name} as an overpayment."
    ),
    xero.EnterXeroPayment: lambda e: (
        f"In Xero, enter a payment of {e.amount} on {e.invoice_number}."
    ),
    xero.RemovePayment: lambda e: (
        f"In Xero, delete the payment of {e.amount} dated {date_words(e.payment_date)} on "
        f"{e.invoice_number}."
    ),
    xero.RedatePayment: lambda e: (
        f"In Xero, give the payment of {e.amount} on {e.invoice_number} the date "
        f"{date_words(e.new_date)}."
    ),
    xero.EditInvoice: _edit,
    xero.EnterXeroInvoice: lambda e: (
        f"In Xero, type and approve invoice {e.number} over {e.total} for {e.contact_name}."
    ),
    xero.RenumberInvoice: lambda e: f"In Xero, give {e.invoice_number} the number {e.new_number}.",
    xero.ApproveInvoice: lambda e: f"In Xero, check and approve {e.invoice_number}.",
    xero.DeleteDraft: lambda e: f"In Xero, delete the draft {e.invoice_number}.",
    xero.VoidInvoice: lambda e: f"In Xero, void {e.invoice_number}.",
    own.EnterAdjustment: lambda e: (
        f"In Case Manager, enter an adjustment of {e.total} on invoice {e.case_invoice_number} "
        "and journal it."
    ),
    own.EnterCasePayment: lambda e: (
        f"In Case Manager, enter a payment of {e.amount} on invoice {e.case_invoice_number} and "
        "journal it."
    ),
    own.EnterCaseRefund: lambda e: (
        f"In Case Manager, enter a refund of {e.amount} on invoice {e.case_invoice_number} and "
        "journal it."
    ),
    own.CorrectTransaction: lambda e: (
        f"In Case Manager, correct {e.subject}; export journal {e.journal_number} again and "
        "import it here."
    ),
    own.ExportInvoice: lambda e: (
        f"Run `cmxero export {e.journal_number} --invoice {e.case_invoice_number} --send`."
    ),
    own.SendAgain: lambda e: (
        f'Run `cmxero send-again {e.case_invoice_number} --reason "{e.reason}"`.'
    ),
    own.FullPull: lambda _: "Run `cmxero pull --full`.",
    own.WaitUntil: lambda e: f"Nothing to do before {date_words(e.day)}.",
    own.AcceptDifference: lambda e: f"Accept it here, with the reason: {e.reason}",
}
