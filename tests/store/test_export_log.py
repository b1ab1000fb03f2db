"""The export log: every outcome of every export, kept and found again."""

from decimal import Decimal

import pytest
from export_history import past_export
from scene import Scene

from cmxero.store.export_log import ExportLog, LogFilter

LOCKED = "The document date cannot be before the period lock date, currently set at 30 June 2026"


@pytest.fixture(scope="module")
def book(tmp_path_factory, migrated_database):
    """Journal 41: 1001 refused, then created; 1002 held twice, by two people; 1003 unanswered."""
    scene = Scene(tmp_path_factory.mktemp("log") / "home", template=migrated_database).connect()
    scene.journal(
        "41",
        "invoice 1001 110.10 2026-09-01 FRE Bluegum",
        "invoice 1002 0.20 2026-09-02 FRE Zürich",
        "invoice 1003 5.00 2026-09-03 FRE Wattle",
    )
    past_export(
        scene,
        "41",
        ("1001", "110.10", "ERROR", LOCKED, "Account code '260' is not a valid code."),
        ("1002", "0.20", "HELD", "no-lines: Invoice 1002 has no lines. Export it again."),
    )
    past_export(
        scene,
        "41",
        ("1001", "110.10", "CREATED"),
        ("1002", "0.20", "HELD", "no-contact: Invoice 1002 has nobody to bill. Set one."),
        ("1003", "5.00", "OPEN"),
        person="Robin",
        ended="",
    )
    yield scene
    scene.close()


@pytest.fixture
def log(book):
    """The log of the book."""
    return ExportLog(book.bench.bench.database)


def found(log, *, limit=None, offset=0, **wanted):
    """(case number, attempt, state) of a search."""
    rows = log.search("main", LogFilter(**wanted), limit=limit, offset=offset)
    return [(row.case_invoice_number, row.attempt, row.state) for row in rows]


def test_every_outcome_is_kept_newest_first(log):
    """An invoice sent and never answered is in the log too, as OPEN."""
    assert found(log) == [
        ("1003", 1, "OPEN"),
        ("1002", 2, "HELD"),
        ("1001", 2, "CREATED"),
        ("1002", 1, "HELD"),
        ("1001", 1, "ERROR"),
    ]


def test_a_row_says_who_what_and_how_much_exactly(log):
    """Run, person, journal, both numbers and totals, and each message by itself."""
    first, *_ = log.search("main", LogFilter(state="error"))
    assert (first.person, first.run_outcome, first.journal_number) == (
        "Alex", "needs a person", "41",
    )  # fmt: skip
    assert (first.case_invoice_number, first.xero_number) == ("1001", "CM-1001")
    assert (first.contact_name, first.currency_code) == ("Bluegum", "AUD")
    assert (first.case_total, first.xero_total) == (Decimal("110.10"), None)
    assert first.messages == (LOCKED, "Account code '260' is not a valid code.")
    assert (first.is_newest, first.is_failed) == (False, False)
    created, *_ = log.search("main", LogFilter(state="CREATED"))
    assert (created.xero_total, created.xero_invoice_id) == (Decimal("110.10"), "xero-1001")
    assert (created.person, created.run_outcome) == ("Robin", "not ended")


def test_a_held_invoice_has_no_xero_number_but_its_customer_and_total(log):
    """What was never sent is known from Case Manager alone."""
    held, *_ = log.search("main", LogFilter(state="HELD"))
    assert (held.xero_number, held.journal_number) == ("", "41")
    assert (held.contact_name, held.case_total) == ("Zürich", Decimal("0.20"))


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"failed_only": True}, ["1003", "1002"]),
        ({"newest_only": True}, ["1003", "1002", "1001"]),
        ({"text": "cm-1001"}, ["1001", "1001"]),
        ({"text": "CM-1002"}, ["1002", "1002"]),
        ({"text": "zurich"}, ["1002", "1002"]),
        ({"text": "robin"}, ["1003", "1002", "1001"]),
        ({"text": "LOCK bluegum"}, ["1001"]),
        ({"text": "LOCK wattle"}, []),
        ({"text": "110.10"}, ["1001", "1001"]),
        ({"text": "100%"}, []),
        ({"text": "'; drop table x"}, []),
        ({"text": "answer", "meanings": lambda _: ("^OPEN$",)}, ["1003"]),
        ({"text": "closed", "meanings": lambda _: ("lock ?date",)}, ["1001"]),
        ({"text": "closed", "meanings": lambda _: ("^lock",)}, []),
        ({"journal": "41", "state": "HELD", "newest_only": True}, ["1002"]),
        ({"journal": "42"}, []),
        ({"run_id": "no such run"}, []),
    ],
)
def test_search(log, wanted, numbers):
    """Words must all occur, whatever their case and accents; filters narrow."""
    assert [number for number, _, _ in found(log, **wanted)] == numbers
    assert log.count("main", LogFilter(**wanted)) == len(numbers)


def test_pages_fit_together(log):
    """Limit and offset cut the same order into pieces; the count is of everything."""
    pages = [found(log, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [row for page in pages for row in page] == found(log)
    assert log.count("main") == 5


def test_another_organisation_has_its_own_log(log):
    """The organisation is part of every key."""
    assert log.search("other") == ()


def test_failures_come_with_their_history(log):
    """Every outcome of an invoice that is not in Xero; nothing of one that is."""
    rows = log.failed_with_history("main", "41")
    assert [(r.case_invoice_number, r.attempt) for r in rows] == [
        ("1003", 1), ("1002", 2), ("1002", 1),
    ]  # fmt: skip
    assert log.failed_with_history("main", "42") == ()


def test_analysts_get_the_log_with_causes(book):
    """Messages are a list, causes a table of their own that joins to the log."""
    book.bench.publish()
    ask = book.bench.ask
    assert ask("select messages[1] from export_log where state = 'ERROR'").rows == ((LOCKED,),)
    assert ask(
        "select code, about, count(*) from export_log join export_cause "
        "using (organisation, case_invoice_number, attempt) group by all order by all"
    ).rows == (
        ("account-refused", "260", 1),
        ("answer-awaited", "", 1),
        ("locked-period", "30 June 2026", 1),
        ("no-contact", "", 1),
        ("no-lines", "", 1),
    )
