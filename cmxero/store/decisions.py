"""People's decisions on findings: appended, never changed, never overtaken unseen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple

from cmxero.core.decidable import Decidable, Signature
from cmxero.core.deciding import decide
from cmxero.core.resolutions import Decision, Resolution
from cmxero.store.bulk import append_rows
from cmxero.store.database import Connection, Database, Parameters
from cmxero.store.decision_rows import COLUMNS, read_decisions

_FOUND = """
select
    k.key, coalesce(f.organisation, d.organisation), coalesce(f.subject, ''),
    coalesce(f.status, ''), coalesce(f.currency_code, ''), coalesce(f.effect, 0.00),
    greatest(abs(coalesce(f.case_amount, 0.00)), abs(coalesce(f.xero_amount, 0.00))),
    coalesce(f.facts, ''), coalesce(s.state, ''), s.at_utc, p.gone_utc
from (select unnest(?) as key) k
left join recon.finding f on f.finding_key = k.key
left join stage.resolution d on d.finding_key = k.key
left join recon.sending s on s.finding_key = k.key and s.version = d.stands
left join stage.proof p on p.finding_key = k.key and p.version = d.stands
where f.finding_key is not null or d.finding_key is not null
"""
"""What there is by these keys, present or only decided once."""


class Decisions:
    """The ``recon.resolution`` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(
        self,
        parameters: Sequence[Parameters],
        keys: Sequence[str],
        wanted: Resolution,
        by: Signature,
        versions: Mapping[str, int] | None,
    ) -> int:
        """Store one decision on each finding, or none at all; how many were stored.

        Args:
            versions: the version each finding had when the person saw it; None takes the findings
                as they are now.

        Raises:
            DecisionRefusedError: something is missing, or it does not fit one of the findings.
            NothingToDoError: a key is not a present finding.
            StaleDecisionError: somebody decided one of them since.
        """
        with self._database.write(parameters) as con:
            made = decide(_decidable(con, keys), keys, wanted, by, versions)
            append_rows(con, "recon.resolution", COLUMNS, [astuple(row) for row in made])
        return len(made)

    def newest(self, organisation: str, newest: int, key: str = "") -> tuple[Decision, ...]:
        """The last decisions, newest first.

        Args:
            key: only those on this finding, which may be gone by now; empty for all.
        """
        with self._database.read() as con:
            return read_decisions(
                con,
                "organisation = ? and (? = '' or finding_key = ?) "
                "order by decided_utc desc, finding_key, version desc limit ?",
                [organisation, key, key, newest],
            )

    def subjects(self, organisation: str) -> dict[str, str]:
        """Key → what it is about, of every finding that was ever decided."""
        with self._database.read() as con:
            first = read_decisions(con, "organisation = ? and version = 1", [organisation])
        return {each.finding_key: each.subject for each in first}


def _decidable(con: Connection, keys: Sequence[str]) -> dict[str, Decidable]:
    """Findings by key, present or only decided once, and all that were linked with one of them."""
    wanted = list(dict.fromkeys(keys))
    linked = con.execute(
        "select distinct m.finding_key from stage.link_member m inner join stage.resolution d "
        "on d.group_id = m.group_id where d.finding_key in (select unnest(?))",
        [wanted],
    ).fetchall()
    wanted = list(dict.fromkeys([*wanted, *(str(row[0]) for row in sorted(linked))]))
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for each in read_decisions(
        con, "finding_key in (select unnest(?)) order by finding_key, version", [wanted]
    ):
        decisions[each.finding_key].append(each)
    rows = con.execute(_FOUND, [wanted]).fetchall()
    return {
        str(key): Decidable(
            key=str(key),
            organisation=organisation,
            subject=subject or decisions[key][0].subject,
            status=status,
            currency_code=currency_code,
            effect=effect,
            largest_amount=largest,
            facts=facts,
            decisions=tuple(decisions[key]),
            sending=sending,
            sending_utc=sending_utc,
            proven_utc=proven_utc,
        )
        for (
            key, organisation, subject, status, currency_code, effect, largest, facts, sending,
            sending_utc, proven_utc,
        ) in rows
    }  # fmt: skip
