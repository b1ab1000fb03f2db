"""The cases that are being worked on: a small, slowly changing set, however large the sample."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from cmxero.core.casejournal import CaseContact
from cmxero.sample.catalogue import PRIVATE_TERMS
from cmxero.sample.names import EMPLOYERS, INSURERS, NDIS, OFFICES, PRIVATE, TITLES, Payer, People

FEWEST_OPEN, MOST_OPEN = 40, 4000
INVOICES_A_CASE = 4
INSURED, EMPLOYED = 70, 10
PRIVATE_NDIS_ONE_IN = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One case; its payer, if a company, in ``payer``."""

    number: str
    client_name: str
    claim_number: str
    category: str
    office: str
    employee: str
    contact: CaseContact
    terms: str
    payer: Payer | None

    @property
    def is_insured(self) -> bool:
        """Whether an insurer or a scheme pays."""
        return bool(self.payer and self.payer.claim_prefix)


class Cast:
    """Hands out a case for each invoice."""

    def __init__(self, rng: Random, people: People, invoices: int) -> None:
        self._rng, self._people = rng, people
        self._opened = 0
        size = min(MOST_OPEN, max(FEWEST_OPEN, invoices // 8))
        self._open = [self._new() for _ in range(size)]

    def pick(self, fits: Callable[[Case], bool] | None = None) -> Case:
        """A case; now and then one is closed and another opened in its place."""
        while True:
            place = self._rng.randrange(len(self._open))
            case = self._open[place]
            if self._rng.randrange(INVOICES_A_CASE) == 0:
                self._open[place] = self._new()
            if fits is None or fits(case):
                return case

    def _new(self) -> Case:
        rng = self._rng
        self._opened += 1
        # Every ten cases hold seven insured ones, so that small samples are mixed as large ones.
        draw = (self._opened * 7 % 10) * 10
        first, last = self._people.pick(rng)
        title = rng.choice(TITLES)
        if draw < INSURED:
            payer: Payer | None = rng.choice(INSURERS)
        elif draw < INSURED + EMPLOYED:
            payer = rng.choice(EMPLOYERS)
        else:
            payer = None
        return Case(
            number=f"C{20000 + self._opened}",
            client_name=f"{first} {last}",
            claim_number=self._claim(payer),
            category=payer.category if payer else self._private_category(),
            office=rng.choice(OFFICES),
            employee=rng.choice(self._people.employees),
            contact=self._contact(payer, CaseContact(title, first, last)),
            terms=payer.terms if payer else rng.choice(PRIVATE_TERMS),
            payer=payer,
        )

    def _claim(self, payer: Payer | None) -> str:
        if payer is None or not payer.claim_prefix:
            return ""
        return f"{payer.claim_prefix}26-{self._opened:06d}"

    def _private_category(self) -> str:
        return NDIS if self._rng.randrange(PRIVATE_NDIS_ONE_IN) == 0 else PRIVATE

    def _contact(self, payer: Payer | None, client: CaseContact) -> CaseContact:
        if payer is None:
            return client
        first, last = self._people.pick(self._rng)
        return CaseContact(self._rng.choice(TITLES), first, last, payer.name)
