"""Suggest which findings of both sides belong together; a person links them, or does not."""

from collections.abc import Sequence

from cmxero.core.findings import Finding
from cmxero.core.match_candidates import Candidate
from cmxero.core.match_groups import match_all
from cmxero.core.match_kinds import ROLES
from cmxero.core.match_suggestions import MatchSuggestion, suggestion
from cmxero.core.matching import WINDOW_DAYS, Verdict
from cmxero.core.named_numbers import named_in, number_of
from cmxero.core.resolutions import OPEN
from cmxero.store.match_texts import MatchTexts, read_match_texts
from cmxero.workflows.bench import Bench

_ORDER = tuple(Verdict)


def suggest_matches(bench: Bench, *, window_days: int = WINDOW_DAYS) -> tuple[MatchSuggestion, ...]:
    """Every verdict on the findings nobody has decided; unique matches first.

    No finding is in two unique matches. Nothing is stored.

    Args:
        window_days: how far apart the dates of a match may lie.
    """
    findings = [each for each in bench.reports.findings(bench.parameters) if each.status == OPEN]
    texts = read_match_texts(bench.database, bench.parameters)
    return suggestions(candidates(findings, texts), window_days=window_days)


def suggestions(
    found: Sequence[Candidate], *, window_days: int = WINDOW_DAYS
) -> tuple[MatchSuggestion, ...]:
    """The same for candidates at hand."""
    verdicts = [suggestion(each) for each in match_all(found, window_days=window_days)]
    return tuple(sorted(verdicts, key=lambda each: _ORDER.index(each.verdict)))


def candidates(findings: Sequence[Finding], texts: dict[str, MatchTexts]) -> tuple[Candidate, ...]:
    """Those findings that may belong together with others.

    Args:
        texts: by key; a finding that is not there any more takes no part.
    """
    return tuple(
        _candidate(each, texts[each.key])
        for each in findings
        if each.effect and each.kind in ROLES and each.key in texts
    )


def _candidate(finding: Finding, texts: MatchTexts) -> Candidate:
    role = ROLES[finding.kind]
    return Candidate(
        key=finding.key,
        side=role.side,
        nature=role.nature,
        effect=finding.effect,
        day=texts.day or (finding.since if role.is_dated else None),
        what=role.what.format(finding.subject),
        case_invoice_number=finding.case_invoice_number,
        contact=texts.contact_id,
        customer=finding.contact_name,
        numbers=frozenset(map(number_of, texts.numbers)),
        references=frozenset().union(*map(named_in, texts.texts)),
    )
