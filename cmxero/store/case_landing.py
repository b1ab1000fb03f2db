"""Landing what came from Case Manager: a file's transactions, lines and problems, append-only."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
    CaseTransaction,
    kind_of,
)
from cmxero.core.fingerprint import fingerprint_of_transaction
from cmxero.core.money import ZERO
from cmxero.core.problems import Problem
from cmxero.store.bulk import Row, append_rows
from cmxero.store.database import Connection, Database

TRANSACTION_COLUMNS = (
    "organisation kind transaction_number version invoice_number journal_number journal_date "
    "transaction_date terms due_date case_number claim_number client_name contact_title "
    "contact_first_name contact_last_name company_name office category payment_type reference "
    "payment_group reason refers_to sub_total tax total fingerprint row_number file_number run_id "
    "contact_email contact_phone contact_address contact_suburb contact_state contact_postcode"
).split()
LINE_COLUMNS = (
    "organisation kind transaction_number version line_number cost_name cost_date notes "
    "charge_code quantity unit rate tax_code sub_total tax total employee row_number file_number"
).split()
PROBLEM_COLUMNS = (
    "organisation file_number journal_number subject row_number column_name value code message "
    "remedy severity raw run_id"
).split()
DIFFERENCE_COLUMNS = (
    "organisation kind transaction_number journal_number version field before_value after_value "
    "file_number run_id"
).split()

Key = tuple[str, str]
"""Kind and transaction number."""


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A file to land; what of it is new or changed has been worked out by the caller.

    Attributes:
        fresh: transactions to land with their version; identical ones are not landed again.
        differences: (kind, number, journal, version, field, before, after) of changed ones.
        problems: every problem with the journal number it belongs to, empty if unknown.
    """

    organisation: str
    sha256: str
    name: str
    size_bytes: int
    rows: int
    rows_used: int
    rows_held: int
    journals: tuple[tuple[str, date | None], ...]
    fresh: tuple[tuple[CaseTransaction, int], ...]
    differences: tuple[tuple[str, str, str, int, str, str, str], ...]
    problems: tuple[tuple[str, Problem], ...]


class CaseLanding:
    """What Case Manager's files brought."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_file(self, organisation: str, sha256: str) -> str | None:
        """The name under which a file of this content was landed before, or None."""
        with self._database.read() as con:
            rows = con.execute(
                "select file_name from workbench.landing.case_file "
                "where organisation = ? and file_sha256 = ?",
                [organisation, sha256],
            ).fetchall()
        return str(rows[0][0]) if rows else None

    def known(self, organisation: str) -> dict[Key, tuple[int, str, str]]:
        """Version, fingerprint and journal number of every transaction known so far."""
        with self._database.read() as con:
            rows = con.execute(
                "select kind, transaction_number, version, fingerprint, journal_number "
                "from stage.case_transaction where organisation = ?",
                [organisation],
            ).fetchall()
        return {(kind, number): (version, mark, j) for kind, number, version, mark, j in rows}

    def land(self, file: LandedFile, *, run_id: str, now_utc: datetime) -> bool:
        """Store a file and all it brought in one transaction; False if it was there already."""
        with self._database.write() as con:
            if con.execute(
                "select 1 from workbench.landing.case_file "
                "where organisation = ? and file_sha256 = ?",
                [file.organisation, file.sha256],
            ).fetchall():
                return False
            number = _next_file_number(con)
            con.execute(
                "insert into workbench.landing.case_file values (?,?,?,?,?,?,?,?,?,?)",
                [
                    file.organisation,
                    number,
                    file.sha256,
                    file.name,
                    file.size_bytes,
                    file.rows,
                    file.rows_used,
                    file.rows_held,
                    run_id,
                    now_utc,
                ],
            )
            _append_all(con, file, number, run_id)
        return True


def _append_all(con: Connection, file: LandedFile, number: int, run_id: str) -> None:
    append_rows(
        con,
        "landing.case_file_journal",
        ("organisation", "file_number", "journal_number", "journal_date"),
        [(file.organisation, number, journal, day) for journal, day in file.journals],
    )
    append_rows(
        con,
        "landing.case_transaction",
        TRANSACTION_COLUMNS,
        [_transaction_row(file.organisation, t, v, number, run_id) for t, v in file.fresh],
    )
    append_rows(con, "landing.case_line", LINE_COLUMNS, list(_line_rows(file, number)))
    append_rows(
        con,
        "landing.case_difference",
        DIFFERENCE_COLUMNS,
        [(file.organisation, *difference, number, run_id) for difference in file.differences],
    )
    append_rows(
        con,
        "landing.case_problem",
        PROBLEM_COLUMNS,
        [_problem_row(file.organisation, j, p, number, run_id) for j, p in file.problems],
    )


def _next_file_number(con: Connection) -> int:
    rows = con.execute(
        "select coalesce(max(file_number), 0) + 1 from workbench.landing.case_file"
    ).fetchall()
    return int(rows[0][0])


def _transaction_row(
    organisation: str, transaction: CaseTransaction, version: int, file_number: int, run_id: str
) -> Row:
    t = transaction
    invoice = t if isinstance(t, CaseInvoice) else None
    payment = t if isinstance(t, CasePayment) else None
    taxed = t if isinstance(t, (CaseInvoice, CaseAdjustment)) else None
    changed = t if isinstance(t, (CaseAdjustment, CaseRefund)) else None
    return (
        organisation,
        kind_of(t).value,
        t.number,
        version,
        t.invoice_number,
        t.journal_number,
        t.journal_date,
        t.transaction_date,
        invoice.terms if invoice else "",
        invoice.due_date if invoice else None,
        t.case_number,
        t.claim_number,
        t.client_name,
        t.contact.title,
        t.contact.first_name,
        t.contact.last_name,
        t.contact.company_name,
        t.office,
        t.category,
        payment.payment_type if payment else "",
        payment.reference if payment else "",
        payment.payment_group if payment else "",
        changed.reason if changed else "",
        changed.refers_to if changed else "",
        taxed.sub_total if taxed else ZERO,
        taxed.tax if taxed else ZERO,
        t.total,
        fingerprint_of_transaction(t),
        t.row,
        file_number,
        run_id,
        t.contact.email,
        t.contact.phone,
        t.contact.address,
        t.contact.suburb,
        t.contact.state,
        t.contact.postcode,
    )


def _line_rows(file: LandedFile, file_number: int) -> Iterable[Row]:
    for transaction, version in file.fresh:
        lines: Sequence[CaseLine] = getattr(transaction, "lines", ())
        for place, line in enumerate(lines, start=1):
            yield (
                file.organisation,
                kind_of(transaction).value,
                transaction.number,
                version,
                place,
                line.cost_name,
                line.cost_date,
                line.notes,
                line.charge_code,
                line.quantity,
                line.unit,
                line.rate,
                line.tax_code,
                line.sub_total,
                line.tax,
                line.total,
                line.employee,
                line.row,
                file_number,
            )


def _problem_row(
    organisation: str, journal: str, problem: Problem, file_number: int, run_id: str
) -> Row:
    return (
        organisation,
        file_number,
        journal,
        problem.subject,
        problem.row,
        problem.column,
        problem.value,
        problem.code,
        problem.message,
        problem.remedy,
        problem.severity.value,
        problem.raw or json.dumps({}),
        run_id,
    )
