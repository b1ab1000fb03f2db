"""What Xero holds and what the workbench holds of it, in the same words, to be compared.

The truth is read from the sandbox's own records, not through anything that cmxero uses; every cell
is text, so that it can cross a process as JSON.
"""

import re
from collections import Counter
from decimal import Decimal

CREDIT_KINDS = {
    "ACCRECCREDIT": "credit note",
    "RECEIVE-OVERPAYMENT": "overpayment",
    "RECEIVE-PREPAYMENT": "prepayment",
}
_OURS = re.compile(r"CM-.", re.IGNORECASE)
_LIVE = {"AUTHORISED", "PAID"}

STAGED = {
    "invoice": "select xero_invoice_id, invoice_number as number, status, contact_id, contact_name,"
    " invoice_date as date, due_date, reference, total, amount_due, amount_paid, amount_credited"
    " from stage.xero_invoice",
    "payment": "select xero_payment_id, payment_type as type, status, payment_date as date, amount,"
    " reference, coalesce(nullif(xero_credit_id, ''), xero_invoice_id) as document,"
    " case when payment_type = 'ACCRECPAYMENT' then invoice_number else '' end as number,"
    " xero_batch_payment_id as batch, is_reconciled from stage.xero_payment",
    "credit": "select xero_credit_id, kind, credit_number as number, status, contact_id,"
    " contact_name, credit_date as date, reference, total, remaining from stage.xero_credit",
    "batch": "select xero_batch_payment_id, status, payment_date as date, reference,"
    " total_amount as total, payment_count as parts from stage.xero_batch_payment",
    "contact": "select xero_contact_id, contact_name as name, status, contact_number as number,"
    " merged_into from stage.xero_contact",
}
"""How each kind of document reads in the workbench; the first column is its id."""

LINES = (
    "select 'invoice ' || xero_invoice_id, 'lines',"
    " account_code || ' ' || line_amount from stage.xero_invoice_line order by line_number"
)
USES = (
    "select 'credit ' || xero_credit_id, 'uses',"
    " xero_invoice_id || ' ' || amount || ' ' || allocation_date || ' ' || invoice_number"
    " from stage.xero_allocation"
)


def text(value) -> str:
    """A cell as text; money with its cents."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value)


def truth_of(state) -> dict[str, dict[str, str]]:
    """Every sales document, payment and contact of an organisation, by kind and id."""
    contacts = state.contacts
    found = {f"invoice {x.invoice_id}": _invoice(state, x) for x in _sales(state)}
    for x in (*state.credit_notes.values(), *state.bank_credits.values()):
        if x.type in CREDIT_KINDS:
            found[f"credit {x.invoice_id}"] = _credit(state, x)
    for p in state.payments.values():
        if not p.payment_type.startswith("ACCPAY"):
            found[f"payment {p.payment_id}"] = _payment(state, p)
    for b in state.batches.values():
        cells = (b.status, b.payment_date, b.reference, b.total_amount, len(b.payment_ids))
        names = "status date reference total parts".split()
        found[f"batch {b.batch_payment_id}"] = _texts(names, cells)
    for c in contacts.values():
        names = "name status number merged_into".split()
        cells = (c.name, c.status, c.contact_number, c.merged_to_id)
        found[f"contact {c.contact_id}"] = _texts(names, cells)
    return found


def stamps_of(state) -> dict[str, object]:
    """When each of them was changed last, as Xero tells it."""
    tables = {
        "invoice": state.invoices,
        "credit": {**state.credit_notes, **state.bank_credits},
        "payment": state.payments,
        "batch": state.batches,
        "contact": state.contacts,
    }
    return {
        f"{kind} {key}": row.updated_utc
        for kind, table in tables.items()
        for key, row in table.items()
    }


def owed_in_xero(state) -> Decimal:
    """What Xero counts as owed on Case Manager's invoices, less credits not used of its customers.

    A credit is theirs if its contact (or the one that took its place) has a CM- invoice, or it was
    used for one. In these books no credit names an invoice.
    """
    ours = [x for x in _sales(state) if _OURS.match(x.number)]
    owed = sum((x.amount_due for x in ours if x.status in _LIVE), Decimal("0.00"))
    numbers, customers = {x.invoice_id for x in ours}, {x.contact_id for x in ours}
    for credit in (*state.credit_notes.values(), *state.bank_credits.values()):
        if credit.type not in CREDIT_KINDS or credit.status not in _LIVE:
            continue
        contact = state.contacts[credit.contact_id].merged_to_id or credit.contact_id
        uses = {use.invoice_id for use in state.allocations_of(credit.invoice_id)}
        if contact in customers or uses & numbers:
            owed -= credit.amount_due
    return owed


def received_in_xero(state) -> dict[str, str]:
    """The live payments on Case Manager's invoices: id to amount."""
    ours = {x.invoice_id for x in _sales(state) if _OURS.match(x.number)}
    return {
        p.payment_id: text(p.amount)
        for p in state.payments.values()
        if p.invoice_id in ours and p.status == "AUTHORISED"
    }


def held_by(con) -> dict[str, dict[str, str]]:
    """The same as the workbench's stage views say; a document staged twice is an error."""
    found: dict[str, dict[str, str]] = {}
    for kind, sql in STAGED.items():
        answer = con.execute(sql)
        names = [column[0] for column in answer.description][1:]
        rows = answer.fetchall()
        twice = [key for key, times in Counter(row[0] for row in rows).items() if times > 1]
        assert not twice, f"{kind} staged more than once: {twice}"
        found |= {f"{kind} {row[0]}": _texts(names, row[1:]) for row in rows}
    for sql in (LINES, USES):
        parts: dict[tuple[str, str], list[str]] = {}
        for key, name, part in con.execute(sql).fetchall():
            parts.setdefault((key, name), []).append(part)
        for (key, name), listed in parts.items():
            found[key][name] = "; ".join(listed if name == "lines" else sorted(listed))
    return found


def differences(held, truth) -> dict[str, dict[str, tuple[str, str]]]:
    """Document to field to what is held and what is true; of a missing one every field."""
    found = {}
    for key in sorted({*held, *truth}):
        ours, theirs = held.get(key, {}), truth.get(key, {})
        fields = {
            name: (ours.get(name, "-"), theirs.get(name, "-"))
            for name in {*ours, *theirs}
            if ours.get(name, "-") != theirs.get(name, "-")
        }
        if fields:
            found[key] = fields
    return found


def _sales(state):
    return [x for x in state.invoices.values() if x.type == "ACCREC"]


def _invoice(state, x) -> dict[str, str]:
    cells = (
        x.number, x.status, x.contact_id, state.contacts[x.contact_id].name, x.invoice_date,
        x.due_date, x.reference, x.total, x.amount_due, x.amount_paid, x.amount_credited,
    )  # fmt: skip
    names = (
        "number status contact_id contact_name date due_date reference total amount_due"
        " amount_paid amount_credited"
    )
    lines = "; ".join(f"{line.account_code} {text(line.line_amount)}" for line in x.lines)
    return _texts(names.split(), cells) | {"lines": lines}


def _credit(state, x) -> dict[str, str]:
    names = "kind number status contact_id contact_name date reference total remaining"
    cells = (
        CREDIT_KINDS[x.type], x.number, x.status, x.contact_id, state.contacts[x.contact_id].name,
        x.invoice_date, x.reference, x.total, x.amount_due,
    )  # fmt: skip
    uses = sorted(
        f"{use.invoice_id} {text(use.amount)} {use.allocation_date} "
        f"{state.invoices[use.invoice_id].number}"
        for use in state.allocations_of(x.invoice_id)
    )
    return _texts(names.split(), cells) | ({"uses": "; ".join(uses)} if uses else {})


def _payment(state, p) -> dict[str, str]:
    names = "type status date amount reference document number batch is_reconciled"
    invoice = state.invoices.get(p.invoice_id)
    cells = (
        p.payment_type, p.status, p.payment_date, p.amount, p.reference, p.invoice_id,
        invoice.number if invoice else "", p.batch_payment_id, p.is_reconciled,
    )  # fmt: skip
    return _texts(names.split(), cells)


def _texts(names, cells) -> dict[str, str]:
    return {name: text(cell) for name, cell in zip(names, cells, strict=True)}
