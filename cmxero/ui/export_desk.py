"""The Export batches page without its widgets: journal, plan, filter, what would be sent."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from cmxero.core.documents import DRAFT
from cmxero.core.errors import NothingToDoError
from cmxero.core.pages import PageHeader
from cmxero.core.wording import capitalised
from cmxero.ui.export_rows import PLAN_COLUMNS, STATE_ORDER, currency_of, invoice_rows, plan_data
from cmxero.ui.export_source import ExportSource, Journal, PastRun
from cmxero.ui.formats import totals_text
from cmxero.ui.grid import Data, arrange
from cmxero.workflows.export_log import Failures
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.plan_rows import IN_XERO, READY, PlanRow

ALL = ""
NOT_ENDED = "not ended"


@dataclass(frozen=True, slots=True)
class Sending:
    """What pressing Export would send, exactly as it was shown.

    Attributes:
        numbers: Case Manager numbers the export is limited to; besides what is ready also what is
            held back, so that the log says why it was.
        count: invoices that are ready among them.
        total: their sum in words, a figure a currency; tax included, as Xero will compute it.
        is_part: whether a person ticked them, rather than taking all that is ready.
        is_approved: whether they arrive approved instead of as drafts.
    """

    numbers: frozenset[str]
    count: int
    total: str
    is_part: bool
    is_approved: bool


class ExportDesk:
    """What the page shows and may do; it asks the source and holds nothing unsaved.

    Raises:
        NothingToDoError: the journal it was opened with is not there.

    Attributes:
        journal: number of the chosen journal; empty while there is none.
        only: Case Manager numbers the plan is limited to; None for the whole journal.
        only_because: what they have in common, in words.
        plan: as last made for this journal; None until then.
        is_checking: whether it is being made.
        failures: what did not go of this journal, by cause.
        state: only invoices of this state are listed; empty for all.
        query, sort: as in ``Grid``.
        selected: Case Manager numbers ticked.
        current: Case Manager number under the cursor.
    """

    def __init__(self, source: ExportSource, journal: str | None = None) -> None:
        self.source = source
        self.journal = journal or ""
        self.only: frozenset[str] | None = None
        self.only_because = ""
        self.plan: ExportPlan | None = None
        self.is_checking = False
        self.failures: Failures | None = None
        self.state = ALL
        self.query = ""
        self.sort: Sequence[str] = ()
        self.selected: Sequence[str] = ()
        self.current = ""
        self.header: PageHeader
        self.journals: tuple[Journal, ...]
        self.unfinished: PastRun | None = None
        self.reload()
        if journal and self.journal != journal:
            known = ", ".join(each.journal_number for each in self.journals) or "none yet"
            raise NothingToDoError(
                f"Journal {journal} has not been imported. Known journals: {known}. Import its "
                "export first, or name another."
            )

    def reload(self) -> None:
        """Read everything but the plan again."""
        self.header = self.source.page_header()
        found = self.source.journals()
        self.journals = tuple(sorted(found, key=_age, reverse=True))
        known = {journal.journal_number for journal in self.journals}
        if self.journal not in known:
            waiting = (each for each in self.journals if each.not_exported)
            first = next(waiting, next(iter(self.journals), None))
            self.journal = first.journal_number if first else ""
        self.failures = self.source.export_causes(self.journal) if self.journal else None
        exports = (run for run in self.source.runs() if run.kind == "export")
        last = next(exports, None)
        self.unfinished = last if last and last.outcome == NOT_ENDED else None

    def choose(self, journal: str) -> None:
        """Turn to another journal; its plan is still to be made."""
        self.journal = journal
        self.limit_to(None, "")
        self.failures = self.source.export_causes(journal)

    def limit_to(self, only: Collection[str] | None, because: str) -> None:
        """Look at these invoices only, or at the whole journal; the plan is still to be made."""
        self.only = None if only is None else frozenset(only)
        self.only_because = because
        self.plan, self.state, self.selected, self.current = None, ALL, (), ""

    def take(self, plan: ExportPlan) -> None:
        """Show a plan; the filter stays where it still finds something."""
        self.plan, self.is_checking = plan, False
        if self.state not in {row.state for row in plan.rows}:
            self.state = ALL
        self._stay_on_a_row()

    def filter_by(self, state: str) -> None:
        """List only one state, or all (empty)."""
        self.state = state
        self._stay_on_a_row()

    def listed(self) -> tuple[PlanRow, ...]:
        """Invoices that pass the chips, first those that need a person."""
        rows = invoice_rows(self.plan) if self.plan else ()
        return tuple(row for row in rows if self.state in {ALL, row.state})

    def data(self) -> Data:
        """The listed invoices as the grid takes them."""
        if self.plan is None:
            return {"id": []}
        return plan_data(self.plan, self.listed(), self.header.currency_code)

    def shown(self) -> tuple[PlanRow, ...]:
        """Invoices that also pass the search box, in the order on the screen."""
        listed = self.listed()
        if not listed:
            return ()
        return tuple(listed[at] for at in arrange(PLAN_COLUMNS, self.data(), self.query, self.sort))

    def state_counts(self) -> list[tuple[str, str, int]]:
        """Chips: value, words, count."""
        counts = Counter(row.state for row in self.plan.rows) if self.plan else Counter[str]()
        chips = [
            (state, capitalised(state), counts[state]) for state in STATE_ORDER if counts[state]
        ]
        return [(ALL, "All", counts.total()), *chips]

    def targets(self) -> tuple[PlanRow, ...]:
        """The ticked invoices, else the one under the cursor."""
        shown = self.shown()
        ticked = set(self.selected)
        chosen = tuple(row for row in shown if row.case_invoice_number in ticked)
        return chosen or tuple(row for row in shown if row.case_invoice_number == self.current)

    def sending(self) -> Sending | None:
        """What pressing Export would send; None while nothing is ready or Xero was not asked."""
        if self.plan is None or not self.plan.asked_xero:
            return None
        ticked = set(self.selected)
        rows = [row for row in self.plan.rows if row.state != IN_XERO]
        if ticked:
            rows = [row for row in rows if row.case_invoice_number in ticked]
        ready = {row.case_invoice_number for row in rows if row.state == READY}
        drafts = [draft for draft in self.plan.drafts if draft.case_invoice_number in ready]
        if not drafts:
            return None
        return Sending(
            numbers=frozenset(ready if ticked else (row.case_invoice_number for row in rows)),
            count=len(drafts),
            total=totals_text((draft.currency_code, draft.total) for draft in drafts),
            is_part=bool(ticked),
            is_approved=any(draft.status != DRAFT for draft in drafts),
        )

    def total_of(self, state: str) -> str:
        """The sum of the invoices in a state, as Case Manager has it, a figure a currency."""
        if self.plan is None:
            return ""
        return totals_text(
            (currency_of(self.plan, row, self.header.currency_code), row.case_total)
            for row in self.plan.rows
            if row.state == state
        )

    def count_of(self, state: str) -> int:
        """How many invoices of the plan are in a state."""
        return sum(row.state == state for row in self.plan.rows) if self.plan else 0

    def may_go_again(self) -> tuple[str, ...]:
        """Numbers of the targets if Xero is said to have every one of them, else nothing."""
        targets = self.targets()
        if any(row.state != IN_XERO for row in targets):
            return ()
        return tuple(row.case_invoice_number for row in targets)

    def neighbour(self, step: int) -> str:
        """Number of the invoice ``step`` rows further in the order shown; stays at both ends."""
        keys = [row.case_invoice_number for row in self.shown()]
        if not keys:
            return ""
        here = keys.index(self.current) if self.current in keys else 0
        return keys[min(max(here + step, 0), len(keys) - 1)]

    def _stay_on_a_row(self) -> None:
        keys = [row.case_invoice_number for row in self.shown()]
        self.selected = tuple(key for key in self.selected if key in keys)
        if self.current not in keys:
            self.current = keys[0] if keys else ""


def _age(journal: Journal) -> tuple[date, int, str]:
    number = journal.journal_number
    return (journal.journal_date, len(number), number)
