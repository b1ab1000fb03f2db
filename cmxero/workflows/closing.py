"""Close a period with a certificate, and say what moved it afterwards (DESIGN 10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.certificate import Certificate, certificate_text
from cmxero.core.errors import NothingToDoError, PeriodNotClosedError
from cmxero.core.wording import date_words
from cmxero.store.period_closes import PeriodChange
from cmxero.workflows.bench import Bench
from cmxero.workflows.runs import recorded_run
from cmxero.workflows.tie_out import tie_out


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closed period and where it stands today; dollars.

    Attributes:
        changes: every document that counts otherwise since, with before and after.
    """

    certificate: Certificate
    case_receivables: Decimal
    xero_receivables: Decimal
    changes: tuple[PeriodChange, ...]

    @property
    def is_moved(self) -> bool:
        """Whether anything changed in it since it was closed."""
        return bool(self.changes)


def close_period(bench: Bench, as_of: date, note: str = "") -> Certificate:
    """Certify what both ledgers came to on a day; the same facts again change nothing.

    Raises:
        PeriodNotClosedError: the period has not ended, Xero was not read since, something is
            unexplained, or a check is not empty.
    """
    known_utc = bench.clock()
    last_pull_utc = bench.history.last_pull_utc(bench.organisation)
    if as_of >= bench.today():
        raise PeriodNotClosedError(as_of, f"{date_words(as_of)} is not over yet.", "Wait a day.")
    if last_pull_utc is None or bench.local_time()(last_pull_utc).date() <= as_of:
        raise PeriodNotClosedError(
            as_of, "Xero was not read after the period's last day.", "Run `cmxero pull` first."
        )
    with bench.known_on(known_utc) as then:
        report = tie_out(then, as_of)
        failing = then.reports.failing_checks(then.parameters)
        if report.total.unexplained or failing:
            names = f" ({', '.join(failing)})" if failing else ""
            raise PeriodNotClosedError(
                as_of,
                f"{report.total.unexplained:,.2f} is unexplained or a check is not empty{names}.",
                "Run `cmxero pull --full`, then `cmxero doctor`.",
            )
        facts_sha256, count = then.tie_outs.facts_hash(then.parameters, as_of)
        findings = then.reports.findings(then.parameters)
    earlier = {c.as_of: c for c in bench.period_closes.newest(bench.organisation)}.get(as_of)
    if earlier and earlier.facts_sha256 == facts_sha256:
        return earlier
    with recorded_run(bench, "close period", {"as_of": as_of.isoformat()}) as run:
        certificate = Certificate(
            bench.organisation,
            as_of,
            earlier.version + 1 if earlier else 1,
            report.total.currency_code,
            report.total.case_receivables,
            report.total.xero_receivables,
            tuple((line.kind, line.findings, line.effect) for line in report.bridge),
            tuple((line.bracket, line.case_owed, line.xero_owed) for line in report.ageing),
            sum(finding.status == "open" for finding in findings if finding.since <= as_of),
            facts_sha256,
            count,
            known_utc,
            last_pull_utc,
            bench.person,
            note.strip(),
            run.run_id,
        )
        bench.period_closes.add(certificate)
        run.message = (
            f"Period to {date_words(as_of)} closed: difference {certificate.difference:,.2f}, "
            "all of it explained."
        )
    return certificate


def closed_periods(bench: Bench) -> tuple[ClosedPeriod, ...]:
    """Every closed period, the latest first, with what changed in it since."""
    return tuple(_looked_at(bench, each) for each in bench.period_closes.newest(bench.organisation))


def find_closed_period(bench: Bench, as_of: date) -> ClosedPeriod:
    """One closed period.

    Raises:
        NothingToDoError: no period was closed on that day.
    """
    return _looked_at(bench, _find(bench, as_of))


def certificate_page(bench: Bench, as_of: date) -> str:
    """The newest certificate of a period as text.

    Raises:
        NothingToDoError: no period was closed on that day.
    """
    known = bench.history.find_organisation(bench.organisation)
    return certificate_text(_find(bench, as_of), known.name if known else bench.organisation)


def _find(bench: Bench, as_of: date) -> Certificate:
    for certificate in bench.period_closes.newest(bench.organisation):
        if certificate.as_of == as_of:
            return certificate
    raise NothingToDoError(
        f"No period was closed on {date_words(as_of)}. `cmxero periods` lists those that were; "
        "`cmxero close-period` closes one."
    )


def _looked_at(bench: Bench, certificate: Certificate) -> ClosedPeriod:
    (tie,) = bench.tie_outs.tie_out(bench.parameters, certificate.as_of)
    with bench.known_on(certificate.known_utc) as then:
        changes = bench.period_closes.changes(
            bench.parameters, then.database, then.parameters, certificate.as_of
        )
    return ClosedPeriod(certificate, tie.case_receivables, tie.xero_receivables, changes)
