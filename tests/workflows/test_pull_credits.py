"""Pull of the money back: credits, allocations, refunds, deposits, merges; killed and resumed."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from fake_xero import FakeXero
from fake_xero_credits import pages_since
from scene import Scene

from cmxero.core.credits import CreditKind
from cmxero.core.errors import XeroUnreachableError

ROWS = ("invoice 1001 110.00 2026-09-01", "invoice 1002 50.00 2026-09-02")
KINDS = (
    "contacts", "invoices", "credit notes", "overpayments", "prepayments", "batch payments",
    "payments",
)  # fmt: skip


@pytest.fixture
def used(scene):
    """Two approved invoices, and money back in every form there is."""
    scene.journal("41", *ROWS)
    scene.cycle("41")
    play_money_back(scene.xero)
    return scene


def play_money_back(xero):
    """110.00: 60.00 by credits, 30.00 by a deposit; 50.00: 20.00 by the deposit, 30.00 due."""
    xero.add_contact("Blue Gum")
    xero.merge("Blue Gum", "Bluegum")
    note = xero.add_credit(CreditKind.CREDIT_NOTE, "50.00", "CN-1")
    xero.allocate(note, "CM-1001", "40.00")
    xero.refund(note, "10.00")
    over = xero.add_credit(CreditKind.OVERPAYMENT, "20.00")
    xero.allocate(over, "CM-1001", "15.00")
    pre = xero.add_credit(CreditKind.PREPAYMENT, "5.00")
    xero.allocate(pre, "CM-1001", "5.00")
    xero.deposit({"CM-1001": "30.00", "CM-1002": "20.00"})


def rows(scene, sql):
    """A query's rows, as the views over facts have them."""
    with scene.bench.bench.database.read(scene.bench.bench.parameters) as con:
        return con.sql(sql).fetchall()


def versions(scene):
    """How many versions of anything have landed."""
    return rows(
        scene,
        "select (select count(*) from workbench.landing.xero_contact), "
        "(select count(*) from workbench.landing.xero_invoice), "
        "(select count(*) from workbench.landing.xero_credit), "
        "(select count(*) from workbench.landing.xero_batch_payment), "
        "(select count(*) from workbench.landing.xero_payment)",
    )


def counts(report):
    """Documents seen and new, by kind."""
    return {each.kind: (each.seen, each.new) for each in report.kinds}


def test_a_pull_lands_every_kind_once_and_a_second_one_changes_nothing(used):
    """Each kind is counted; what a second pull sees again within the overlap is nothing new."""
    report = used.bench.pull()
    assert tuple(each.kind for each in report.kinds) == KINDS
    assert counts(report)["credit notes"] == (1, 1)
    assert counts(report)["overpayments"] == (1, 1)
    assert counts(report)["prepayments"] == (1, 1)
    assert counts(report)["batch payments"] == (1, 1)
    assert (report.payments_seen, report.payments_new) == (3, 3)
    assert "1 credit notes seen, 1 new or changed" in str(report)
    assert used.checks() == {}
    before = versions(used)
    again = used.bench.pull()
    assert {each.new for each in again.kinds} == {0}
    assert versions(used) == before


def test_landed_facts_say_who_used_what_for_which_case_invoice(used):
    """Amounts, uses by case invoice, the refund's credit, the deposit, the merge."""
    used.bench.pull()
    assert rows(
        used,
        "select kind, total::varchar, remaining::varchar, status from stage.xero_credit order by 1",
    ) == [
        ("credit note", "50.00", "0.00", "PAID"),
        ("overpayment", "20.00", "5.00", "AUTHORISED"),
        ("prepayment", "5.00", "0.00", "PAID"),
    ]
    assert rows(
        used,
        "select case_invoice_number, kind, amount::varchar from stage.xero_allocation order by 2",
    ) == [
        ("1001", "credit note", "40.00"),
        ("1001", "overpayment", "15.00"),
        ("1001", "prepayment", "5.00"),
    ]
    assert rows(
        used,
        "select c.credit_number, p.amount::varchar from stage.xero_payment p "
        "inner join stage.xero_credit c using (organisation, xero_credit_id)",
    ) == [("CN-1", "10.00")]
    assert rows(
        used, "select total_amount::varchar, payment_count from stage.xero_batch_payment"
    ) == [("50.00", 2)]
    assert rows(
        used,
        "select g.contact_name, s.contact_name from stage.xero_contact g "
        "inner join stage.xero_contact s on s.xero_contact_id = g.merged_into",
    ) == [("Blue Gum", "Bluegum")]


def test_a_change_in_the_same_second_is_not_lost(used):
    """A credit changed again without another stamp comes with the overlap."""
    used.bench.pull()
    (identity,) = (one for one, credit in used.xero.credits.items() if credit.remaining)
    credit = used.xero.credits[identity]
    used.xero.allocate(identity, "CM-1002", "2.00")
    used.xero.credits[identity] = used.xero._with_body(
        replace(used.xero.credits[identity], updated_utc=credit.updated_utc)
    )
    used.bench.pull()
    assert rows(used, "select sum(amount)::varchar from stage.xero_allocation") == [("62.00",)]
    assert used.checks() == {}


def test_an_allocation_taken_back_is_gone_and_its_history_kept(used):
    """The newest version of the credit counts; the older one keeps what it was used for."""
    used.bench.pull()
    (note,) = (one for one, credit in used.xero.credits.items() if credit.number == "CN-1")
    used.xero.take_back(note, "CM-1001")
    used.bench.pull()
    assert rows(used, "select count(*) from stage.xero_allocation where kind = 'credit note'") == [
        (0,)
    ]
    assert rows(used, "select count(*) from workbench.landing.xero_allocation") == [(3,)]
    assert used.checks() == {}


def test_a_full_recount_finds_deletions_no_timestamp_tells(used):
    """What is gone is marked for its kind alone, and comes back when Xero shows it again."""
    used.bench.pull()
    xero = used.xero
    lost = [(held, *held.popitem()) for held in (xero.credits, xero.batches, xero.payments)]
    assert used.bench.pull().absent == 0
    full = used.bench.pull(full=True)
    assert {each.kind: each.absent for each in full.kinds if each.absent} == {
        "prepayments": 1,
        "batch payments": 1,
        "payments": 1,
    }
    assert "3 documents we hold are no longer in Xero" in str(full)
    assert landed_ids(used) == {*xero.credits, *xero.batches, *xero.payments}
    for held, identity, document in lost:
        held[identity] = document
    assert used.bench.pull(full=True).absent == 0
    assert landed_ids(used) == {*xero.credits, *xero.batches, *xero.payments}
    assert used.checks() == {}


def landed_ids(scene):
    """What the views over facts show."""
    found = rows(
        scene,
        "select xero_credit_id from stage.xero_credit union all "
        "select xero_batch_payment_id from stage.xero_batch_payment union all "
        "select xero_payment_id from stage.xero_payment",
    )
    return {identity for (identity,) in found}


def test_a_list_that_breaks_off_is_read_again_from_the_old_watermark(used):
    """A page was lost: what came is kept, the watermark stays, the next pull brings the rest."""
    whole = used.xero.credit_notes_since
    for number in range(2, 6):
        used.xero.add_credit(CreditKind.CREDIT_NOTE, "1.00", f"CN-{number}")

    def broken(since_utc):
        yield next(iter(whole(since_utc)))
        raise XeroUnreachableError("connection lost")

    used.xero.credit_notes_since = broken
    with pytest.raises(XeroUnreachableError):
        used.bench.pull()
    assert used.bench.bench.history.find_watermark("main", "credit notes") is None
    assert rows(used, "select count(*) from stage.xero_credit") == [(2,)]
    used.xero.credit_notes_since = whole
    assert counts(used.bench.pull())["credit notes"] == (5, 3)
    assert used.checks() == {}


class KilledError(BaseException):
    """The process is gone: nothing after this line runs."""


class Fuse:
    """Lets so many effects pass; then the process is dead, and stays dead."""

    def __init__(self, steps):
        self.steps = steps

    def burn(self):
        """One more effect."""
        if self.steps <= 0:
            raise KilledError
        self.steps -= 1


def fuse_commits(bench, fuse):
    """Let the process die at the end of a transaction; after a commit is before the next one."""
    write = bench._database.write

    @contextmanager
    def fused():
        with write() as con:
            yield con
            fuse.burn()

    bench._database.write = fused


def test_killed_at_every_commit_then_pulled_again(tmp_path, migrated_database):
    """At each place the first pull can die, no watermark is ahead, and the second brings all."""
    home = tmp_path / "prepared"
    scene = Scene(home, template=migrated_database)
    scene.connect()
    scene.journal("41", *ROWS)
    scene.cycle("41")
    play_money_back(scene.xero)
    xero = scene.xero
    scene.close()
    template = home / "data" / "cmxero.duckdb"
    step, is_killed = 0, True
    while is_killed:
        again = Scene(tmp_path / f"home-{step}", xero=xero, template=template)
        fuse_commits(again.bench, Fuse(step))
        is_killed = pull_dies(again)
        again.close()
        again = Scene(tmp_path / f"home-{step}", xero=xero)
        assert watermarks_ahead(again) == [], step
        again.bench.pull()
        assert landed_ids(again) == {*xero.credits, *xero.batches, *xero.payments}, step
        assert is_killed or again.checks() == {}
        again.close()
        step += 1
    assert step > 9  # start and end of the run, a transaction for each kind, two for payments


def pull_dies(scene):
    """Whether the pull was killed."""
    try:
        scene.bench.pull()
    except KilledError:
        return True
    return False


def watermarks_ahead(scene):
    """Endpoints whose watermark stands beyond the documents we hold."""
    newest = {
        "contacts": "select max(updated_utc) from stage.xero_contact",
        "invoices": "select max(updated_utc) from stage.xero_invoice",
        "credit notes": "select max(updated_utc) from stage.xero_credit where kind = 'credit note'",
        "batch payments": "select max(updated_utc) from stage.xero_batch_payment",
        "payments": "select max(updated_utc) from stage.xero_payment",
    }
    find = scene.bench.bench.history.find_watermark
    return [
        endpoint
        for endpoint, sql in newest.items()
        if (found := find("main", endpoint)) and found > rows(scene, sql)[0][0]
    ]


def test_the_fake_pages_two_at_a_time_in_the_order_of_change():
    """So that pages exist between which a pull can die."""
    xero = FakeXero()
    for number in (1, 2, 3):
        xero.add_credit(CreditKind.CREDIT_NOTE, "1.00", f"CN-{number}")
    pages = list(pages_since(xero.credits.values(), None))
    assert [[credit.number for credit in page] for page in pages] == [["CN-1", "CN-2"], ["CN-3"]]
    assert pages[0][0].credit_date == date(2026, 9, 20)
