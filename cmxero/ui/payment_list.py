"""The Payments page without its widgets: what is there, filter, what may be done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.core.payment_board import PaymentRow, PaymentState
from cmxero.core.resolutions import ResolutionAction, allowed_actions
from cmxero.core.wording import capitalised
from cmxero.ui.grid import Data, arrange
from cmxero.ui.payment_rows import COLUMNS, STATE_ORDER, as_data, batch_sizes, general
from cmxero.ui.payment_source import PaymentSource
from cmxero.workflows.payment_board import PaymentBoard

ALL = ""


class PaymentList:
    """What the page shows; it asks the source and holds nothing unsaved.

    Attributes:
        state: only payments of this state are listed; empty for all.
        reason: only those with this reason, without its numbers; empty for all.
        batch: only parts of this batch payment (its id), whatever their state; empty for all.
        query, sort, selected, current: as in ``Grid``.
        header, board: as last read.
        findings: by key, as last read.
    """

    def __init__(self, source: PaymentSource) -> None:
        self.source = source
        self.state = self.reason = self.batch = ALL
        self.query = ""
        self.sort: Sequence[str] = ()
        self.selected: Sequence[str] = ()
        self.current = ""
        self._shown: tuple[PaymentRow, ...] = ()
        self._shown_for: tuple[object, ...] = ()
        self.header: PageHeader
        self.board: PaymentBoard
        self.findings: dict[str, Finding]
        self.reload()

    def reload(self) -> None:
        """Read everything again; the filter stays."""
        self.header = self.source.page_header()
        self.board = self.source.payment_board()
        self._shown_for = ()
        self.findings = {finding.key: finding for finding in self.source.findings()}
        self.sizes = batch_sizes(self.board.rows)
        if self.batch not in self.sizes:
            self.batch = ALL
        self._stay_on_a_row()

    def filter_by(self, *, state: str | None = None, reason: str | None = None) -> None:
        """List one state or reason, or all (empty); another state takes every reason again."""
        if state is not None and state != self.state:
            self.state, self.reason = state, ALL
        if reason is not None:
            self.reason = reason
        self._stay_on_a_row()

    def filters(self) -> dict[str, str]:
        """What is filtered now, as a view keeps it."""
        return {"state": self.state, "reason": self.reason, "batch": self.batch}

    def open_batch(self, batch_id: str) -> None:
        """List only the parts of a batch payment; everything again if there is none of this id."""
        self.batch = batch_id if batch_id in self.sizes else ALL
        self._stay_on_a_row()

    def listed(self) -> tuple[PaymentRow, ...]:
        """Payments that pass the chips, newest first."""
        if self.batch:
            return tuple(row for row in self.board.rows if row.facts.batch_id == self.batch)
        return tuple(
            row
            for row in self.board.rows
            if self.state in {ALL, row.state} and self.reason in {ALL, general(row.reason)}
        )

    def data(self) -> Data:
        """The listed payments as the grid takes them."""
        return as_data(self.listed(), self.sizes)

    def shown(self) -> tuple[PaymentRow, ...]:
        """Payments that also pass the search box, in the order on the screen."""
        asked = (id(self.board), self.state, self.reason, self.batch, self.query, tuple(self.sort))
        if asked != self._shown_for:
            listed = self.listed()
            if self.query or self.sort:
                rows = arrange(COLUMNS, as_data(listed, self.sizes), self.query, self.sort)
                listed = tuple(listed[at] for at in rows)
            self._shown, self._shown_for = listed, asked
        return self._shown

    def row(self) -> PaymentRow | None:
        """The payment under the cursor, if it is shown."""
        return next((row for row in self.shown() if row.key == self.current), None)

    def parts(self, batch_id: str) -> tuple[PaymentRow, ...]:
        """The payments of a batch, by invoice."""
        found = (row for row in self.board.rows if row.facts.batch_id == batch_id)
        return tuple(sorted(found, key=lambda row: row.facts.invoice_number))

    def finding_of(self, row: PaymentRow | None) -> Finding | None:
        """The finding on a payment, if there is one."""
        return self.findings.get(row.finding_key) if row else None

    def can_match(self, row: PaymentRow | None) -> bool:
        """Whether a person may match this payment by hand: it fits no invoice, and moves money."""
        finding = self.finding_of(row)
        return bool(
            row
            and finding
            and row.state is PaymentState.UNMATCHED
            and finding.effect
            and ResolutionAction.LINK in allowed_actions(finding.status, finding.version)
        )

    def to_match(self) -> tuple[Finding, ...]:
        """Findings on payments that wait to be matched by hand.

        Where Case Manager knows no invoice, and so no customer, they name Xero's contact.
        """
        return tuple(
            replace(finding, contact_name=finding.contact_name or row.facts.customer)
            for row in self.board.rows
            if self.can_match(row) and (finding := self.finding_of(row))
        )

    def count_of(self, state: PaymentState) -> int:
        """How many payments are in a state."""
        return sum(row.state is state for row in self.board.rows)

    def state_counts(self) -> list[tuple[str, str, int]]:
        """Chips for the states: value, words, count."""
        counts = Counter(row.state for row in self.board.rows)
        chips = [(state.value, capitalised(state.value), counts[state]) for state in STATE_ORDER]
        return [(ALL, "All", counts.total()), *chips]

    def reason_counts(self) -> list[tuple[str, str, int]]:
        """Chips for the reasons found in the chosen state, most frequent first."""
        found = Counter(
            general(row.reason) for row in self.board.rows if self.state in {ALL, row.state}
        )
        chips = [(reason, capitalised(reason), count) for reason, count in found.most_common()]
        return [(ALL, "Every reason", found.total()), *chips]

    def neighbour(self, step: int) -> str:
        """Id of the payment ``step`` rows further in the order shown; stays at both ends."""
        keys = [row.key for row in self.shown()]
        if not keys:
            return ""
        here = keys.index(self.current) if self.current in keys else 0
        return keys[min(max(here + step, 0), len(keys) - 1)]

    def _stay_on_a_row(self) -> None:
        keys = [row.key for row in self.shown()]
        if self.current not in keys:
            self.current = keys[0] if keys else ""
