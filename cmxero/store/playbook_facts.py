"""Both sides of one finding for its playbook (``core.playbook_facts``).

A finding says in words which payment, credit or refund it is about, so that its key is stable; here
that document is found again, by amount, date and the same words.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cmxero.core.credits import CreditKind
from cmxero.core.documents import XeroInvoice, XeroLine
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.findings import Finding
from cmxero.core.playbook_facts import (
    CasePaymentFact,
    CaseRefundFact,
    CreditFact,
    OpenInvoice,
    PlaybookFacts,
    SentFact,
    Sibling,
)
from cmxero.store.database import Connection, Database, Parameters
from cmxero.store.playbook_subjects import (
    find_credit_id,
    find_payment,
    find_refund,
    find_row,
    find_use,
    payments_on,
    uses_of,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about: the finding, and the Xero invoice that is its invoice's partner."""

    con: Connection
    finding: Finding
    xero_invoice_id: str

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, [self.finding.organisation, *values]).fetchall()


class PlaybookReader:
    """One look-up a finding."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(
        self, parameters: Sequence[Parameters], finding: Finding
    ) -> tuple[PlaybookFacts, tuple[str, ...]]:
        """What the store knows, and the numbers of the invoice's adjustments.

        Case Manager's transactions, options and the organisation are the caller's to add.
        """
        own = next(each for each in parameters if each.organisation == finding.organisation)
        with self._database.read(parameters) as con:
            asked = _Asked(con, finding, _partner(con, finding))
            facts = _facts(asked, own)
            numbers = asked.rows(
                "select transaction_number from stage.case_follower "
                "where organisation = ? and invoice_number = ? and kind = 'adjustment' order by 1",
                finding.case_invoice_number,
            )
        return facts, tuple(str(row[0]) for row in numbers)


def _facts(asked: _Asked, own: Parameters) -> PlaybookFacts:
    con, finding = asked.con, asked.finding
    credit_id = find_credit_id(con, finding)
    known = _credits(asked, credit_id)
    credit = next((one for one in known if one.xero_credit_id == credit_id), None)
    invoice = _xero_invoice(asked)
    contact_id = credit.contact_id if credit else invoice.contact_id if invoice else ""
    sent = _sent(asked)
    payment = find_payment(con, finding)
    return PlaybookFacts(
        today=own.today,
        payments_from=own.payments_from,
        forward_days=own.forward_days,
        case_payments=_case_payments(asked),
        case_refunds=_case_refunds(asked),
        case_owed=_one(
            asked,
            "select case_owed from report.receivable "
            "where organisation = ? and case_invoice_number = ? and case_invoice_number <> ''",
            finding.case_invoice_number,
        ),
        xero_invoice=invoice,
        sent=sent,
        contact_was_merged=bool(sent and invoice and _was_merged(asked, sent, invoice)),
        times_given_up=_one(
            asked,
            "select count(*) from workbench.sync.released_link "
            "where organisation = ? and case_invoice_number = ?",
            finding.case_invoice_number,
        ),
        messages=tuple(json.loads(_one(asked, _MESSAGES, finding.case_invoice_number) or "[]")),
        xero_payments=payments_on(con, finding.organisation, asked.xero_invoice_id),
        credits=known,
        uses=uses_of(con, finding.organisation, asked.xero_invoice_id),
        open_invoices=_open_invoices(asked, contact_id),
        siblings=_siblings(asked),
        bank_account_code=_bank_account(asked),
        payment_type=_one(
            asked,
            "select payment_type from stage.payment_type where organisation = ? "
            "and bank_account_code in (?, '') order by bank_account_code desc limit 1",
            payment.bank_account_code if payment else "",
        )
        or own.default_payment_type,
        payment=payment,
        credit=credit,
        use=find_use(con, finding),
        refund=find_refund(con, finding),
        row=find_row(con, finding),
        newest_invoice_number=_one(asked, _NEWEST, contact_id) or "",
        taken_numbers=frozenset(
            str(row[0])
            for row in asked.rows(
                "select distinct lower(credit_number) from workbench.landing.xero_credit "
                "where organisation = ? and credit_number <> ''"
            )
        ),
    )


_MESSAGES = "select messages from stage.outcome where organisation = ? and case_invoice_number = ?"
_NEWEST = (
    "select p.case_invoice_number from recon.invoice_pair p "
    "inner join stage.xero_invoice x "
    "  on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id "
    "where p.organisation = ? and x.contact_id = ? and x.contact_id <> '' "
    "  and p.case_invoice_number is not null "
    "order by p.invoice_date desc, p.case_invoice_number desc limit 1"
)


def _one(asked: _Asked, sql: str, *values: object) -> Any:  # noqa: ANN401 - of any column
    rows = asked.rows(sql, *values)
    return rows[0][0] if rows else None


def _partner(con: Connection, finding: Finding) -> str:
    """The Xero invoice of the finding's case invoice; without one, the one the finding names."""
    rows = con.execute(
        "select xero_invoice_id from recon.invoice_pair "
        "where organisation = ? and case_invoice_number = ? and xero_invoice_id is not null",
        [finding.organisation, finding.case_invoice_number],
    ).fetchall()
    return str(rows[0][0]) if rows else finding.xero_invoice_id


def _xero_invoice(asked: _Asked) -> XeroInvoice | None:
    heads = asked.rows(
        "select xero_invoice_id, invoice_number, type, status, contact_id, contact_name, "
        "invoice_date, due_date, reference, currency_code, line_amount_types, sub_total, "
        "total_tax, total, amount_due, amount_paid, amount_credited, updated_utc "
        "from stage.xero_invoice where organisation = ? and xero_invoice_id = ?",
        asked.xero_invoice_id,
    )
    if not heads:
        return None
    lines = asked.rows(
        "select line_item_id, description, quantity, unit_amount, line_amount, tax_amount, "
        "tax_type, account_code, item_code from stage.xero_invoice_line "
        "where organisation = ? and xero_invoice_id = ? order by line_number",
        asked.xero_invoice_id,
    )
    return replace(XeroInvoice(*heads[0]), lines=tuple(XeroLine(*line) for line in lines))


def _sent(asked: _Asked) -> SentFact | None:
    rows = asked.rows(
        "select t.contact_name, t.invoice_date, t.due_date, t.total, t.total_tax "
        "from workbench.sync.link l inner join workbench.sync.intent t using (intent_id) "
        "where l.organisation = ? and l.case_invoice_number = ?",
        asked.finding.case_invoice_number,
    )
    return SentFact(*rows[0]) if rows else None


def _was_merged(asked: _Asked, sent: SentFact, invoice: XeroInvoice) -> bool:
    found = asked.rows(
        "select 1 from stage.xero_contact "
        "where organisation = ? and contact_name = ? and merged_into = ?",
        sent.contact_name,
        invoice.contact_id,
    )
    return bool(found)


def _case_payments(asked: _Asked) -> tuple[CasePaymentFact, ...]:
    rows = asked.rows(
        "select f.transaction_number, f.transaction_date, f.total, f.reference, f.payment_type, "
        "  case when p.xero_amount is not null then p.xero_payment_id else '' end "
        "from stage.case_follower f left join recon.payment_pair p "
        "  on p.organisation = f.organisation and p.case_payment_number = f.transaction_number "
        "where f.organisation = ? and f.invoice_number = ? and f.kind = 'payment' "
        "order by f.transaction_date, f.transaction_number",
        asked.finding.case_invoice_number,
    )
    return tuple(CasePaymentFact(*row) for row in rows)


def _case_refunds(asked: _Asked) -> tuple[CaseRefundFact, ...]:
    rows = asked.rows(
        "select f.transaction_number, f.transaction_date, f.total, f.refers_to, "
        "  r.xero_payment_id is not null "
        "from stage.case_follower f left join recon.refund_pair r "
        "  on r.organisation = f.organisation and r.case_refund_number = f.transaction_number "
        "where f.organisation = ? and f.invoice_number = ? and f.kind = 'refund' "
        "order by f.transaction_date, f.transaction_number",
        asked.finding.case_invoice_number,
    )
    return tuple(CaseRefundFact(*row) for row in rows)


def _credits(asked: _Asked, credit_id: str) -> tuple[CreditFact, ...]:
    """Credits about the invoice, those used for it, and the one the finding is about."""
    rows = asked.rows(
        "with here as ("
        "  select xero_credit_id, sum(amount)::decimal(18, 2) as amount "
        "  from stage.xero_allocation where organisation = $1 and xero_invoice_id = $2 "
        "  group by xero_credit_id) "
        "select c.xero_credit_id, c.kind, c.credit_number, c.reference, c.credit_date, "
        "  c.contact_id, c.contact_name, coalesce(c.case_invoice_number, ''), c.total, "
        "  x.total_tax, c.refunded, c.remaining, coalesce(h.amount, 0.00)::decimal(18, 2) "
        "from recon.credit c "
        "inner join stage.xero_credit x "
        "  on x.organisation = c.organisation and x.xero_credit_id = c.xero_credit_id "
        "left join here h on h.xero_credit_id = c.xero_credit_id "
        "where c.organisation = $1 and c.credit_date is not null and (h.amount is not null "
        "  or c.xero_credit_id = $3 or c.case_invoice_number = $4 and $4 <> '') "
        "order by c.credit_date, c.xero_credit_id",
        asked.xero_invoice_id,
        credit_id,
        asked.finding.case_invoice_number,
    )
    return tuple(CreditFact(row[0], CreditKind(row[1]), *row[2:]) for row in rows)


def _open_invoices(asked: _Asked, contact_id: str) -> tuple[OpenInvoice, ...]:
    rows = asked.rows(
        "select p.case_invoice_number, p.xero_invoice_id, x.invoice_number, p.invoice_date, "
        "  p.xero_owed, exists (select 1 from recon.finding f "
        "    where f.organisation = p.organisation and f.status <> 'accepted' "
        "      and f.case_invoice_number = p.case_invoice_number) "
        "from recon.invoice_pair p inner join stage.xero_invoice x "
        "  on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id "
        "where p.organisation = ? and x.contact_id = ? "
        "  and p.case_invoice_number is not null and p.is_counted and p.xero_owed > 0 "
        "order by p.invoice_date, p.case_invoice_number",
        contact_id,
    )
    return tuple(OpenInvoice(*row) for row in rows)


def _siblings(asked: _Asked) -> tuple[Sibling, ...]:
    finding = asked.finding
    rows = asked.rows(
        "select finding_key, kind, subject, effect from recon.finding "
        "where organisation = $1 and finding_key <> $2 and status <> 'accepted' "
        "  and (case_invoice_number = $3 and $3 <> '' or xero_invoice_id = $4 and $4 <> '') "
        "order by finding_key",
        finding.key,
        finding.case_invoice_number,
        finding.xero_invoice_id,
    )
    return tuple(Sibling(key, FindingKind(kind), *rest) for key, kind, *rest in rows)


def _bank_account(asked: _Asked) -> str:
    """The account that payments of this type go to, else the one most payments went to."""
    number = asked.finding.subject.removeprefix("payment ")
    typed = asked.rows(
        "select t.bank_account_code from stage.payment_type t "
        "inner join stage.case_follower f on f.organisation = t.organisation "
        "  and f.payment_type = t.payment_type and f.kind = 'payment' "
        "where t.organisation = ? and t.bank_account_code <> '' and f.transaction_number = ? "
        "order by 1",
        number,
    )
    if len(typed) == 1:
        return str(typed[0][0])
    usual = asked.rows(
        "select bank_account_code from stage.xero_payment "
        "where organisation = ? and bank_account_code <> '' "
        "group by 1 order by count(*) desc, 1 limit 1"
    )
    return str(usual[0][0]) if usual else ""
