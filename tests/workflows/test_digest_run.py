"""The digest of a home: once a day, held against the one before, and safe to repeat."""

from datetime import datetime

import pytest
from scene import day

from cmxero.workflows import digest as making

MORNING = datetime(2026, 11, 22, 21, 30)
"""Half past seven in Brisbane, on 23 November."""
NEXT_MORNING = datetime(2026, 11, 23, 21, 30)


@pytest.fixture
def book(scene):
    """Two invoices in Xero, one a client's own, and a payment dated far ahead."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.cycle("41")
    scene.xero.pay("CM-1001", "40.00", day("2026-12-24"), "EFT Nguyen")
    scene.bench.pull()
    scene.clock.now = MORNING
    return scene


def digest_runs(scene):
    """Outcomes of the runs that made digests."""
    return [run.outcome for run in scene.bench.runs(99) if run.kind == "digest"]


def test_once_a_day_and_never_a_name(book):
    """The second call reads the page of the first, unless that was deleted."""
    made, again = book.bench.digest(), book.bench.digest()
    assert made.file == book.home / "data" / "digests" / "digest-2026-11-23.md"
    assert made.text == again.text == made.file.read_text("utf-8")
    assert (again.facts, digest_runs(book)) == (None, ["done"])
    assert "| payment held (forward-dated) | 1 | 40.00 | 0 | 0 | 0 |" in made.text
    assert "| 17 Dec 2026 | 1 | 40.00 |" in made.text
    assert "Nguyen" not in made.text
    assert "Bluegum" not in made.text
    assert made.facts.pulls == 2
    made.file.unlink()
    anew = book.bench.digest()
    assert anew.file.is_file()
    assert anew.facts.since is None


def test_the_next_day_tells_what_is_new_and_what_is_gone(book):
    """Held against the digest of the day before."""
    book.bench.digest()
    book.clock.now = NEXT_MORNING
    book.journal("42", "invoice 1003 7.00 2026-11-22")
    facts = book.bench.digest().facts
    assert facts.since == day("2026-11-23")
    assert facts.pulls == 0
    moved = {line.kind: (line.new, line.gone) for line in facts.kinds if line.new or line.gone}
    assert moved == {"not exported": (1, 0)}


def test_looking_leaves_nothing_behind(book):
    """``--now`` writes no page, and the day's digest is still to be made."""
    looked = book.bench.digest(record=False)
    assert looked.file is None
    assert "40.00" in looked.text
    assert (digest_runs(book), book.bench.last_digest_day()) == ([], None)
    assert not (book.home / "data" / "digests").exists()


def test_killed_while_it_is_made_it_is_made_again(book, monkeypatch):
    """The page may be there; without the end of its run it does not count."""
    with monkeypatch.context() as patch:
        patch.setattr(making, "marks_of", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            book.bench.digest()
    assert book.bench.last_digest_day() is None
    assert book.bench.digest().facts
    assert digest_runs(book) == ["done", "failed"]


def test_before_anything_happened(scene):
    """An empty book has a digest too."""
    assert "Every check is empty." in scene.bench.digest().text
