"""What the Export batches page says: sentences, figures, questions, and its empty states."""

from collections.abc import Iterator, Sequence

from cmxero.core.pages import PageHeader
from cmxero.output import time_left
from cmxero.ui.export_desk import ExportDesk, Sending
from cmxero.ui.export_source import Journal, PastRun
from cmxero.ui.formats import NOTHING, counted, date_words, instant_words
from cmxero.ui.html import Html, element
from cmxero.ui.masthead import figure_list, page_top
from cmxero.ui.pages import EXPORT
from cmxero.workflows.export_log import Failures
from cmxero.workflows.export_report import ExportProgress, ExportReport
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.plan_rows import HELD, IN_XERO, READY, UNKNOWN

LIVE = "LIVE"
NO_JOURNAL = (
    "No journal has been imported yet. In Case Manager export a journal as a file, then run "
    "`cmxero import FILE`, or open the notebook 01_import. Press Check again afterwards."
)
UNCHECKED = (
    "Xero could not be asked, so accounts, tax rates, contacts and numbers are not checked and "
    "nothing can be exported from here. Connect with `cmxero connect` (to rehearse: "
    "`cmxero sandbox serve`), then press Check again."
)
CHECKING = "Checking every invoice of journal {journal} with Xero. Nothing is sent."
UNPLANNED = "The plan of journal {journal} could not be made. Press Check again."
KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move"),
    ("Space,  Shift+↑↓,  Ctrl+A", "tick one, a range, all shown; Export then takes only these"),
    ("Esc", "tick nothing"),
    ("Enter", "go to the Export button; nothing is sent before the question is answered"),
    ("/", "search"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("Ctrl+C", "copy the ticked rows for a spreadsheet"),
)


def journal_words(journal: Journal) -> str:
    """A journal in the chooser: number, day, and how far its export is."""
    how_far = f"{journal.exported:,} exported, {journal.not_exported:,} not exported"
    if not journal.not_exported:
        how_far = f"all {journal.exported:,} exported"
    return f"Journal {journal.journal_number} · {date_words(journal.journal_date)} · {how_far}"


def masthead(desk: ExportDesk) -> Html:
    """The page's top: title, one sentence, what else must be known, and the figures."""
    plan = desk.plan
    return element(
        "header",
        page_top(desk.header, EXPORT),
        element("p", headline(desk), class_="cmx-headline"),
        [element("p", text, class_="cmx-warning") for text in warnings(desk)],
        figure_list(_figures(desk, plan)) if plan else None,
        class_="cmx-masthead",
    )


def headline(desk: ExportDesk) -> str:
    """One sentence: what of this journal is ready to go."""
    plan = desk.plan
    if not desk.journal:
        return NO_JOURNAL
    if plan is None:
        return (CHECKING if desk.is_checking else UNPLANNED).format(journal=desk.journal)
    if not plan.rows:
        return f"Journal {desk.journal} has no invoices, so there is nothing to export."
    ready, held = desk.count_of(READY), desk.count_of(HELD)
    unknown, there = desk.count_of(UNKNOWN), desk.count_of(IN_XERO)
    if there == len(plan.rows):
        return f"Every invoice of journal {desk.journal} is in Xero. There is nothing to export."
    how_many = counted(ready, "invoice") if ready else "Nothing"
    said = [f"{how_many} of journal {desk.journal} {'are' if ready > 1 else 'is'} ready for Xero"]
    said += [f"{held:,} {_is(held)} held back"] * bool(held)
    said += [f"{unknown:,} {_was(unknown)} sent and not answered yet"] * bool(unknown)
    said += [f"{there:,} {_is(there)} in Xero already"] * bool(there)
    return f"{'; '.join(said)}."


def warnings(desk: ExportDesk) -> Iterator[str]:
    """What else a person must know before pressing Export."""
    plan = desk.plan
    if desk.unfinished:
        yield unfinished(desk.unfinished)
    if plan is None:
        return
    if not plan.asked_xero:
        yield UNCHECKED
    elif plan.facts and plan.facts.numbers_known_utc:
        yield (
            "Numbers already in use were checked as the pull of "
            f"{instant_words(plan.facts.numbers_known_utc)} saw them."
        )
    if desk.count_of(UNKNOWN):
        yield (
            "An earlier export was interrupted while invoices were on their way. The next export "
            "first looks what Xero has of them, so nothing is sent twice."
        )


def unfinished(run: PastRun) -> str:
    """An export that has begun and not ended."""
    return (
        f"An export begun by {run.person} on {instant_words(run.started_utc)} has not ended: it is "
        "still running, or it was interrupted. Exporting again is safe: nothing is sent twice."
    )


def _figures(desk: ExportDesk, plan: ExportPlan) -> Sequence[tuple[str, str, str]]:
    state, size = plan.state, -(-plan.bytes_to_send // 1000)
    stays = (
        counted(state.adjustments, "adjustment"),
        counted(state.payments, "payment"),
        counted(state.refunds, "refund"),
    )
    sending = f"{counted(plan.calls, 'call')}, {plan.minutes} min, {size:,} kB"
    return (
        ("Ready", _count_and_sum(desk, READY), "cmx-strong"),
        ("Held back", _count_and_sum(desk, HELD), "cmx-amber" if desk.count_of(HELD) else ""),
        ("Already in Xero", _count_and_sum(desk, IN_XERO), ""),
        ("Stays in Case Manager", ", ".join(stays), ""),
        ("To send", sending if plan.calls else NOTHING, ""),
    )


def _count_and_sum(desk: ExportDesk, state: str) -> str:
    count = desk.count_of(state)
    return f"{count:,} · {desk.total_of(state)}" if count else "0"


def button_words(sending: Sending | None) -> str:
    """What the Export button says."""
    if sending is None:
        return "Nothing to export"
    ticked = "ticked " if sending.is_part else ""
    return f"Export {counted(sending.count, f'{ticked}invoice')} ({sending.total})"


def question(sending: Sending, header: PageHeader) -> Html:
    """What is asked before anything is sent: how many, how much, as what, and where to."""
    how = "APPROVED" if sending.is_approved else "DRAFTS"
    means = (
        "They count as owed in Xero at once."
        if sending.is_approved
        else "Nothing is owed in Xero until somebody approves them there."
    )
    where = (
        "LIVE: these are the real books."
        if header.mode == LIVE
        else "DEMO: no real books are touched."
    )
    return element(
        "div",
        element(
            "p",
            f"Send {counted(sending.count, 'invoice')}, {sending.total}, as ",
            element("b", how),
            f" to {header.organisation}?",
            class_="cmx-question",
        ),
        element("p", f"{where} {means}", class_="cmx-small"),
    )


def sure_words(sending: Sending) -> str:
    """What the confirming button says; the sum once more."""
    how = "APPROVED" if sending.is_approved else "DRAFTS"
    return f"Yes, send {sending.count:,} as {how} ({sending.total})"


def progress_bar(progress: ExportProgress | None, *, is_cancelled: bool) -> Html:
    """A bar with words: how many are settled, and how long it still takes."""
    if progress is None:
        said = "Checking with Xero once more, then sending…"
        bar = element("progress", aria_label="Export")
    else:
        left = time_left(progress.seconds_left)
        done = f"{progress.settled:,} of {counted(progress.to_settle, 'invoice')}"
        said = f"{done}, about {left}" if left else done
        bar = element(
            "progress",
            value=str(progress.settled),
            max=str(max(1, progress.to_settle)),
            aria_label="Export",
        )
    if is_cancelled:
        said = f"{said}. Cancelling: what is under way is finished first"
    return element("div", bar, element("p", f"{said}."), class_="cmx-progress", role="status")


def result_words(report: ExportReport, failures: Failures | None) -> str:
    """What an export did, and what is left to do."""
    left = f" {failures}" if report.needs_a_person and failures and failures.count else ""
    return f"{report}{left}"


def released_words(count: int) -> str:
    """What giving invoices free did."""
    if not count:
        return "Nothing to do: these wait to be sent already."
    them = "it" if count == 1 else "them"
    return f"{counted(count, 'invoice')} given free; the next export sends {them} again."


def only_words(desk: ExportDesk) -> str:
    """What the plan is limited to, in words; nothing for a whole journal."""
    if desk.only is None:
        return ""
    return f"Only {counted(len(desk.only or ()), 'invoice')}: {desk.only_because}."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
