"""A person decides findings: checked, stored together, never overtaking another's decision."""

from collections.abc import Mapping, Sequence

from cmxero.core.errors import DecisionRefusedError
from cmxero.core.resolutions import ResolutionAction, reason_fault
from cmxero.workflows.bench import Bench


def resolve(
    bench: Bench,
    keys: Sequence[str],
    action: ResolutionAction,
    *,
    reason: str,
    note: str,
    versions: Mapping[str, int] | None,
) -> int:
    """Store one decision on each finding, or none; how many.

    Args:
        versions: what the person saw; None takes the findings as they are now.

    Raises:
        DecisionRefusedError: a reason is missing.
        StaleDecisionError: somebody was faster.
        NothingToDoError: a finding is gone.
    """
    if fault := reason_fault(action, reason):
        raise DecisionRefusedError(fault)
    if versions is None:
        findings = bench.reports.findings(bench.parameters)
        versions = {finding.key: finding.version for finding in findings}
    return bench.decisions.decide(
        bench.parameters,
        keys,
        action,
        reason=reason.strip(),
        note=note.strip(),
        decided_by=bench.person,
        decided_utc=bench.clock(),
        versions=versions,
    )
