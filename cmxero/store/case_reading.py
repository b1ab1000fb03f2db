"""Reading Case Manager's transactions back out of the store, as the core knows them."""

from collections.abc import Iterable, Sequence
from typing import Any

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseContact,
    CaseInvoice,
    CaseKind,
    CaseLine,
    CasePayment,
    CaseRefund,
    CaseTransaction,
)
from cmxero.store.database import Database

_COLUMNS = (
    "kind, transaction_number, invoice_number, journal_number, journal_date, transaction_date, "
    "terms, due_date, case_number, claim_number, client_name, contact_title, "
    "contact_first_name, contact_last_name, company_name, office, category, payment_type, "
    "reference, payment_group, reason, refers_to, sub_total, tax, total, row_number, "
    "contact_email, contact_phone, contact_address, contact_suburb, contact_state, "
    "contact_postcode"
)
_LINE_COLUMNS = (
    "kind, transaction_number, cost_name, cost_date, notes, charge_code, quantity, unit, rate, "
    "tax_code, sub_total, tax, total, employee, row_number"
)


class CaseReading:
    """Case Manager's side, newest version of each transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invoices_of(self, organisation: str, journal_number: str) -> tuple[CaseInvoice, ...]:
        """The invoices of one journal, in the order of the file."""
        found = self._transactions(
            "organisation = ? and journal_number = ? and kind = 'invoice'",
            [organisation, journal_number],
        )
        return tuple(t for t in found if isinstance(t, CaseInvoice))

    def company_names(self, organisation: str, *, but: Sequence[str]) -> tuple[str, ...]:
        """Every company invoiced so far, journals named in ``but`` left out."""
        with self._database.read() as con:
            rows = con.execute(
                "select distinct company_name from stage.case_transaction where organisation = ? "
                "and kind = 'invoice' and company_name <> '' and not list_contains(?, "
                "journal_number) order by company_name",
                [organisation, list(but)],
            ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def transactions(
        self, organisation: str, keys: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], CaseTransaction]:
        """Transactions by (kind, number), for those of the keys that are known."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        marks = [f"{kind}/{number}" for kind, number in wanted]
        found = self._transactions(
            "organisation = ? and list_contains(?, kind || '/' || transaction_number)",
            [organisation, marks],
        )
        return {(_kind_word(t), t.number): t for t in found}

    def _transactions(self, where: str, values: list[object]) -> list[CaseTransaction]:
        with self._database.read() as con:
            heads = con.execute(
                f"select {_COLUMNS} from stage.case_transaction "
                f"where {where} order by file_number, row_number",
                values,
            ).fetchall()
            details = con.execute(
                f"select {_LINE_COLUMNS} from stage.case_line l semi join "
                f"(select organisation, kind, transaction_number from stage.case_transaction "
                f"where {where}) t using (organisation, kind, transaction_number) "
                "order by kind, transaction_number, line_number",
                values,
            ).fetchall()
        lines: dict[tuple[str, str], list[CaseLine]] = {}
        for row in details:
            lines.setdefault((row[0], row[1]), []).append(CaseLine(*row[2:]))
        return [_transaction(row, tuple(lines.get((row[0], row[1]), ()))) for row in heads]


def _transaction(row: tuple[Any, ...], lines: tuple[CaseLine, ...]) -> CaseTransaction:
    kind, number, invoice_number, journal_number, journal_date, day, terms, due_date = row[:8]
    common = {
        "number": number,
        "invoice_number": invoice_number,
        "journal_number": journal_number,
        "journal_date": journal_date,
        "transaction_date": day,
        "case_number": row[8],
        "claim_number": row[9],
        "client_name": row[10],
        "contact": CaseContact(*row[11:15], *row[26:32]),
        "office": row[15],
        "category": row[16],
        "total": row[24],
        "row": row[25],
    }
    payment_type, reference, group, reason, refers_to, sub_total, tax = row[17:24]
    match CaseKind(kind):
        case CaseKind.INVOICE:
            return CaseInvoice(
                **common, terms=terms, due_date=due_date, sub_total=sub_total, tax=tax, lines=lines
            )
        case CaseKind.ADJUSTMENT:
            return CaseAdjustment(
                **common,
                reason=reason,
                refers_to=refers_to,
                sub_total=sub_total,
                tax=tax,
                lines=lines,
            )
        case CaseKind.PAYMENT:
            return CasePayment(
                **common, payment_type=payment_type, reference=reference, payment_group=group
            )
        case CaseKind.REFUND:
            return CaseRefund(**common, reason=reason, refers_to=refers_to)


def _kind_word(transaction: CaseTransaction) -> str:
    return type(transaction).__name__.removeprefix("Case").lower()
