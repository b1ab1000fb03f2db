"""Make a day's digest: gather the figures, write the page, record the run, once a day.

The page is written before its run ends: killed between, the next process makes it again, over the
old one. It is held against the digest of an earlier day, never of the same one.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cmxero.core.digest import DigestFacts, digest_text, kind_lines, marks_of
from cmxero.core.findings import Finding, is_still_there
from cmxero.core.resolutions import FOR_APPROVAL
from cmxero.store.digests import KIND, Digests
from cmxero.workflows.bench import Bench
from cmxero.workflows.doctor import events_text
from cmxero.workflows.export_log import failures
from cmxero.workflows.runs import recorded_run
from cmxero.workflows.watch_state import WatchState


@dataclass(frozen=True, slots=True)
class Digest:
    """A day's digest.

    Attributes:
        file: where the page lies; None where it was only looked at.
        facts: what it says; None where it was made before.
    """

    day: date
    text: str
    file: Path | None
    facts: DigestFacts | None

    def __str__(self) -> str:
        said = self.facts.headline if self.facts else f"The digest of {self.day} is there already."
        return f"{said} {self.file}" if self.file else said


def last_digest_day(bench: Bench) -> date | None:
    """The practice's day of the newest digest, or None before the first."""
    return Digests(bench.database).last_day(bench.organisation)


def make_digest(bench: Bench, state: WatchState, folder: Path, *, mode: str) -> Digest:
    """Today's digest: made if there is none yet, else as it was made."""
    day = bench.today()
    file = folder / f"digest-{day}.md"
    if last_digest_day(bench) == day and file.is_file():
        return Digest(day, file.read_text("utf-8"), file, None)
    with recorded_run(bench, KIND, {"day": str(day)}) as run:
        with bench.database.attached_once():
            findings = bench.reports.findings(bench.parameters)
            facts = _gathered(bench, state, findings, day, mode)
        text = digest_text(facts)
        folder.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(file.name + ".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
        run.summary |= {
            "findings": {kind: sorted(marks) for kind, marks in marks_of(findings).items()},
            "difference": str(facts.difference),
            "unexplained": str(facts.unexplained),
        }
        run.message = facts.headline
    return Digest(day, text, file, facts)


def look_at_digest(bench: Bench, state: WatchState, *, mode: str) -> Digest:
    """What a digest would say now; nothing is written or recorded."""
    day = bench.today()
    with bench.database.attached_once():
        findings = bench.reports.findings(bench.parameters)
        facts = _gathered(bench, state, findings, day, mode)
    return Digest(day, digest_text(facts), None, facts)


def _gathered(
    bench: Bench, state: WatchState, findings: tuple[Finding, ...], day: date, mode: str
) -> DigestFacts:
    digests = Digests(bench.database)
    before = digests.find_before(bench.organisation, day)
    known = bench.history.find_organisation(bench.organisation)
    (tie,) = bench.tie_outs.tie_out(bench.parameters)
    failed = failures(bench)
    waiting, waiting_total, by_hand = bench.outbox.waiting(bench.parameters[0])
    pulls, failed_pulls = digests.pulls_since(
        bench.organisation, before.made_utc if before else None
    )
    return DigestFacts(
        day=day,
        organisation=known.name if known else "Not connected",
        mode=mode,
        currency_code=tie.currency_code,
        case_receivables=tie.case_receivables,
        xero_receivables=tie.xero_receivables,
        difference=tie.difference,
        unexplained=tie.unexplained,
        since=before.day if before else None,
        kinds=kind_lines(findings, before.marks if before else None),
        held=digests.held(bench.parameters),
        failed_exports=failed.count,
        failed_total=failed.total,
        pulls=pulls,
        failed_pulls=failed_pulls,
        last_pull_utc=state.last_pull_utc,
        recount=state.reminder,
        usage=str(state.usage),
        events=events_text(state.events),
        failing_checks=bench.reports.failing_checks(bench.parameters),
        waiting=waiting,
        waiting_total=waiting_total,
        by_hand=by_hand,
        for_approval=sum(finding.status == FOR_APPROVAL for finding in findings),
        still_there=sum(map(is_still_there, findings)),
        proven=bench.proofs.count_since(bench.organisation, before.made_utc if before else None),
    )
