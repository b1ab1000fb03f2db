"""Payments by columns: pages kept as received, versions by stamp and by body."""

import gzip
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cmxero.core.documents import XeroPayment
from cmxero.core.payment_pages import PaymentPage
from cmxero.store.database import Database
from cmxero.store.payment_landing import PAYMENTS
from cmxero.store.received import payment_bodies
from cmxero.store.xero_landing import XeroLanding

NOON = datetime(2026, 11, 22, 2)
FIRST = XeroPayment(
    "p-1", "ACCRECPAYMENT", "AUTHORISED", date(2026, 9, 1), Decimal("60.00"), "EFT", "i-1",
    "CM-1", "", "090", is_reconciled=False, updated_utc=NOON, body=b'{"PaymentID": "p-1"}',
)  # fmt: skip
SECOND = replace(FIRST, xero_payment_id="p-2", body=b'{"PaymentID":\n"p-2", "X": 1.10}')


@pytest.fixture
def landing(tmp_path, migrated_database):
    """An empty book."""
    shutil.copy(migrated_database, tmp_path / "cmxero.duckdb")
    database = Database(tmp_path / "cmxero.duckdb")
    yield XeroLanding(database)
    database.close()


def land(landing, *pages, organisation="main"):
    """Store pages of the run r."""
    return landing.land_pages(PAYMENTS, organisation, pages, run_id="r", now_utc=NOON)


def held(landing):
    """Id, version and body of everything landed, and how many pages were kept."""
    with landing._database.read() as con:
        pages = con.execute("select count(*) from workbench.landing.xero_page").fetchall()
        return payment_bodies(con, "main"), pages[0][0]


def test_bodies_are_kept_byte_by_byte_and_a_page_once(landing):
    """Two payments of one page; the same page again adds neither."""
    assert land(landing, [FIRST, SECOND]) == 2
    assert land(landing, [FIRST, SECOND]) == 0
    assert held(landing) == ({("p-1", 1): FIRST.body, ("p-2", 1): SECOND.body}, 1)


def test_a_page_is_kept_as_it_travelled(landing):
    """Gzipped bytes stay the bytes they are; a payment's place counts what is not ours too."""
    sent = gzip.compress(b'{"Id": "x", "Payments": [{"bill": 1}, %s]}' % FIRST.body, mtime=7)
    land(landing, PaymentPage.at([1], [FIRST], sent))
    assert held(landing)[0] == {("p-1", 1): FIRST.body}
    with landing._database.read() as con:
        rows = con.execute("select received, run_id from workbench.landing.xero_page").fetchall()
    assert rows == [(sent, "r")]


def test_a_version_is_newer_or_of_the_same_second_with_another_body(landing):
    """Older ones are left out, whichever page they come in."""
    land(landing, [FIRST], [SECOND])
    older = replace(FIRST, updated_utc=NOON - timedelta(seconds=1), body=b'{"old": 1}')
    assert land(landing, [older]) == 0
    same_second = replace(FIRST, status="DELETED", body=b'{"PaymentID": "p-1", "gone": 1}')
    assert land(landing, [SECOND, same_second]) == 1
    newer = replace(SECOND, updated_utc=NOON + timedelta(seconds=1), body=b'{"new": 1}')
    assert land(landing, [newer, older, same_second]) == 1
    assert {key: body for key, body in held(landing)[0].items() if key[1] == 2} == {
        ("p-1", 2): same_second.body,
        ("p-2", 2): newer.body,
    }


def test_the_newest_counts_where_a_page_holds_a_payment_twice(landing):
    """As a page can that was read while a payment changed."""
    newer = replace(FIRST, updated_utc=NOON + timedelta(seconds=1), body=b'{"new": 1}')
    assert land(landing, [newer, SECOND, FIRST]) == 2
    assert held(landing)[0][("p-1", 1)] == b'{"new": 1}'


def test_what_a_recount_missed_lands_again_when_it_comes_back(landing):
    """With the same content and stamp, as the next version."""
    land(landing, [FIRST])
    assert landing.note_absent(PAYMENTS, "main", [], run_id="r") == 1
    assert land(landing, [FIRST]) == 1
    assert land(landing, [FIRST]) == 0
    assert sorted(held(landing)[0]) == [("p-1", 1), ("p-1", 2)]


def test_organisations_do_not_see_each_other(landing):
    """The same payment id in another organisation is another payment."""
    land(landing, [FIRST], organisation="other")
    assert land(landing, [FIRST]) == 1
    assert sorted(held(landing)[0]) == [("p-1", 1)]


def test_many_pages_at_once_land_like_few(landing):
    """The settings of a bulk load change nothing that is stored, and are gone afterwards."""
    pages = [[replace(FIRST, xero_payment_id=f"p-{n}", body=b"%d" % n)] for n in range(12)]
    assert land(landing, *pages) == 12
    bodies, kept = held(landing)
    assert (bodies[("p-7", 1)], kept) == (b"7", 12)
    with landing._database.read() as con:
        now = con.execute("select current_setting('disabled_compression_methods')").fetchall()
    assert now == [("",)]
