"""A store whose findings a test sets as it likes: figures by hand, decisions and rules for real."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import duckdb

from cmxero.store import judging, views
from cmxero.store.database import Database, Parameters

ORGANISATION = "main"
KIND = "totals differ"
_MADE_UP = """-- recon.invoice_finding: one row a finding made up by a test.
create or replace view recon.invoice_finding as
select
    f.organisation, 'totals differ' as kind, f.subject, '' as case_invoice_number,
    '' as customer, '' as case_number, '' as journal_number, '' as xero_invoice_id,
    f.currency_code, f.case_amount, f.xero_amount,
    (f.case_amount - f.xero_amount)::decimal(18, 2) as effect, date '2026-09-01' as since,
    ['made up'] as evidence, f.subject as pair_key
from (
    select * from workbench.main.made_up
    qualify row_number() over (partition by subject order by version desc) = 1
) f
inner join stage.parameter m on m.organisation = f.organisation
where f.is_there;
"""
_NONE = """-- recon.{0}: none.
create or replace view recon.{0} as select * from recon.invoice_finding where false;
"""
_VIEWS = {
    "recon/50_invoice_finding.sql": _MADE_UP,
    **{
        f"recon/{number}_{name}.sql": _NONE.format(name)
        for number, name in (
            (51, "payment_finding"),
            (52, "changed_finding"),
            (52, "orphan_finding"),
            (52, "problem_finding"),
            (53, "credit_finding"),
        )
    },
}
_REAL = (
    "recon/55_sending.sql",
    "recon/56_waiting.sql",
    "recon/58_disagreement.sql",
    "recon/60_decided_finding.sql",
    "recon/61_finding.sql",
    "recon/62_touched_finding.sql",
)
_TABLE = """create table if not exists main.made_up (
    organisation varchar, subject varchar, version integer, currency_code varchar,
    case_amount decimal(18, 2), xero_amount decimal(18, 2), is_there boolean)"""


def key(subject: str) -> str:
    """The finding's key."""
    return f"{ORGANISATION}/{KIND}/{subject}"


@contextmanager
def made_up_findings():
    """While it lasts, findings are those of the table ``made_up``, and no pair is worked out."""
    files = tuple(
        (name, _VIEWS.get(name, text))
        for name, text in views.view_files()
        if name.startswith(("known/", "stage/3")) or name in {*_VIEWS, *_REAL}
    )
    cached = (
        views.judging_views,
        views.view_texts,
        judging.facts_judged,
        judging._tables_behind,
        judging._reads,
        judging._decided_anew,
    )
    for each in cached:
        each.cache_clear()
    with (
        patch.object(views, "view_files", lambda: files),
        patch.object(judging, "view_files", lambda: files),
    ):
        yield
    for each in cached:
        each.cache_clear()


class FactBook:
    """Figures by hand over a real store; facts are only ever added, as everywhere."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._version = 0
        with duckdb.connect(str(database.path)) as con:  # before any view asks for it
            con.execute(_TABLE)

    def put(self, subject: str, xero: Decimal | None, *, case: Decimal = Decimal("100.00")) -> None:
        """Xero's amount from now on; None takes the finding away."""
        self._version += 1
        with self.database.write() as con:
            con.execute(
                "insert into workbench.main.made_up values (?, ?, ?, 'AUD', ?, ?, ?)",
                [ORGANISATION, subject, self._version, case, xero, xero is not None],
            )

    def parameters(self, today: date) -> tuple[Parameters, ...]:
        """The organisation as of a day."""
        return (Parameters(ORGANISATION, "AUD", None, 7, today),)
