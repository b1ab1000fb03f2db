"""The Overview page without its widgets: what is read, what a person chose, what opens."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.core.resolutions import FOR_APPROVAL, OPEN, WAITING
from cmxero.ui.overview_charts import OTHERS, causes
from cmxero.ui.overview_choice import DEFAULT, MONTH_END, TILES, read_choice
from cmxero.ui.overview_rows import (
    RowsBehind,
    failures_behind,
    findings_behind,
    owed_behind,
    payments_behind,
    positions_behind,
    runs_behind,
)
from cmxero.ui.overview_source import OverviewSource
from cmxero.ui.overview_statement import unexplained_words
from cmxero.ui.overview_tiles import FINDING_TILES, Counted, findings_of
from cmxero.ui.pages import EXPORT, MISMATCHES, deep_link, find_page
from cmxero.workflows.overview import OverviewFigures
from cmxero.workflows.tie_out import TieOutReport

PREFERENCE = "overview"
_STATUS = {"proof": WAITING, "approval": FOR_APPROVAL, "decided": "all"}
"""How the Mismatches page is opened for a tile; the others count open findings."""


class OverviewDesk:
    """What the page shows; it asks the source and holds nothing unsaved.

    Attributes:
        choice: this person's tiles, charts and how the page opens.
        header, findings: as last read.
        figures, report: None until ``take`` was told them.
        as_of, known_utc: the day and the instant the tie-out is asked for; None: neither.
    """

    def __init__(self, source: OverviewSource) -> None:
        self.source = source
        self.choice = read_choice(source.preference(PREFERENCE))
        self.header: PageHeader
        self.findings: tuple[Finding, ...]
        self.figures: OverviewFigures | None = None
        self.report: TieOutReport | None = None
        self.reload()
        self.as_of = self.opening_day()
        self.known_utc: datetime | None = None

    def reload(self) -> None:
        """Read again what is read quickly."""
        self.header, self.findings = self.source.page_header(), self.source.findings()

    def opening_day(self) -> date | None:
        """The day the tie-out opens at, as the person chose."""
        return self.month_end() if self.choice.opens == MONTH_END else None

    def month_end(self) -> date:
        """The last day of the month before today's."""
        return self.header.today.replace(day=1) - timedelta(days=1)

    @property
    def counted(self) -> Counted:
        """What the tiles count from."""
        return Counted(self.header, self.findings, self.figures)

    def choose(self, **changed: object) -> None:
        """Change this person's view and keep it."""
        self.choice = replace(self.choice, **changed)  # type: ignore[arg-type]
        kept = "" if self.choice == DEFAULT else self.choice.as_text()
        self.source.keep_preference(PREFERENCE, kept)

    def reset(self) -> None:
        """Back to how the page comes."""
        self.choice = DEFAULT
        self.source.keep_preference(PREFERENCE, "")

    def rows(self, figure: str) -> RowsBehind:
        """The rows behind a figure, a bar or a mark, by its id; may take seconds in a large book.

        Raises:
            KeyError: there is no such figure.
        """
        kind, _, rest = figure.partition(":")
        return {
            "tile": self._tile,
            "cause": self._cause,
            "bridge": self._bridge,
            "explained": self._bridge,
            "quiet": self._quiet,
            "unexplained": self._unexplained,
            "owed": self._owed,
            "run": self._run,
        }[kind](rest)

    def _tile(self, tile: str) -> RowsBehind:
        title = TILES[tile]
        if tile in FINDING_TILES:
            found = findings_of(tile, self.counted)
            made = findings_behind(title, found, self.header)
            if tile == "to_book" and (page := find_page("Adjustments & refunds")):
                return replace(made, address=page.notebook, where=page.title)
            return _in_queue(made, status=_STATUS.get(tile, OPEN))
        if tile == "failed":
            made = failures_behind(title, self.source.export_log(failed_only=True))
            return replace(made, address=EXPORT.notebook, where=EXPORT.title)
        if tile == "payments":
            made = payments_behind(title, self.source.payments_waiting())
            page = find_page("Payments")
            return replace(made, address=page.notebook, where=page.title) if page else made
        return runs_behind(f"{title}s", self.source.runs_of(tile.removeprefix("last_")))

    def _cause(self, kind: str) -> RowsBehind:
        _shown, others = causes(self.findings)
        if kind == OTHERS:
            found = [each for each in self.findings if each.status == OPEN and each.kind in others]
            return _in_queue(findings_behind("Open: all other causes", found, self.header))
        found = [each for each in self.findings if each.status == OPEN and each.kind == kind]
        made = findings_behind(f"Open: {kind}", found, self.header)
        return _in_queue(made, status=OPEN, kind=kind)

    def _bridge(self, kind: str) -> RowsBehind:
        rows = self.source.tie_out_rows(kind, self.as_of, self.known_utc)
        made = positions_behind(
            kind or "Everything that makes the difference", rows, self.header.currency_code
        )
        is_kind = kind in set(FindingKind)
        return _in_queue(made, status="all", kind=kind) if is_kind or not kind else made

    def _quiet(self, _rest: str) -> RowsBehind:
        bridge = self.report.bridge if self.report else ()
        kinds = {line.kind for line in bridge if not line.effect}
        rows = self.source.tie_out_rows("", self.as_of, self.known_utc)
        found = [row for row in rows if row.kind in kinds]
        made = positions_behind("Kinds that change nothing owed", found, self.header.currency_code)
        return _in_queue(made, status="all")

    def _unexplained(self, _rest: str) -> RowsBehind:
        made = positions_behind("Unexplained", (), self.header.currency_code)
        said = unexplained_words(self.report) if self.report else ""
        return replace(made, said=f"{said}.", empty="")

    def _owed(self, which: str) -> RowsBehind:
        side, _, bracket = which.partition("|")
        rows = self.source.owed_rows(side, bracket, self.as_of, self.known_utc)
        return owed_behind(f"Owed in {side}{', ' if bracket else ''}{bracket}", rows)

    def _run(self, run_id: str) -> RowsBehind:
        runs = self.figures.runs if self.figures else ()
        page = find_page("History")
        made = runs_behind("Run", [run for run in runs if run.run_id == run_id])
        return replace(made, address=page.notebook, where=page.title) if page else made


def _in_queue(made: RowsBehind, status: str = OPEN, kind: str = "") -> RowsBehind:
    address = deep_link(MISMATCHES, status=status, kind=kind)
    return replace(made, address=address, where=MISMATCHES.title)


def finding_link(key: str) -> str:
    """Address of the Mismatches page, opened at one finding."""
    return deep_link(MISMATCHES, finding=key)
