"""What Xero last said about an organisation: lock dates, accounts, tax rates."""

import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cmxero.core.documents import XeroAccount, XeroOrganisation, XeroTaxRate
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.store.database import Database


class OrganisationAnswers:
    """Every answer that differed from the one before it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, organisation: str, facts: OrganisationFacts, now_utc: datetime) -> None:
        """Remember an answer, unless it is what was known."""
        answer = _encoded(facts)
        with self._database.attached_once():
            known = self._newest(organisation)
            if known is None or known[0] != answer:
                with self._database.write() as con:
                    con.execute(
                        "insert into workbench.sync.organisation_answer values (?, ?, ?)",
                        [organisation, now_utc, answer],
                    )

    def newest(self, organisation: str) -> tuple[OrganisationFacts, datetime] | None:
        """The last answer that said something new, and when it came (naive UTC)."""
        known = self._newest(organisation)
        return (_decoded(known[0]), known[1]) if known else None

    def _newest(self, organisation: str) -> tuple[str, datetime] | None:
        with self._database.read() as con:
            rows = con.execute(
                "select answer, asked_utc from workbench.sync.organisation_answer "
                "where organisation = ? order by asked_utc desc limit 1",
                [organisation],
            ).fetchall()
        return (str(rows[0][0]), rows[0][1]) if rows else None


def _encoded(facts: OrganisationFacts) -> str:
    said = {
        "organisation": asdict(facts.organisation),
        "accounts": [asdict(one) for one in facts.accounts],
        "tax_rates": [{**asdict(one), "classes": sorted(one.classes)} for one in facts.tax_rates],
    }
    return json.dumps(said, default=str, sort_keys=True)


def _decoded(answer: str) -> OrganisationFacts:
    said = json.loads(answer)
    return OrganisationFacts(
        organisation=XeroOrganisation(
            **{name: _date(name, value) for name, value in said["organisation"].items()}
        ),
        accounts=tuple(XeroAccount(**one) for one in said["accounts"]),
        tax_rates=tuple(_rate(one) for one in said["tax_rates"]),
    )


def _date(name: str, value: Any) -> Any:  # noqa: ANN401 - of any field
    return date.fromisoformat(value) if name.endswith("_date") and value else value


def _rate(said: dict[str, Any]) -> XeroTaxRate:
    rate, classes = Decimal(said["effective_rate"]), frozenset(said["classes"])
    return XeroTaxRate(**{**said, "effective_rate": rate, "classes": classes})
