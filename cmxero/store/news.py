"""How much of what people look at is stored: counts only, so that a page may ask twice a minute."""

from cmxero.core.deciding import is_same_person
from cmxero.core.news import Counts
from cmxero.store.database import Database

_DECIDED = "select decided_by, count(*) from workbench.recon.resolution group by decided_by"
_COUNTS = """
select
    (select count(*) from workbench.recon.proof),
    (select count(*) from workbench.landing.xero_invoice)
    + (select count(*) from workbench.landing.xero_credit)
    + (select count(*) from workbench.landing.xero_payment),
    (select count(*) from workbench.landing.case_transaction),
    (select count(*) from workbench.sync.outcome)
"""


class Newsroom:
    """Reads how many rows there are; works out no pair and no finding."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, person: str) -> Counts:
        """How much there is for a person, whose own decisions are no news."""
        with self._database.read() as con:
            decided = con.execute(_DECIDED).fetchall()
            (rest,) = con.execute(_COUNTS).fetchall()
        by_others = sum(count for name, count in decided if not is_same_person(name, person))
        return Counts(by_others, *rest)
