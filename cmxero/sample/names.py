"""Invented payers and people. No insurer, scheme, employer or person here is a real one."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from faker import Faker

FIRST_NAMES, LAST_NAMES, EMPLOYEES = 240, 360, 14
DRAWS_A_NAME = 3


@dataclass(frozen=True, slots=True)
class Payer:
    """A company that pays invoices.

    Attributes:
        code: starts the references of its deposits.
        claim_prefix: how its claim numbers begin; empty if it gives none.
        other_spelling: how the company was called before or after it was renamed.
    """

    name: str
    code: str
    category: str
    terms: str
    claim_prefix: str = ""
    other_spelling: str = ""


WORKERS, CTP, NDIS, PRIVATE = "Workers compensation", "CTP", "NDIS", "Private"

INSURERS: tuple[Payer, ...] = (
    Payer("Bluegum Workers Insurance", "BWI", WORKERS, "14 days", "BW",
          "Blue Gum Workers Insurance Ltd"),
    Payer("Saltbush Mutual Injury Cover", "SMI", WORKERS, "30 days", "SB",
          "Saltbush Mutual Injury Cover Limited"),
    Payer("Ironbark & Daughters Underwriting", "IDU", WORKERS, "end of month", "IB",
          "Ironbark and Daughters Underwriting"),
    Payer("Currawong Claims, Care and Recovery", "CCR", WORKERS, "14 days", "CU",
          "Currawong Claims Care & Recovery"),
    Payer("Quandong Work Injury Scheme", "QWS", WORKERS, "7 days after end of month", "QW",
          "Quandong Work-Injury Scheme"),
    Payer("Lyrebird Road Accident Scheme", "LRA", CTP, "30 days", "LY",
          "Lyrebird Road Accidents Scheme"),
    Payer("Banksia Compulsory Third Party", "BCT", CTP, "end of month", "BK",
          "Banksia CTP"),
    Payer("Boobook Community Supports Scheme", "BCS", NDIS, "14 days", "NP",
          "Boobook Community Support Scheme"),
)  # fmt: skip

EMPLOYERS: tuple[Payer, ...] = (
    Payer("Numbat & Sons Cold Storage Pty Ltd", "NSC", WORKERS, "30 days"),
    Payer("Platypus Bend Joinery, Roofing and Tanks", "PBJ", WORKERS, "14 days"),
    Payer("Driftwood Café Group \N{EN DASH} Newcastle", "DCG", PRIVATE, "COD"),
    Payer("Tin Shed Harvester Works", "TSH", WORKERS, "end of month"),
    Payer("O'Possum Removals", "OPR", WORKERS, "7 days after end of month"),
)

OFFICES = ("Brisbane", "Newcastle", "Geelong", "Hobart")
TITLES = ("Ms", "Mr", "Mrs", "Mx", "Dr")
AWKWARD_FIRST = ("Zoë", "André", "Anne-Marie", "Noël")
AWKWARD_LAST = ("O'Brien", "D'Arcy-Smith", "Müller", "van der Berg", "Nuñez")


class People:
    """Names to pick from: en_AU ones of faker, and some that programs trip over."""

    def __init__(self, seed: int) -> None:
        faker = Faker("en_AU")
        faker.seed_instance(seed)
        self.first = (*_different(faker.first_name, FIRST_NAMES), *AWKWARD_FIRST)
        self.last = (*_different(faker.last_name, LAST_NAMES), *AWKWARD_LAST * 6)
        self.employees = tuple(
            f"{first} {last}"
            for first, last in zip(self.first[:EMPLOYEES], self.last[-EMPLOYEES:], strict=True)
        )

    def pick(self, rng: Random) -> tuple[str, str]:
        """A first and a last name."""
        return rng.choice(self.first), rng.choice(self.last)


def _different(draw: Callable[[], str], count: int) -> tuple[str, ...]:
    """Different names, in the order they were drawn; fewer if the lists hold no more."""
    found = dict.fromkeys(draw() for _ in range(count * DRAWS_A_NAME))
    return tuple(found)[:count]
