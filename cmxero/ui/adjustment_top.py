"""What stands on top of the Adjustments & refunds page, and which keys do what."""

from cmxero.core.adjustment_work import WORK
from cmxero.core.playbook_entries import System
from cmxero.core.resolutions import FOR_APPROVAL, OPEN, TO_SEND, WAITING
from cmxero.ui.adjustment_desk import AdjustmentDesk
from cmxero.ui.formats import counted, totals_text
from cmxero.ui.html import Html, element
from cmxero.ui.masthead import figure_list, last_checked, page_top
from cmxero.ui.pages import ADJUSTMENTS

KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move"),
    ("Space,  Shift+↑↓,  Ctrl+A", "tick one, a range, all shown"),
    ("Esc", "tick nothing"),
    ("Enter", "go to the buttons"),
    ("/", "search"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("X,  C,  A,  O", "did it in Xero, did it in Case Manager, not needed, reopen"),
    ("T,  S,  P,  D", "assign, snooze, approve, decline"),
    ("N,  U", "write a note, undo"),
    ("Ctrl+C", "copy the ticked rows for a spreadsheet"),
)


def adjustments_top(desk: AdjustmentDesk) -> Html:
    """Title, one sentence that says what is to be entered where, figures."""
    return element(
        "header",
        page_top(desk.queue.header, ADJUSTMENTS),
        element("p", headline(desk), class_="cmx-headline"),
        figure_list(_figures(desk)),
        class_="cmx-masthead",
    )


def headline(desk: AdjustmentDesk) -> str:
    """What has to be entered in which system."""
    waiting = _count(desk, WAITING)
    proof = (
        f" {counted(waiting, 'entry', 'entries')} {_wait(waiting)} for proof." if waiting else ""
    )
    in_xero, in_case = (_to_do(desk, system) for system in (System.XERO, System.CASE_MANAGER))
    if not in_xero and not in_case:
        checked = last_checked(desk.queue.header)
        return f"Nothing has to be entered by hand. Last checked {checked}.{proof}"
    said = [f"{in_xero:,} to enter in Xero"] * bool(in_xero)
    said += [f"{in_case:,} to enter in Case Manager"] * bool(in_case)
    return f"Changed in one system and still missing in the other: {', '.join(said)}.{proof}"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _to_do(desk: AdjustmentDesk, system: System) -> int:
    return sum(each.status == OPEN and WORK[each.kind].enter_in is system for each in desk.every)


def _count(desk: AdjustmentDesk, *statuses: str) -> int:
    return sum(each.status in statuses for each in desk.every)


def _figures(desk: AdjustmentDesk) -> tuple[tuple[str, str, str], ...]:
    opened = [each for each in desk.every if each.status == OPEN]
    net = totals_text((each.currency_code, each.effect) for each in opened)
    for_approval = _count(desk, FOR_APPROVAL)
    return (
        ("To enter in Xero", f"{_to_do(desk, System.XERO):,}", "cmx-strong"),
        ("To enter in Case Manager", f"{_to_do(desk, System.CASE_MANAGER):,}", "cmx-strong"),
        ("Net effect of what is to do", net or "0.00", ""),
        ("Waiting for approval", f"{for_approval:,}", "cmx-amber" if for_approval else ""),
        ("Waiting for proof", f"{_count(desk, WAITING, TO_SEND):,}", ""),
    )
