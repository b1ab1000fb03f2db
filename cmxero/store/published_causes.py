"""Why each outcome in the analysts' export log is what it is, by today's rules.

Causes are worked out from the messages, not stored with them, so that a rule that learns a new
text of Xero's explains old outcomes too.
"""

from __future__ import annotations

from cmxero.core.causes import causes_of
from cmxero.store.late_arrow import pa

OUTCOMES_WITH_CAUSE = (
    "(select organisation, run_id, case_invoice_number, attempt, state, messages "
    "from report.export_log where len(messages) > 0 or state not in ('CREATED', 'ADOPTED'))"
)
_COLUMNS = {
    "organisation": "string",
    "run_id": "string",
    "case_invoice_number": "string",
    "attempt": "int32",
    "place": "int32",
    "code": "string",
    "about": "string",
    "cause": "string",
    "words": "string",
    "remedy": "string",
    "mended_in": "string",
}


def explained(outcomes: pa.Table) -> pa.Table:
    """A row a cause of each outcome; joins to export_log by invoice, organisation and attempt."""
    rows = [
        {
            **outcome,
            "place": place,
            "code": cause.code,
            "about": cause.about,
            "cause": cause.title,
            "words": cause.words,
            "remedy": cause.remedy,
            "mended_in": cause.where.value,
        }
        for outcome in outcomes.to_pylist()
        for place, cause in enumerate(causes_of(outcome["state"], outcome["messages"]), start=1)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS))
