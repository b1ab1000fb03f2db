"""Credits in the database: the upgrade of an old book, and checks that say what does not add up."""

import shutil
from datetime import datetime

import duckdb
import pytest
from alembic import command
from alembic.config import Config
from fake_xero import FakeXero
from fake_xero_credits import DAY
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from cmxero.core.credits import CreditKind
from cmxero.store.credit_landing import BATCH_PAYMENTS, CONTACTS, CREDIT_NOTES, OVERPAYMENTS
from cmxero.store.database import Database
from cmxero.store.payment_landing import PAYMENTS
from cmxero.store.xero_landing import INVOICES, XeroLanding

NOON = datetime(2026, 11, 22, 2)


@pytest.fixture
def landing(tmp_path, migrated_database):
    """An empty book."""
    shutil.copy(migrated_database, tmp_path / "cmxero.duckdb")
    database = Database(tmp_path / "cmxero.duckdb")
    yield XeroLanding(database)
    database.close()


def rows(landing, sql):
    """A query's rows."""
    with landing._database.read() as con:
        return con.sql(sql).fetchall()


def land(landing, kind, *documents, **more):
    """Store documents of the run r."""
    return landing.land(kind, "main", documents, run_id="r", now_utc=NOON, **more)


def test_land_when_the_content_is_the_same_then_no_new_version(landing):
    """A version is added only by another content; its uses come with it, once."""
    xero = FakeXero()
    xero.type_by_hand("CM-1", "110.00")
    identity = xero.add_credit(CreditKind.CREDIT_NOTE, "50.00", "CN-1")
    xero.allocate(identity, "CM-1", "20.00")
    assert land(landing, CREDIT_NOTES, xero.credits[identity]) == 1
    assert land(landing, CREDIT_NOTES, xero.credits[identity], xero.credits[identity]) == 0
    xero.allocate(identity, "CM-1", "30.00")
    assert land(landing, CREDIT_NOTES, xero.credits[identity]) == 1
    assert rows(landing, "select version, remaining::varchar from stage.xero_credit") == [
        (2, "0.00")
    ]
    assert rows(landing, "select sum(amount)::varchar from stage.xero_allocation") == [("50.00",)]
    assert rows(landing, "select count(*) from workbench.landing.xero_allocation") == [(3,)]


def test_land_when_the_watermark_cannot_be_moved_then_nothing_is_stored(landing):
    """Rows and watermark are one transaction: both or neither."""
    xero = FakeXero()
    xero.add_contact("Bluegum")
    (page,) = xero.contacts_since(None)
    with pytest.raises(duckdb.Error):
        land(landing, CONTACTS, *page, watermark_utc="no instant")
    assert rows(landing, "select count(*) from stage.xero_contact") == [(0,)]
    land(landing, CONTACTS, *page, watermark_utc=NOON)
    assert rows(landing, "select watermark_utc from workbench.sync.watermark") == [(NOON,)]


def test_note_absent_when_one_kind_was_recounted_then_the_others_are_left_alone(landing):
    """Overpayments that Xero no longer shows say nothing about credit notes."""
    xero = FakeXero()
    note = xero.add_credit(CreditKind.CREDIT_NOTE, "50.00", "CN-1")
    over = xero.add_credit(CreditKind.OVERPAYMENT, "20.00")
    land(landing, CREDIT_NOTES, xero.credits[note])
    land(landing, OVERPAYMENTS, xero.credits[over])
    assert landing.note_absent(OVERPAYMENTS, "main", [], run_id="r") == 1
    assert rows(landing, "select xero_credit_id from stage.xero_credit") == [(note,)]


def test_checks_when_a_refund_or_a_use_is_missing_then_they_name_it(landing):
    """A credit that is not what its parts leave, and a refund of a credit we do not hold."""
    xero = FakeXero()
    xero.type_by_hand("CM-1", "110.00")
    note = xero.add_credit(CreditKind.CREDIT_NOTE, "50.00", "CN-1")
    over = xero.add_credit(CreditKind.OVERPAYMENT, "20.00")
    xero.allocate(note, "CM-1", "20.00")
    xero.refund(note, "10.00")
    payment = xero.refund(over, "5.00")
    land(landing, INVOICES, xero.by_number("CM-1"))
    land(landing, CREDIT_NOTES, xero.credits[note])
    land(landing, PAYMENTS, xero.payments[payment])
    assert rows(
        landing,
        "select credit_number, used::varchar, refunded::varchar, remaining::varchar "
        "from checks.xero_credit_adds_up",
    ) == [("CN-1", "20.00", "0.00", "20.00")]
    assert rows(
        landing, "select xero_credit_id, amount::varchar from checks.xero_refund_names_its_credit"
    ) == [(over, "5.00")]


@pytest.mark.parametrize(
    ("summary", "found"), [('{"invoices": 1}', []), ('{"credit notes": 0}', [("CM-1", "20.00")])]
)
def test_credited_invoices_are_checked_only_once_credits_were_pulled(landing, summary, found):
    """A book from before credits were read is no fault; afterwards a missing credit is one."""
    xero = FakeXero()
    xero.type_by_hand("CM-1", "110.00")
    xero.allocate(xero.add_credit(CreditKind.CREDIT_NOTE, "50.00", "CN-1"), "CM-1", "20.00")
    land(landing, INVOICES, xero.by_number("CM-1"))
    with landing._database.write() as con:
        con.execute(
            "insert into workbench.sync.run values ('r', 'pull', 'main', 'Alex', '{}', ?)", [NOON]
        )
        con.execute(
            "insert into workbench.sync.run_end values ('r', 'done', ?, '', ?)", [summary, NOON]
        )
    assert (
        rows(
            landing,
            "select invoice_number, amount_credited::varchar "
            "from checks.xero_invoice_credits_add_up",
        )
        == found
    )


def test_a_deposit_whose_payments_are_missing_is_named(landing):
    """The total of a batch is the sum of its live payments."""
    xero = FakeXero()
    xero.type_by_hand("CM-1", "110.00")
    identity = xero.deposit({"CM-1": "30.00"}, DAY)
    land(landing, BATCH_PAYMENTS, xero.batches[identity])
    sql = "select xero_batch_payment_id, paid::varchar from checks.xero_batch_adds_up"
    assert rows(landing, sql) == [(identity, "0.00")]
    land(landing, PAYMENTS, *xero.payments.values())
    assert rows(landing, sql) == []


def test_upgrade_when_refunds_were_landed_before_then_their_credits_are_read_from_the_bodies(
    tmp_path,
):
    """A refund Xero never changes again never lands again, so the upgrade looks it up."""
    path = tmp_path / "old.duckdb"
    config = Config()
    config.set_main_option("script_location", "cmxero.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"duckdb:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    con = duckdb.connect(str(path))
    for identity, kind, body in (
        ("p-1", "ARCREDITPAYMENT", '{"Invoice": {"InvoiceID": "cn-1"}}'),
        ("p-2", "AROVERPAYMENTPAYMENT", '{"Overpayment": {"OverpaymentID": "ov-1"}}'),
        ("p-3", "ACCRECPAYMENT", '{"Invoice": {"InvoiceID": "i-1"}}'),
        ("p-4", "ARPREPAYMENTPAYMENT", "{}"),
    ):
        con.execute(
            "insert into landing.xero_payment values ('main', ?, 1, ?, 'AUTHORISED', "
            "'2026-09-01', 10, '', '', '', null, '', '', false, ?, ?, ?, 'r', ?)",
            [identity, kind, NOON, identity, body, NOON],
        )
    con.close()
    database = Database(path)
    with database.read() as con:
        found = con.sql(
            "select xero_payment_id, xero_credit_id from stage.xero_payment order by 1"
        ).fetchall()
    database.close()
    assert found == [("p-1", "cn-1"), ("p-2", "ov-1"), ("p-3", ""), ("p-4", "")]
