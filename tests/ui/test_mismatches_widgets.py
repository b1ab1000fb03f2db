from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from fake_workbench import FakeWorkbench, finding

import cmxero.ui
from cmxero.core.errors import DecisionRefusedError, StoreBusyError
from cmxero.core.resolutions import (
    ACCEPTED,
    FOR_APPROVAL,
    OPEN,
    SNOOZED,
    WAITING,
    Resolution,
    ResolutionAction,
)
from cmxero.core.roles import Role
from cmxero.ui import show_mismatches
from cmxero.ui.mismatches import MismatchesPage
from cmxero.ui.pages import PAGES


@pytest.fixture
def page(bench):
    made = MismatchesPage(bench)
    made.grid.sent = []
    made.grid.send = lambda content, **_buffers: made.grid.sent.append(content)
    return made


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def status(page, number):
    at = page.grid.data["id"].index(finding(number).key)
    return page.grid.data["status"][at]


def test_page_opens_on_the_oldest_finding_with_its_detail(page):
    """Queue, chips, figures and detail are there without a click."""
    assert page.grid.current == finding(0).key
    assert page.grid.data["subject"][0] == "CM-1001"
    assert page.statuses.options[0] == [OPEN, "Open", "14"]
    assert "agree except for" in page.top.value
    assert "CM-1001" in page.head.value
    assert "1 of 14" in page.position.value
    assert finding(0).explanation.remedy in page.copy.text
    assert page.notice.fault is None


def test_click_decides_patches_the_row_and_offers_undo(page, bench):
    """The stored decision, the row, the counts, the message and the focus, all in one."""
    page.decisions.note.value = "CN-0012"
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    assert bench.decisions == [((finding(0).key,), ResolutionAction.DID_IN_XERO, "", "CN-0012")]
    assert status(page, 0) == WAITING
    assert [sent["type"] for sent in page.grid.sent] == ["patch", "say", "focus"]
    assert page.grid.sent[0]["ids"] == [finding(0).key]
    assert page.statuses.options[1] == [WAITING, "Waiting for proof", "1"]
    assert "CM-1001: waiting for proof. The next pull checks it." in page.notice.text.value
    assert page.decisions.note.value == ""
    page.notice.box.children[1].click()
    assert status(page, 0) == OPEN
    assert bench.found[finding(0).key].status == OPEN
    assert len(page.notice.box.children) == 1


def test_accept_asks_for_a_reason_and_remembers_it(page, bench):
    """The form opens, an empty reason is refused with words, the chosen one stays for next time."""
    page.decisions.buttons[ResolutionAction.ACCEPT].button.click()
    assert visible(page.decisions.accept_form)
    page.decisions.accept.button.click()
    assert "needs a reason" in page.notice.text.value
    assert bench.decisions == []
    page.decisions.buttons[ResolutionAction.ACCEPT].button.click()
    page.decisions.reason.value = "Rounding"
    page.decisions.accept.button.click()
    assert bench.decisions == [((finding(0).key,), ResolutionAction.ACCEPT, "Rounding", "")]
    assert status(page, 0) == ACCEPTED
    assert not visible(page.decisions.accept_form)
    assert page.decisions.reason.value == "Rounding"


def test_accept_takes_a_cap_and_a_last_day(page, bench):
    """Both are stored and shown; an amount that is none is said so, and what was typed stays."""
    page.decisions.buttons[ResolutionAction.ACCEPT].button.click()
    page.decisions.reason.value, page.decisions.cap.value = "Rounding", "about 200"
    page.decisions.accept.button.click()
    assert "not an exact amount" in page.notice.text.value
    assert (bench.decisions, page.decisions.cap.value) == ([], "about 200")
    page.decisions.cap.value, page.decisions.expires.value = "1,200.00", date(2026, 12, 31)
    page.decisions.accept.button.click()
    stored = bench.found[finding(0).key]
    assert (stored.cap, stored.expires_on) == (Decimal("1200.00"), date(2026, 12, 31))
    assert "up to 1,200.00 AUD, until 31 Dec 2026" in page.head.value
    assert (page.decisions.cap.value, page.decisions.expires.value) == ("", None)


def test_assign_and_snooze_ask_for_what_they_need(page, bench):
    """The own name is there already; a day that is missing is said so."""
    page.decisions.buttons[ResolutionAction.ASSIGN].button.click()
    assert visible(page.decisions.assign_form)
    assert page.decisions.owner.value == "Alex Finance"
    page.decisions.assign.button.click()
    assert bench.found[finding(0).key].assigned_to == "Alex Finance"
    assert "CM-1001: assigned to Alex Finance." in page.notice.text.value
    assert page.grid.data["owner"][0] == "Alex Finance"
    page.decisions.buttons[ResolutionAction.SNOOZE].button.click()
    assert not visible(page.decisions.assign_form)
    page.decisions.snooze.button.click()
    assert "Say until when it sleeps" in page.notice.text.value
    page.decisions.until.value = date(2026, 12, 1)
    page.decisions.snooze.button.click()
    assert status(page, 0) == SNOOZED
    assert "assigned to Alex Finance" in page.head.value


def test_take_back_undoes_what_another_person_decided(page, bench):
    """The button and, where nothing was decided on this page, the key U."""
    bench.decided_by_tom(finding(0).key, WAITING)
    bench.decided_by_tom(finding(1).key, ACCEPTED)
    page.statuses.value = ""
    page.refresh_action.button.click()
    page.decisions.buttons[ResolutionAction.UNDO].button.click()
    assert bench.found[finding(0).key].status == OPEN
    assert not visible(page.decisions.buttons[ResolutionAction.UNDO].button)
    message = {"type": "key", "current": finding(1).key, "selected": []}
    page.grid._received(page.grid, {**message, "key": "u"}, [])
    assert bench.found[finding(1).key].status == OPEN


def test_approve_is_offered_to_the_other_person(page, bench):
    """What Tom asked for is approved with one key."""
    bench.decided_by_tom(finding(0).key, FOR_APPROVAL)
    page.statuses.value = ""
    page.refresh_action.button.click()
    message = {"type": "key", "current": finding(0).key, "selected": []}
    page.grid._received(page.grid, {**message, "key": "p"}, [])
    assert status(page, 0) == ACCEPTED
    assert "approved by Alex Finance" in page.head.value


def test_who_only_looks_sees_the_buttons_off_and_why(bench):
    """Neither button nor key decides; with another role the reason is gone."""
    bench.role = Role.VIEW
    page = MismatchesPage(bench)
    offered = [each.button for each in page.decisions.buttons.values() if visible(each.button)]
    assert [each.description for each in offered] == [
        "I did it in Xero", "I did it in Case Manager", "Accept difference…", "Assign…", "Snooze…"
    ]  # fmt: skip
    assert {each.disabled for each in offered} == {True}
    assert {each.tooltip for each in offered} == {"This needs the role 'resolve'; yours is 'view'."}
    assert "yours is &#x27;view&#x27;" in page.decisions.box.children[-1].value
    assert "Alex Finance (view)" in page.top.value
    assert "whatever would change something is off" in page.top.value
    message = {"type": "key", "current": finding(0).key, "selected": [], "key": "x"}
    page.grid._received(page.grid, message, [])
    page.decisions.accept.button.click()
    assert "yours is &#x27;view&#x27;" in page.notice.text.value
    assert bench.decisions == []
    bench.role = Role.RESOLVE
    page.refresh_action.button.click()
    assert not any(each.disabled for each in offered)
    assert page.decisions.box.children[-1].value == ""
    assert offered[0].tooltip == "Key X in the list"


def test_who_resolves_cannot_answer_for_the_second_person(bench):
    """Approve and Decline are off; assigning is not."""
    bench.role = Role.RESOLVE
    bench.decided_by_tom(finding(0).key, FOR_APPROVAL)
    page = MismatchesPage(bench)
    page.statuses.value = ""
    page.grid.current = finding(0).key
    shown = {
        action: each for action, each in page.decisions.buttons.items() if visible(each.button)
    }
    off = {action for action, each in shown.items() if not each.allowed}
    assert off == {ResolutionAction.APPROVE, ResolutionAction.DECLINE}
    assert shown[ResolutionAction.ASSIGN].allowed
    with pytest.raises(DecisionRefusedError, match="needs the role 'approve'"):
        page.queue.decide(Resolution(ResolutionAction.APPROVE))
    assert status(page, 0) == FOR_APPROVAL


def test_what_became_of_a_decision_stands_in_the_panel(page, bench):
    """Flags are sentences, and hostile ones are text."""
    key = finding(0).key
    bench.found[key] = replace(bench.found[key], remarks=("Came back <b>on</b> 22 Nov 2026.",))
    page.refresh_action.button.click()
    assert "Since the decision" in page.head.value
    assert "Came back &lt;b&gt;on&lt;/b&gt; 22 Nov 2026." in page.head.value


def test_buttons_follow_the_status(page, bench):
    """An accepted finding can be reopened, taken back or given to somebody, nothing else."""
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    page.refresh_action.button.click()
    page.statuses.value = ACCEPTED
    shown = {action for action, button in page.decisions.buttons.items() if visible(button.button)}
    assert shown == {ResolutionAction.REOPEN, ResolutionAction.ASSIGN, ResolutionAction.UNDO}
    assert "by Tom" in page.head.value
    page.decisions.buttons[ResolutionAction.REOPEN].button.click()
    assert bench.found[finding(0).key].status == OPEN


def test_somebody_faster_is_told_and_the_row_shows_it(page, bench):
    """A card with a reference; nothing stored; the row is fresh."""
    bench.decided_by_tom(finding(0).key, WAITING)
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    assert "Tom was faster" in page.notice.text.value
    assert page.notice.reference in page.notice.text.value
    assert bench.decisions == []
    assert "by Tom" in page.head.value


def test_bulk_above_25_asks_once_and_then_decides_all():
    """The question repeats count and sum; No stores nothing, Yes stores all in one call."""
    bench = FakeWorkbench(40)
    page = MismatchesPage(bench)
    keys = [finding(number).key for number in range(30)]
    page.grid.selected = keys
    assert "30 findings selected" in page.head.value
    assert page.copy.hidden
    assert page.why.value == page.sides.value == ""
    button = page.decisions.buttons[ResolutionAction.DID_IN_CASE_MANAGER].button
    button.click()
    assert visible(page.decisions.ask_form)
    assert "for all 30 findings, net" in page.decisions.ask_text.value
    page.decisions.ask_form.children[2].click()
    assert bench.decisions == []
    button.click()
    page.decisions.sure.button.click()
    assert [stored[0] for stored in bench.decisions] == [tuple(keys)]
    assert "30 findings: waiting for proof." in page.notice.text.value


def test_keys_from_the_grid_act_on_the_row_they_were_pressed_on(page, bench):
    """X decides, U takes back, an unknown letter does nothing."""
    message = {"type": "key", "current": finding(3).key, "selected": []}
    page.grid._received(page.grid, {**message, "key": "x"}, [])
    assert bench.found[finding(3).key].status == WAITING
    page.grid._received(page.grid, {**message, "key": "u"}, [])
    assert bench.found[finding(3).key].status == OPEN
    page.grid._received(page.grid, {**message, "key": "z"}, [])
    page.grid._received(page.grid, {**message, "key": "o"}, [])
    assert len(bench.decisions) == 2
    assert page.notice.fault is None


def test_next_and_previous_walk_the_shown_order(page):
    """Also under a search."""
    page.grid.query = "missing"
    page.grid.current = finding(1).key
    assert "1 of 2" in page.position.value
    assert page.previous.button.disabled
    page.next.button.click()
    assert page.grid.current == finding(8).key
    assert "2 of 2" in page.position.value
    assert page.next.button.disabled


def test_chip_filters_the_grid(page):
    """The kind chip sends only its rows, and the panel follows."""
    page.kinds.value = "missing in Xero"
    assert page.grid.data["subject"] == ["CM-1002", "CM-1009"]
    assert "CM-1002" in page.head.value


def test_download_makes_the_file_of_what_is_shown(page):
    """Name with organisation and day; content only of the shown rows."""
    page.kinds.value = "missing in Xero"
    sent = []
    page.download.send = lambda content, buffers=None: sent.append((content, buffers))
    page.download._pressed(page.download, {"type": "make"}, [])
    content, buffers = sent[0]
    assert content["name"].startswith("mismatches-Harbour-Rehab")
    assert content["name"].endswith("-2026-11-22.csv")
    assert buffers[0].decode("utf-8-sig").count("\r\n") == 3
    assert not page.download.disabled


def test_fault_in_any_event_becomes_a_card(page, bench):
    """Filter, cursor, search, refresh and download: nothing vanishes."""
    bench.broken = StoreBusyError("another program", 10)
    for act in (
        lambda: setattr(page.grid, "current", finding(5).key),
        page.refresh_action.button.click,
        lambda: setattr(page.statuses, "value", ""),
    ):
        page.notice.say("")
        act()
        assert "database is busy" in page.notice.text.value
    assert not page.refresh_action.button.disabled
    bench.broken = None
    page.refresh_action.button.click()
    assert page.notice.fault is None


def test_new_findings_wait_for_refresh(page, bench):
    """A pull of somebody else between two clicks moves nothing under the hands."""
    one = finding(99)
    bench.found[one.key] = one
    before = page.grid.data["id"]
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    assert page.grid.data["id"] == before
    page.refresh_action.run()
    assert one.key in page.grid.data["id"]


def test_where_a_decided_finding_went_meanwhile_everything_is_read_anew(page, bench):
    """What was decided is stored all the same; the list is that of now."""
    one = finding(99)
    bench.found[one.key] = one
    resolve, key = bench.resolve, page.grid.current

    def resolve_and_lose(keys, action, **options):
        made = resolve(keys, action, **options)
        del bench.found[key]
        return made

    bench.resolve = resolve_and_lose
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    assert bench.decisions[0][0] == (key,)
    assert key not in page.grid.data["id"]
    assert one.key in page.grid.data["id"]


def test_empty_queue_says_when_it_was_last_checked():
    """Nothing to do is said in words, in the queue and in the panel."""
    page = MismatchesPage(FakeWorkbench(0))
    assert page.grid.empty == "Nothing to do. Last checked 3 min ago."
    assert "Nothing to do." in page.head.value
    assert not visible(page.decisions.box)


def test_show_draws_a_card_when_the_workbench_cannot_be_read(monkeypatch):
    """A page never ends in a traceback."""
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    show_mismatches(FakeWorkbench(broken=StoreBusyError("another program", 10)))
    assert "Not done: open the Mismatches page." in shown[0].value
    show_mismatches(FakeWorkbench(1))
    assert "cmx-page" in shown[1]._dom_classes


def test_package_offers_one_name_a_page():
    """Notebooks need only these; both packages offer the same."""
    assert cmxero.ui.__all__ == sorted(
        f"show_{page.notebook.removesuffix('.ipynb')}" for page in PAGES
    )
    assert set(cmxero.ui.__all__) < set(cmxero.__all__)
    assert all(callable(getattr(cmxero, name)) for name in cmxero.__all__)


def test_a_view_is_chosen_saved_and_back_on_the_next_visit(page, bench):
    """Filter, search, order and columns, for this person only."""
    bar = page.view_bar
    bar.views.value = "Cents only"
    assert (page.queue.part, page.statuses.value, page.kinds.value) == ("cents only", "open", "")
    page.statuses.value = ""
    assert bar.views.value == ""  # it is not that view any more
    page.grid.query = "CM-10"
    page.grid.sort = ["age", "descending"]
    bar.columns.value = ["age", "subject", "effect"]
    assert [column["field"] for column in page.grid.columns] == ["age", "subject", "effect"]
    bar.name.value = "Old ones"
    bar._save.run()
    assert bar.views.value == "Old ones"
    again = MismatchesPage(bench)
    assert again.view_bar.views.value == "Old ones"
    assert (again.queue.part, again.queue.status, again.statuses.value) == ("cents only", "", "")
    assert (again.grid.query, again.grid.sort) == ("CM-10", ["age", "descending"])
    assert [column["field"] for column in again.grid.columns] == ["age", "subject", "effect"]
    assert again.grid.data["id"] == page.grid.data["id"]
    bench.person = "Bea Accounts"
    assert MismatchesPage(bench).view_bar.views.value == "All that is open"


def test_a_view_without_a_name_is_refused_with_words(page):
    """As a card; nothing is kept."""
    page.view_bar._ask.run()
    page.view_bar._save.run()
    assert "needs a name" in page.notice.text.value


def test_first_finding_that_cannot_be_read_leaves_the_list_and_is_tried_again():
    """The card says so beside the list; the next look reads it."""
    bench = FakeWorkbench(3)
    read, bench.finding_detail = bench.finding_detail, lambda _key: 1 / 0
    page = MismatchesPage(bench)
    assert len(page.grid.data["id"]) == 3
    assert "Not done: show the finding" in page.notice.text.value
    bench.finding_detail = read
    page._look()
    assert page.queue.finding(page.queue.current).subject in page.head.value
