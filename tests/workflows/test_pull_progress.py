"""A pull says what it reads and how much came so far."""

from cmxero import progress_line
from cmxero.workflows.pull import KINDS, PullProgress


def test_each_kind_is_told_when_it_begins_and_after_each_page(scene):
    """In the order they are read; two documents a page."""
    scene.journal("41", *(f"invoice {number} 10.00 2026-09-01" for number in range(1001, 1006)))
    scene.cycle("41")
    told = []
    scene.bench.pull(full=True, progress=told.append)
    assert list(dict.fromkeys(each.kind for each in told)) == [kind.endpoint for kind in KINDS]
    assert [each.seen for each in told if each.kind == "invoices"] == [0, 2, 4, 5]
    assert {(each.place, each.of) for each in told if each.kind == "payments"} == {(7, 7)}


def test_progress_in_words():
    """What a page and a terminal show."""
    begun = PullProgress("credit notes", 0, 3, 7)
    assert str(begun) == "Reading credit notes from Xero (3 of 7)."
    going = PullProgress("invoices", 1_200, 2, 7)
    assert str(going) == "Reading invoices from Xero (2 of 7): 1,200 so far."


def test_a_notebook_shows_a_line_that_goes_when_the_pull_ends(scene, capsys):
    """Outside a browser the line is written over and over, and wiped at last."""
    scene.journal("41", "invoice 1001 10.00 2026-09-01")
    scene.cycle("41")
    capsys.readouterr()
    scene.bench.pull(full=True, progress=progress_line())
    shown = capsys.readouterr().err.split("\r")
    assert "Reading invoices from Xero (2 of 7): 1 so far." in [each.strip() for each in shown]
    assert [each.strip() for each in shown[-2:]] == ["", ""]
