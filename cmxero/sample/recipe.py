"""What a sample was made of; the same recipe gives the same bytes."""

import json
from dataclasses import dataclass
from pathlib import Path

from cmxero.sample.places import KEY


@dataclass(frozen=True, slots=True)
class Recipe:
    """What ``write_sample`` is asked for.

    Attributes:
        invoices: how many, from 150 to a million and more.
        faults_per_kind: 1 plants one or two of each kind, 2 twice as many; 0 leaves the faults
            out, but not the adjustments and refunds of everyday business.
    """

    invoices: int = 400
    seed: int = 2026
    faults_per_kind: int = 1

    def __str__(self) -> str:
        return (
            f"{self.invoices} invoices, seed {self.seed}, "
            f"{self.faults_per_kind} for each kind of fault"
        )

    def as_json(self) -> dict[str, int]:
        """As it stands in ``answer_key.json``."""
        return {
            "invoices": self.invoices,
            "seed": self.seed,
            "faults_per_kind": self.faults_per_kind,
        }


DEFAULT = Recipe()


def recipe_of(folder: Path) -> Recipe | None:
    """The recipe of the whole sample in a folder.

    Returns:
        None where the key does not tell, as those written by earlier versions do not.

    Raises:
        OSError: no whole sample lies there.
    """
    made_with = json.loads((folder / KEY).read_text("utf-8")).get("made_with")
    return Recipe(**made_with) if made_with else None
