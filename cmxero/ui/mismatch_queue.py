"""The Mismatches page without its widgets: filter, selection, what is allowed, decisions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cmxero.core.deciding import is_same_person
from cmxero.core.errors import DecisionRefusedError, NothingToDoError, StaleDecisionError
from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.core.resolutions import (
    NOBODY,
    OPEN,
    STATUSES,
    Resolution,
    ResolutionAction,
    allowed_actions,
    needed_role,
    resolution_fault,
)
from cmxero.core.roles import role_fault
from cmxero.ui.finding_list import FindingList
from cmxero.ui.source import MismatchSource

ASK_ABOVE = 25


@dataclass(frozen=True, slots=True)
class Decided:
    """What one decision did.

    Attributes:
        status: the statuses that the findings have now, in words.
    """

    keys: tuple[str, ...]
    subject: str
    action: ResolutionAction
    count: int
    status: str


class MismatchQueue(FindingList):
    """What the page shows and may do; it asks the source and holds nothing unsaved.

    Attributes:
        selected: ids ticked.
        current: id under the cursor.
        header: as last read.
    """

    def __init__(self, source: MismatchSource) -> None:
        super().__init__()
        self.source = source
        self.selected: Sequence[str] = ()
        self.current = ""
        self.header: PageHeader
        self._undo: dict[str, int] = {}
        self.reload()

    def reload(self) -> None:
        """Read everything again; the filter stays, rows that stayed after a decision may leave."""
        self._read()
        self.nothing_stays()
        self._stay_on_a_row()

    def filter_by(
        self, *, status: str | None = None, kind: str | None = None, part: str | None = None
    ) -> None:
        """As ``FindingList``; the cursor stays on a row that is shown."""
        super().filter_by(status=status, kind=kind, part=part)
        self._stay_on_a_row()

    def targets(self) -> tuple[Finding, ...]:
        """What an action would act on: the ticked findings, else the one under the cursor."""
        shown = self.shown()
        places = sorted(at for at in map(self.shown_at, set(self.selected)) if at is not None)
        if not places and (current := self.shown_at(self.current)) is not None:
            places = [current]
        return tuple(shown[at] for at in places)

    def allowed(self) -> frozenset[ResolutionAction]:
        """Actions that fit every target and the person's role; a decision is all or nothing."""
        return self._fitting_all() - self.withheld().keys()

    def withheld(self) -> dict[ResolutionAction, str]:
        """Actions that would fit, but not the person's role, each with the reason."""
        role = self.header.role
        faults = {action: role_fault(role, needed_role(action)) for action in self._fitting_all()}
        return {action: fault for action, fault in faults.items() if fault}

    def _fitting_all(self) -> frozenset[ResolutionAction]:
        targets = self.targets()
        if not targets:
            return frozenset()
        fit = frozenset.intersection(*(self._fitting(finding) for finding in targets))
        return fit if len(targets) > 1 else fit - {ResolutionAction.LINK}

    def _fitting(self, finding: Finding) -> frozenset[ResolutionAction]:
        fit = allowed_actions(finding.status, finding.version)
        if is_same_person(finding.decided_by, self.header.person):
            fit -= {ResolutionAction.APPROVE}
        # What is open was taken back already, or ended by itself.
        return fit - {ResolutionAction.UNDO} if finding.status == OPEN else fit

    def refusal(self, wanted: Resolution) -> str | None:
        """Why a decision cannot be made as it is, in words, or None."""
        targets = self.targets()
        if not targets:
            return "No finding is selected. Click one in the list and press the button again."
        if fault := role_fault(self.header.role, needed_role(wanted.action)):
            return f"{fault} Ask whoever looks after cmxero here for another one."
        if wanted.action not in self.allowed():
            found = ", ".join(sorted({finding.status for finding in targets}))
            return f"'{wanted.action}' does not fit what is selected ({found}). Select others."
        return resolution_fault(wanted, self.header.today)

    def must_ask(self) -> bool:
        """Whether so many are selected that a person is asked once more (ui.md 8.4)."""
        return len(self.targets()) > ASK_ABOVE

    def decide(self, wanted: Resolution) -> Decided:
        """Store one decision on all targets, carrying the versions that were looked at.

        Raises:
            DecisionRefusedError: no target, the action does not fit, or something is missing.
            StaleDecisionError: somebody was faster; nothing was stored, the rows are fresh.
        """
        refusal = self.refusal(wanted)
        if refusal is not None:
            raise DecisionRefusedError(refusal)
        targets = self.targets()
        decided = self._store({finding.key: finding.version for finding in targets}, wanted)
        lasting = {ResolutionAction.UNDO, ResolutionAction.APPROVE, ResolutionAction.DECLINE}
        self._undo = {
            finding.key: finding.version
            for finding in self.findings
            if wanted.action not in lasting and finding.key in decided.keys
        }
        return decided

    def can_undo(self) -> bool:
        """Whether there is a decision to take back."""
        return bool(self._undo)

    def undo(self) -> Decided:
        """Take the last decision back: a new entry, after which stands what stood before.

        Raises:
            NothingToDoError: there is nothing to take back.
            DecisionRefusedError: something acted on it; nothing was stored.
            StaleDecisionError: somebody decided after us; nothing was stored.
        """
        if not self._undo:
            raise NothingToDoError("There is no decision to undo. Use Reopen on the finding.")
        versions, self._undo = self._undo, {}
        return self._store(versions, Resolution(ResolutionAction.UNDO))

    def neighbour(self, step: int) -> str:
        """Id of the finding ``step`` rows further in the order shown; stays at both ends."""
        shown = self.shown()
        if not shown:
            return ""
        here = self.shown_at(self.current) or 0
        return shown[min(max(here + step, 0), len(shown) - 1)].key

    def _store(self, versions: dict[str, int], wanted: Resolution) -> Decided:
        keys = tuple(versions)
        first = self.finding(keys[0])
        self.stay(keys)
        with self.source.attached_once():
            try:
                count = self.source.resolve(
                    keys,
                    wanted.action,
                    reason=wanted.reason,
                    note=wanted.note.strip(),
                    cap=wanted.cap,
                    expires_on=wanted.expires_on,
                    to=wanted.assigned_to,
                    until=wanted.snoozed_until,
                    versions=versions,
                )
            except StaleDecisionError:
                self._read()
                raise
            self._read_again(keys)
        subject = first.subject if first else keys[0]
        return Decided(keys, subject, wanted.action, count, self._after(keys, wanted))

    def _after(self, keys: Sequence[str], wanted: Resolution) -> str:
        if wanted.action is ResolutionAction.ASSIGN:
            return f"assigned to {wanted.assigned_to.strip() or NOBODY}"
        found = [self.finding(key) for key in keys]
        now = Counter(finding.status for finding in found if finding is not None)
        if len(now) == 1:
            return next(iter(now))
        return ", ".join(f"{now[status]:,} {status}" for status in STATUSES if status in now)

    def _read(self) -> None:
        self.header = self.source.page_header()
        self.look_as(self.header.person, self.header.today)
        self.replace(self.source.findings())

    def _read_again(self, keys: Sequence[str]) -> None:
        """Read those decided, and those linked with them, whose link may have come or gone.

        A decision changes nothing of what is owed, so the header stays as it is.
        """
        left, read = set(keys), set[str]()
        while left:
            groups = self._groups(left)
            changed = self.source.findings(sorted(left))
            if {finding.key for finding in changed} != left:
                self._read()  # one is gone: somebody pulled meanwhile
                return
            read |= left
            self.change(changed)
            groups |= self._groups(left)
            joined = (one.key for one in self.findings if one.group_id in groups)
            left = set(joined) - read if groups else set()

    def _groups(self, keys: set[str]) -> set[str]:
        found = (self.finding(key) for key in keys)
        return {finding.group_id for finding in found if finding is not None} - {""}

    def _stay_on_a_row(self) -> None:
        if self.shown_at(self.current) is None:
            self.current = next((finding.key for finding in self.shown()), "")
