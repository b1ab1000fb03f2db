"""Everything the store knows about the document one finding is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cmxero.core.resolutions import Decision
from cmxero.store.database import Connection, Database, Parameters
from cmxero.store.decision_rows import read_decisions
from cmxero.store.source_rows import CaseSource, XeroSource, sources_of

Rows = list[tuple[Any, ...]]


class About(Protocol):
    """What facts are asked about: a finding, or a payment."""

    @property
    def key(self) -> str:
        """Of the finding, whose decisions are asked for."""

    @property
    def organisation(self) -> str:
        """The organisation's short key."""

    @property
    def case_invoice_number(self) -> str:
        """Case Manager's number of the invoice; empty if it has none."""

    @property
    def xero_invoice_id(self) -> str:
        """Xero's id of the invoice; empty to take the partner of Case Manager's."""


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """Raw facts of both sides; amounts are dollars, dates are dates.

    Attributes:
        sent: what cmxero sent to settle it: (begun, person, what, end, words, ended), the first
            first; without an end where none is known.
        case_sources, xero_sources: where the facts of both sides were read.
        sent_contact_name: the name the invoice was sent with; a person's may be surname first.
    """

    case_invoice: tuple[Any, ...] | None
    xero_invoice: tuple[Any, ...] | None
    case_lines: Rows
    xero_lines: Rows
    payments: Rows
    outcomes: Rows
    decisions: tuple[Decision, ...]
    proofs: Rows
    sent: Rows
    sent_contact_name: str
    case_sources: tuple[CaseSource, ...] = ()
    xero_sources: tuple[XeroSource, ...] = ()


class Details:
    """One look-up a finding; pages ask when a person opens one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(self, parameters: Sequence[Parameters], finding: About) -> FindingFacts:
        """Both documents of a finding, their lines and payments, and what was done."""
        number, xero_id = finding.case_invoice_number, finding.xero_invoice_id
        values = [finding.organisation, number]
        with self._database.read(parameters) as con:
            case_invoice = _first(
                con,
                "select customer, invoice_date, due_date, sub_total, tax, total, case_number "
                "from stage.case_invoice where organisation = ? and case_invoice_number = ?",
                values,
            )
            xero_id = xero_id or _xero_id(con, values)
            xero_values = [finding.organisation, xero_id]
            case_sources, xero_sources = sources_of(
                con, finding.organisation, finding.key, number, xero_id
            )
            return FindingFacts(
                case_invoice=case_invoice,
                xero_invoice=_first(
                    con,
                    "select contact_name, invoice_date, due_date, sub_total, total_tax, total, "
                    "reference, status, amount_due, invoice_number, xero_invoice_id "
                    "from stage.xero_invoice where organisation = ? and xero_invoice_id = ?",
                    xero_values,
                ),
                case_lines=con.execute(
                    "select cost_date, cost_name, charge_code, quantity, rate, total "
                    "from stage.case_line where organisation = ? and transaction_number = ? "
                    "and kind = 'invoice' order by line_number",
                    values,
                ).fetchall(),
                xero_lines=con.execute(
                    "select description, item_code, quantity, unit_amount, tax_amount, "
                    "line_amount from stage.xero_invoice_line "
                    "where organisation = ? and xero_invoice_id = ? order by line_number",
                    xero_values,
                ).fetchall(),
                payments=_payments(con, values, xero_values),
                outcomes=con.execute(
                    "select o.at_utc, o.state, o.xero_total, o.messages, r.person "
                    "from workbench.sync.outcome o join workbench.sync.run r using (run_id) "
                    "where o.organisation = ? and o.case_invoice_number = ? "
                    "order by o.sequence desc",
                    values,
                ).fetchall(),
                decisions=read_decisions(con, "finding_key = ? order by version", [finding.key]),
                proofs=con.execute(
                    "select at_utc, what from workbench.recon.proof where finding_key = ?",
                    [finding.key],
                ).fetchall(),
                sent=con.execute(
                    "select s.created_utc, s.person, s.what, coalesce(o.state, ''), "
                    "coalesce(o.messages, '[]'), o.at_utc from workbench.sync.settlement s "
                    "left join workbench.sync.settlement_outcome o "
                    "on o.settlement_id = s.settlement_id and o.step = 'end' "
                    "where s.finding_key = ? order by s.created_utc",
                    [finding.key],
                ).fetchall(),
                sent_contact_name=_sent_contact_name(con, values),
                case_sources=case_sources,
                xero_sources=xero_sources,
            )


def _payments(con: Connection, values: list[str], xero_values: list[str]) -> Rows:
    return con.execute(
        "select 'Case Manager', transaction_date, transaction_number, kind, total "
        "from stage.case_follower where organisation = ? and invoice_number = ? "
        "union all "
        "select 'Xero', payment_date, reference, status, amount from stage.xero_payment "
        "where organisation = ? and xero_invoice_id = ? "
        "union all "
        "select 'Xero', credit_date, coalesce(nullif(credit_number, ''), reference), "
        "kind || ' ' || status, total "
        "from recon.credit where organisation = ? and case_invoice_number = ? "
        "union all "
        "select 'Xero', xero_refund_date, reference, 'refund of ' || credit_kind, xero_amount "
        "from recon.refund_pair where organisation = ? and case_invoice_number = ? "
        "and xero_payment_id is not null order by 2, 1, 3",
        [*values, *xero_values, *values, *values],
    ).fetchall()


def _xero_id(con: Connection, values: list[str]) -> str:
    found = _first(
        con,
        "select coalesce(xero_invoice_id, '') from recon.invoice_pair "
        "where organisation = ? and case_invoice_number = ?",
        values,
    )
    return str(found[0]) if found else ""


def _sent_contact_name(con: Connection, values: list[str]) -> str:
    found = _first(
        con,
        "select t.contact_name from workbench.sync.link l "
        "join workbench.sync.intent t on t.intent_id = l.intent_id "
        "where l.organisation = ? and l.case_invoice_number = ?",
        values,
    )
    return str(found[0]) if found else ""


def _first(con: Connection, sql: str, values: list[str]) -> tuple[Any, ...] | None:
    rows = con.execute(sql, values).fetchall()
    return rows[0] if rows else None
