"""What is counted as news on a real store."""

from cmxero.core.news import news
from cmxero.core.resolutions import ResolutionAction


def test_what_others_and_xero_did_is_news_to_a_person(scene):
    """A decision of one's own is not; nothing is judged for it."""
    bench = scene.bench
    scene.journal("41", "invoice 1001 100.00 2026-08-01", "invoice 1002 50.00 2026-08-02")
    before = bench.standing()
    assert news(before, bench.standing()).total == 0
    scene.cycle("41")
    came = news(before, bench.standing()).counts
    assert (came.answers, came.from_case_manager) == (2, 0)
    assert came.from_xero >= 2
    before = bench.standing()
    scene.journal("42", "invoice 1003 10.00 2026-09-01")
    key = next(each.key for each in bench.findings() if each.subject == "CM-1003")
    bench.resolve([key], ResolutionAction.ACCEPT, reason="Rounding")
    came = news(before, bench.standing())
    assert came.details == "1 change in a journal"
    bench.person = "Somebody else"
    assert news(before, bench.standing()).details == "1 decision, 1 change in a journal"
