"""One entry of the history: who, when, what, and each field before and after."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cmxero.core.causes import causes_of
from cmxero.core.schedule import LocalTime
from cmxero.core.timeline import ADDED, CHANGED, IN_XERO, REMOVED, Change, HistoryEntry, HistoryKind
from cmxero.core.timeline_words import KINDS, RUNS
from cmxero.ui.export_panel import cause_words
from cmxero.ui.formats import amount_text, counted
from cmxero.ui.history_rows import local_text, said_in_a_row, subject_words, value_text
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import folded_table, sentences, table_head

HEADS = ("Field", "Before", "After", "Change")
MARKS = {ADDED: "+ added", REMOVED: "\N{MINUS SIGN} removed", CHANGED: "≠ changed"}
NO_FIELDS = "Nothing that was there before was changed by it."


def history_panel(
    entry: HistoryEntry,
    events: Sequence[tuple[str, str]],
    local: LocalTime,
    zone: ZoneInfo,
) -> Html:
    """The panel of an entry.

    Args:
        events: what the entry's run came across: (about, message).
    """
    return element(
        "div",
        element("p", KINDS[entry.kind], class_="cmx-kind"),
        element("h2", subject_words(entry) or RUNS.get(entry.what, entry.what)),
        element("p", _when(entry, local, zone), class_="cmx-small"),
        element("p", said_in_a_row(entry)),
        _facts(entry),
        changes_table(entry),
        _causes(entry),
        sentences("Every message, as it was said", entry.messages),
        folded_table("What it came across", ("About", "Message"), events),
        _run(entry, local),
        class_="cmx-panel-head",
    )


def changes_table(entry: HistoryEntry) -> Html | None:
    """Each field before and after, with a sign and a word; nothing for what has no fields."""
    if not entry.changes:
        tells = entry.kind not in {HistoryKind.RUN, HistoryKind.WEBHOOK}
        return element("p", NO_FIELDS, class_="cmx-small") if tells else None
    return element(
        "table",
        element("caption", "Before and after"),
        table_head(HEADS),
        element("tbody", [_change_row(entry, change) for change in entry.changes]),
        class_="cmx-table cmx-sides cmx-changes",
    )


def mark_of(change: Change) -> str:
    """What became of a field, as a sign and a word."""
    return MARKS[change.became]


def _change_row(entry: HistoryEntry, change: Change) -> Html:
    return element(
        "tr",
        element("th", change.field, scope="row"),
        element("td", value_text(entry, change.field, change.before)),
        element("td", value_text(entry, change.field, change.after)),
        element("td", element("span", mark_of(change), class_="cmx-differs")),
        class_="cmx-differing",
    )


def _when(entry: HistoryEntry, local: LocalTime, zone: ZoneInfo) -> str:
    who = f"by {entry.person or 'nobody named'}."
    if entry.person == IN_XERO:
        who = "in Xero, which does not say who did it."
    said = f"{local_text(entry.at_utc, local)} ({zone.key}), {who}"
    if entry.known_utc is not None:
        said += f" cmxero knows of it since {local_text(entry.known_utc, local)}."
    return said


def _facts(entry: HistoryEntry) -> Html | None:
    said = []
    if entry.case_invoice_number:
        said.append(f"Case Manager invoice {entry.case_invoice_number}")
    said += [f"case {entry.case_number}"] * bool(entry.case_number)
    said += [entry.customer] * bool(entry.customer)
    if entry.amount is not None:
        said.append(f"{amount_text(entry.amount)} {entry.currency_code}".strip())
    if entry.kind is HistoryKind.DECISION and entry.finding_key:
        said.append(f"finding {entry.finding_key}")
    return element("p", ", ".join(said), class_="cmx-small") if said else None


def _causes(entry: HistoryEntry) -> list[Html]:
    if entry.kind is not HistoryKind.EXPORT:
        return []
    return [
        element("section", element("h3", str(cause)), cause_words(cause), class_="cmx-problem")
        for cause in causes_of(entry.state, entry.messages)
    ]


def _run(entry: HistoryEntry, local: LocalTime) -> Html | None:
    if not entry.run_id:
        return None
    said = f"Run {entry.run_id}."
    if entry.kind is HistoryKind.RUN:
        said = f"{_length(entry.at_utc, entry.ended_utc, local)} {said}"
    return element("p", said, class_="cmx-small cmx-run")


def _length(began: datetime, ended: datetime | None, local: LocalTime) -> str:
    if ended is None:
        return "It has no end."
    seconds = max(1, (ended - began) // timedelta(seconds=1))
    return f"Ended {local_text(ended, local)}, after {counted(seconds, 'second')}."
