"""The Settings page's cards: organisation, sign-in, freshness, calls, rules, mappings."""

from collections.abc import Sequence
from datetime import datetime

from cmxero.core.schedule import LocalTime
from cmxero.core.settings_report import SANDBOX, KeptFile, MappedTo, SettingsReport, SignIn
from cmxero.core.usage import megabytes
from cmxero.ui.culling import IDLE_S
from cmxero.ui.formats import NOTHING, age_text, counted, date_words, minute_words
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import table_head
from cmxero.ui.settings_words import state_words

Facts = Sequence[tuple[str, str]]
RECONNECT = (
    "To sign in again, run {command} in a terminal. The organisation stays the same; a workbench "
    "that belongs to one refuses any other."
)


class Clock:
    """Instants as the organisation's clocks show them."""

    def __init__(self, local: LocalTime, now_utc: datetime) -> None:
        self._local, self._now_utc = local, now_utc

    def is_past(self, at_utc: datetime) -> bool:
        """Whether an instant is over."""
        return at_utc <= self._now_utc

    def __call__(self, at_utc: datetime | None) -> str:
        """An instant with its age; a word for None."""
        if at_utc is None:
            return "never"
        shown = self._local(at_utc)
        ago = f" ({age_text(at_utc, self._now_utc)})" if self.is_past(at_utc) else ""
        return minute_words(shown) + ago


def connection_cards(report: SettingsReport, clock: Clock) -> Html:
    """Organisation, sign-in, freshness, calls, this workbench."""
    return element(
        "div",
        _card("Organisation", _organisation(report, clock)),
        _card("Sign-in", _sign_in(report, clock), remark=reconnect_words(report)),
        _card("Freshness", _freshness(report, clock), remark=report.webhooks),
        _card("Calls and data", (), _calls_table(report), remark=str(report.usage)),
        _card("Tolerances", _rules(report)),
        _card("This workbench", _workbench(report, clock)),
        class_="cmx-cards",
    )


def reconnect_words(report: SettingsReport) -> str:
    """How a person signs in again, in a sentence or two."""
    return RECONNECT.format(command=reconnect_command(report))


def reconnect_command(report: SettingsReport) -> str:
    """What a person runs to sign in again."""
    return f'cmxero connect --home "{report.home}"'


def _organisation(report: SettingsReport, clock: Clock) -> Facts:
    found = report.connected_to
    if found is None:
        return (("Connected", "no"), ("Short name", report.organisation_key))
    locks = [
        f"{name} {date_words(day)}"
        for name, day in (
            ("period", found.period_lock_date),
            ("year end", found.end_of_year_lock_date),
        )
        if day is not None
    ]
    return (
        ("Name", found.name),
        ("Books", f"{report.mode} ({'real' if report.mode == 'LIVE' else 'not real'})"),
        ("Xero's id", found.tenant_id),
        ("Short name", report.organisation_key),
        ("Country", found.country_code),
        ("Currency", found.currency_code),
        ("Time zone", found.timezone),
        ("Lock dates", ", ".join(locks) or "none known"),
        ("Connected since", clock(found.connected_utc)),
    )


def _sign_in(report: SettingsReport, clock: Clock) -> Facts:
    found = report.sign_in
    if found.who == SANDBOX:
        again = "never; the sandbox lets cmxero in by itself"
    elif found.renewed_utc is None:
        again = "now: nobody is signed in"
    elif found.again_by_utc is None:
        again = f"when the token ends, {clock(found.expires_utc)}"
    else:
        again = f"{clock(found.again_by_utc)}, and later with every call before"
    return (
        ("Signed in by", found.who),
        ("Token renewed", clock(found.renewed_utc)),
        ("Token good until", _good_until(found, clock)),
        ("Sign in again", again),
        ("May", ", ".join(found.scopes)),
    )


def _good_until(found: SignIn, clock: Clock) -> str:
    if found.expires_utc is None:
        return NOTHING
    is_over = clock.is_past(found.expires_utc)
    then = "; the next call renews it" if is_over else ", then renewed by itself"
    return f"{clock(found.expires_utc)}{then}"


def _freshness(report: SettingsReport, clock: Clock) -> Facts:
    due = "now"
    if report.next_recount is not None:
        due = minute_words(report.next_recount)
    return (
        ("Last pull", clock(report.last_pull_utc)),
        ("Last full recount", clock(report.last_recount_utc)),
        ("Next full recount due", due),
        *(
            (f"{each.what.capitalize()} read up to", clock(each.watermark_utc))
            for each in report.watermarks
        ),
    )


def _rules(report: SettingsReport) -> Facts:
    above = report.second_person_above
    return (
        ("Amounts agree", "to the cent; nothing is rounded away"),
        ("Called rounding", "up to 0.05 an invoice, with nothing adjusted or credited"),
        ("Payments held", f"when dated more than {counted(report.forward_days, 'day')} ahead"),
        ("Second person", f"above {above}" if above else "not asked for"),
        ("Pages left alone", f"end after {IDLE_S // 60} minutes; nothing stored is lost"),
    )


def _workbench(report: SettingsReport, clock: Clock) -> Facts:
    backups = report.backups
    newest = f", newest {clock(backups[0].written_utc)}" if backups else ""
    size = sum(each.size for each in backups)
    return (
        ("Folder", report.home),
        ("Options", report.config_file),
        ("Database", _file(report.database, clock)),
        ("Snapshot for analysts", _file(report.snapshot, clock)),
        (
            "Copies before upgrades",
            f"{len(backups):,} of {megabytes(size)} MB{newest}" if backups else "none",
        ),
        *report.versions,
    )


def _file(kept: KeptFile | None, clock: Clock) -> str:
    return "none yet" if kept is None else f"{megabytes(kept.size)} MB, {clock(kept.written_utc)}"


def _calls_table(report: SettingsReport) -> Html:
    rows = [
        element(
            "tr",
            element("th", date_words(day.day_utc), scope="row"),
            element("td", f"{day.calls:,}", class_="cmx-figure"),
            element("td", megabytes(day.bytes_received), class_="cmx-figure"),
            element("td", NOTHING if day.day_remaining is None else f"{day.day_remaining:,}",
                    class_="cmx-figure"),
        )
        for day in report.usage.days
    ]  # fmt: skip
    heads = ("Day (UTC)", "Calls", "MB received", "Left then")
    return element(
        "table",
        element(
            "thead",
            element(
                "tr",
                [
                    element("th", head, scope="col", class_="cmx-figure" if place else None)
                    for place, head in enumerate(heads)
                ],
            ),
        ),
        element("tbody", rows),
        class_="cmx-table",
    )


def mappings_table(rows: Sequence[MappedTo], asked: str) -> Html:
    """Every mapping, group by group, with a word where Xero does not have it."""
    groups = dict.fromkeys(row.group for row in rows)
    return element(
        "div",
        [
            _card(group, (), _mapping_table([row for row in rows if row.group == group]))
            for group in groups
        ],
        element("p", f"What Xero calls them: as it last said, {asked}.", class_="cmx-small"),
        class_="cmx-cards",
    )


def _mapping_table(rows: Sequence[MappedTo]) -> Html:
    return element(
        "table",
        table_head(("Case Manager", "Xero", "Xero says", "State")),
        element(
            "tbody",
            [
                element(
                    "tr",
                    element("th", row.case, scope="row"),
                    element("td", row.xero),
                    element("td", row.known or NOTHING),
                    element("td", _mapping_state(row)),
                    class_=None if row.is_fine else "cmx-differing",
                )
                for row in rows
            ],
        ),
        class_="cmx-table",
    )


def _mapping_state(row: MappedTo) -> Html | str:
    """Whether Xero has it; nothing is said of what it was not asked."""
    return state_words(is_fine=row.is_fine) if row.known else NOTHING


def _card(title: str, facts: Facts, table: Html | None = None, remark: str = "") -> Html:
    return element(
        "section",
        element("h2", title),
        element(
            "dl",
            [element("div", element("dt", name), element("dd", value)) for name, value in facts],
            class_="cmx-facts",
        )
        if facts
        else None,
        table,
        element("p", remark, class_="cmx-small") if remark else None,
        class_="cmx-fact-card",
    )
