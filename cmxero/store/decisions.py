"""People's decisions on findings: appended, never changed, never overtaken unseen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cmxero.core.errors import NothingToDoError, StaleDecisionError
from cmxero.core.resolutions import STATUS_AFTER, ResolutionAction
from cmxero.store.database import Database, Parameters


class Decisions:
    """The ``recon.resolution`` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(
        self,
        parameters: Sequence[Parameters],
        keys: Sequence[str],
        action: ResolutionAction,
        *,
        reason: str,
        note: str,
        decided_by: str,
        decided_utc: datetime,
        versions: Mapping[str, int],
    ) -> int:
        """Store one decision on each finding, or none at all; how many were stored.

        Args:
            versions: the version each finding had when the person saw it.

        Raises:
            NothingToDoError: a key is not a present finding.
            StaleDecisionError: somebody decided one of them since.
        """
        facts = self._facts(parameters, keys)
        with self._database.write() as con:
            for key in keys:
                if key not in facts:
                    raise NothingToDoError(_gone(key))
                organisation, marks = facts[key]
                rows = con.execute(
                    "select version, decided_by, action from stage.resolution "
                    "where finding_key = ?",
                    [key],
                ).fetchall()
                version, by, done = rows[0] if rows else (0, "", "")
                if version != versions.get(key, 0):
                    raise StaleDecisionError(key, by, done)
                con.execute(
                    "insert into workbench.recon.resolution values (?,?,?,?,?,?,?,?,?,?)",
                    [
                        key,
                        version + 1,
                        organisation,
                        action.value,
                        STATUS_AFTER[action],
                        reason,
                        note,
                        decided_by,
                        decided_utc,
                        marks,
                    ],
                )
        return len(keys)

    def _facts(
        self, parameters: Sequence[Parameters], keys: Sequence[str]
    ) -> dict[str, tuple[str, str]]:
        with self._database.read(parameters) as con:
            rows = con.execute(
                "select finding_key, organisation, facts from recon.finding "
                "where list_contains(?, finding_key)",
                [list(keys)],
            ).fetchall()
        return {str(key): (str(organisation), str(facts)) for key, organisation, facts in rows}


def _gone(key: str) -> str:
    return (
        f"'{key}' is not a finding any more: both sides agree since the last pull, or it was "
        "never one. Nothing was stored. Look at the list again."
    )
