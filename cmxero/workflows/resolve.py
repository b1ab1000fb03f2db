"""A person decides findings: checked, stored together, never overtaking another's decision."""

from collections.abc import Mapping, Sequence

from cmxero.core.decidable import Signature
from cmxero.core.resolutions import Resolution
from cmxero.workflows.bench import Bench


def resolve(
    bench: Bench, keys: Sequence[str], wanted: Resolution, versions: Mapping[str, int] | None = None
) -> int:
    """Store one decision on each finding, or none; how many.

    Args:
        versions: what the person saw; None takes the findings as they are now.

    Raises:
        DecisionRefusedError: something is missing, or it does not fit one of the findings.
        StaleDecisionError: somebody was faster.
        NothingToDoError: a finding is gone.
    """
    with bench.database.attached_once():
        by = Signature(
            person=bench.person,
            now_utc=bench.clock(),
            today=bench.today(),
            second_person_above=bench.second_person_above,
            group_id=f"link-{bench.new_id()}",
        )
        return bench.decisions.decide(bench.parameters, keys, wanted, by, versions)
