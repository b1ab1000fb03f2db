"""The work list: what to enter for everything shown, made beside the page, to copy or take."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import ipywidgets

from cmxero.core.errors import NothingToDoError
from cmxero.core.findings import Finding
from cmxero.core.playbook import Playbook
from cmxero.ui.action import Action, Notice
from cmxero.ui.adjustment_rows import work_file, work_text
from cmxero.ui.adjustment_source import AdjustmentSource
from cmxero.ui.formats import counted
from cmxero.ui.handover import CopyButton, DownloadButton, FileForBrowser
from cmxero.ui.html import element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.parts import show

Work = Sequence[tuple[Finding, Playbook]]


class WorkList:
    """Works out the default way of many findings, with progress.

    Attributes:
        press: begins.
        box: progress, then what came of it, with a button to copy and one to download it.
        work: findings with their playbooks, once made.
    """

    def __init__(
        self,
        source: AdjustmentSource,
        jobs: PageJobs,
        shown: Callable[[], Sequence[Finding]],
        notice: Notice,
    ) -> None:
        self._source, self._jobs, self._shown, self._notice = source, jobs, shown, notice
        self.work: Work = ()
        self.press = Action("Work list", self._begin, notice=notice,
                            tooltip="What to enter for everything shown")  # fmt: skip
        self.words = ipywidgets.HTML()
        self.copy = CopyButton("Copy all of it")
        self.download = DownloadButton("Download as Excel", self._file)
        self.dismiss = Action("Close", self.close, notice=notice)
        self.box = ipywidgets.HBox(
            [self.words, self.copy, self.download, self.dismiss.button]
        ).add_class("cmx-outcome")
        self.close()

    def close(self) -> None:
        """Put the list away."""
        self.work = ()
        show(self.box, visible=False)

    def _begin(self) -> None:
        findings = tuple(self._shown())
        if not findings:
            raise NothingToDoError("Nothing is shown that has to be entered. Choose other filters.")
        self._tell(0, len(findings))
        for button in (self.copy, self.download):
            button.hidden = True
        show(self.box, visible=True)
        self._jobs.begin(
            "make the work list",
            lambda: self._make(findings),
            self._made,
            failed=self.close,
            pressed=self.press,
            busy="Working it out…",
        )

    def _make(self, findings: Sequence[Finding]) -> Work:
        """In the job's thread; what is gone meanwhile is left out."""
        work = []
        for done, finding in enumerate(findings, start=1):
            with suppress(NothingToDoError):
                work.append((finding, self._source.playbook(finding.key, ask_xero=False)))
            self._jobs.background.tell(partial(self._tell, done, len(findings)))
        return work

    def _tell(self, done: int, every: int) -> None:
        self.words.value = element(
            "div",
            element("progress", value=str(done), max=str(every), aria_label="Work list"),
            element("p", f"{done:,} of {every:,} worked out."),
            class_="cmx-progress",
        )

    def _made(self, work: Work) -> None:
        self.work = work
        steps = sum(len(book.default.entries) for _finding, book in work)
        self.words.value = element(
            "p",
            f"Work list of {counted(len(work), 'finding')}: "
            f"{counted(steps, 'entry', 'entries')}, the suggested way of each.",
            class_="cmx-good",
        )
        self.copy.text = work_text(work)
        for button in (self.copy, self.download):
            button.hidden = False

    def _file(self) -> FileForBrowser | None:
        return self._notice.got(
            "download the work list", lambda: work_file(self.work, self._source.page_header())
        )
