"""A person on each side who does what playbooks say, round by round, until nothing is open."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cmxero.core.errors import NothingToDoError, NotPlayedError
from cmxero.core.findings import Finding
from cmxero.core.playbook import Playbook, Way
from cmxero.core.playbook_entries import (
    AcceptDifference,
    Entry,
    ExportInvoice,
    FullPull,
    SendAgain,
    System,
)
from cmxero.core.resolutions import ACCEPTED, ResolutionAction
from cmxero.sandbox.hands import XeroUser
from cmxero.workbench import Workbench
from cmxero.working_off.case_hand import CaseHand
from cmxero.working_off.xero_hand import XeroHand


class PlaybookPlayer:
    """Works off findings round by round.

    Attributes:
        choose: which way is gone; the first that can be gone at once, unless told otherwise.
        lets_cmxero_send: what cmxero may send, it sends; else a person enters it.
    """

    def __init__(
        self,
        bench: Workbench,
        user: XeroUser,
        folder: Path,
        *,
        lets_cmxero_send: bool = True,
        choose: Callable[[Playbook], Way] | None = None,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.bench = bench
        self.xero, self.case = XeroHand(user), CaseHand(bench, folder)
        self.lets_cmxero_send = lets_cmxero_send
        self.choose = choose or (lambda book: book.ready)
        self.told, self.sent = told, 0

    def work_off(self, rounds: int = 8) -> int:
        """Go on until nothing is open; how many rounds it took."""
        for count in range(rounds):
            if not self.round():
                return count
        left = [(f.kind.value, f.subject) for f in self.open()]
        raise NotPlayedError(f"the playbooks of {left}", f"they are open after {rounds} rounds.")

    def open(self) -> list[Finding]:
        """Findings nobody has accepted."""
        return [one for one in self.bench.findings() if one.status != ACCEPTED]

    def round(self) -> int:
        """Everything that can be done now, once; how many findings there were."""
        found = self.open()
        keys = {one.key for one in found}
        books = [
            self.bench.playbook(one.key, ask_xero=place == 0) for place, one in enumerate(found)
        ]
        for book in books:
            if keys.isdisjoint(book.waits_for):
                way = self.choose(book)
                self.go(book.finding_key, way, book.ways.index(way) + 1)
        self.case.deliver()
        self.bench.pull(full=True)
        if found:
            self.told(
                f"A round of working off: {len(found)} findings were open, {len(self.open())} are "
                f"now; {self.sent} documents sent by cmxero so far."
            )
        return len(found)

    def go(self, key: str, way: Way, place: int) -> None:
        """Every entry of a way, which has its place in the playbook."""
        entries = list(way.entries)
        if self.lets_cmxero_send and way.can_be_sent:
            try:
                report = self.bench.settle([key], dry_run=False, way=place)
            except NothingToDoError:
                return  # what was settled before it has changed it; the next round sees to it
            held = report.plans[0].held
            if held or not all(one.is_done for one in report.settled):
                raise NotPlayedError(key, "; ".join(map(str, held)) or str(report))
            entries = entries[len(way.sendable) :]
            self.sent += len(report.settled)
        for entry in entries:
            if entry.system is System.XERO:
                self.xero.do(entry)
            elif entry.system is System.CASE_MANAGER:
                self.case.do(entry)
            else:
                self._deed(key, entry)

    def _deed(self, key: str, entry: Entry) -> None:
        match entry:
            case AcceptDifference():
                with suppress(NothingToDoError):  # a corrected journal may have settled it too
                    self.bench.resolve([key], ResolutionAction.ACCEPT, reason=entry.reason)
            case ExportInvoice():
                self.case.deliver()
                report = self.bench.export(
                    entry.journal_number, dry_run=False, only=[entry.case_invoice_number]
                )
                if not report.exported:
                    raise NotPlayedError(entry, str(report))
            case SendAgain():
                self.bench.send_again([entry.case_invoice_number], reason=entry.reason)
            case FullPull():
                self.bench.pull(full=True)
            case _:
                raise NotPlayedError(entry, "nobody knows how.")
