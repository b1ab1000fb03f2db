"""The views everybody has on the History page, and which make sense there."""

from contextlib import suppress
from datetime import date

from cmxero.core.timeline import HistoryKind
from cmxero.ui.history_list import Wanted
from cmxero.ui.history_rows import COLUMNS
from cmxero.ui.saved_views import View, view_rule


def views(person: str) -> tuple[View, ...]:
    """Those of a person."""
    return (
        View("Everything"),
        View("What I did", {"person": person}),
        View("Decisions", {"kind": HistoryKind.DECISION}),
        View("Exports to Xero", {"kind": HistoryKind.EXPORT}),
        View("Changed documents in Xero", {"kind": HistoryKind.DOCUMENT}),
        View("Payments in Xero", {"kind": HistoryKind.PAYMENT}),
    )


def wanted_by(view: View) -> Wanted:
    """What a view asks for."""
    since, until = _day(view.filter("since")), _day(view.filter("until"))
    return Wanted(
        kind=view.filter("kind"),
        person=view.filter("person"),
        since=since,
        until=until,
        invoice=view.filter("invoice"),
        text=" ".join(view.query.split()),
    )


def filters_of(wanted: Wanted) -> dict[str, str]:
    """The same as a view keeps it; the search box keeps its own."""
    return {
        "kind": wanted.kind,
        "person": wanted.person,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "invoice": wanted.invoice,
    }


def is_valid(view: View) -> bool:
    """Whether the page can show it."""
    wanted = wanted_by(view)
    return _names_what_there_is(view) and not wanted.is_backwards


def _is_day(value: str) -> bool:
    return _day(value) is not None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


_names_what_there_is = view_rule(
    {
        "kind": {kind.value for kind in HistoryKind}.__contains__,
        "person": lambda _value: True,
        "since": _is_day,
        "until": _is_day,
        "invoice": lambda _value: True,
    },
    COLUMNS,
)
