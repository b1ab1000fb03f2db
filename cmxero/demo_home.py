"""The home of a demo: its options, and the one sample it holds."""

from dataclasses import dataclass
from pathlib import Path

from cmxero.config import Home, load_settings
from cmxero.core.errors import SettingsError
from cmxero.sample import DEFAULT, Recipe, recipe_of, write_sample
from cmxero.sample.places import KEY

SETTINGS = """\
# The demo's options; see data/config/cmxero.toml of the project for all there are.
[mapping]
# Notes go along so that the shield has something to do: some hold claim numbers.
description_parts = ["cost_name", "cost_date", "charge_code", "notes"]
[payments]
from_xero = 2026-09-01
"""
MOST_INVOICES = 5_000
"""As many as are played in minutes, with Xero's limits on; larger samples are for measuring."""


@dataclass(frozen=True, slots=True)
class SampleWish:
    """Which sample a demo shall play; None takes what lies there, else the usual."""

    invoices: int | None = None
    seed: int | None = None
    faults_per_kind: int | None = None

    def recipe(self, otherwise: Recipe) -> Recipe:
        """What is wished for, and from another recipe what is not."""
        return Recipe(
            invoices=otherwise.invoices if self.invoices is None else self.invoices,
            seed=otherwise.seed if self.seed is None else self.seed,
            faults_per_kind=(
                otherwise.faults_per_kind if self.faults_per_kind is None else self.faults_per_kind
            ),
        )


NO_WISH = SampleWish()


def prepare_home(home: Home, wish: SampleWish = NO_WISH) -> Path:
    """Options and sample journals of a demo home; what is there already is left alone.

    Returns:
        The sample's folder.

    Raises:
        SettingsError: the home is one of LIVE mode; or it plays another sample, whose invoices
            have the same numbers; or there are too many invoices, or too few for the faults.
            Nothing was written.
    """
    if load_settings(home).xero.mode == "live":
        raise SettingsError(
            str(home.root),
            "this home is LIVE: it works with Xero itself, and the demo sends invented invoices.",
            "Leave --home out, or name a new folder. Nothing was written or sent.",
        )
    sample = home.data / "sample"
    if (sample / KEY).exists():
        _refuse_another(home, recipe_of(sample), wish)
    else:
        recipe = wish.recipe(DEFAULT)
        if recipe.invoices > MOST_INVOICES:
            raise SettingsError(
                "--invoices",
                f"the demo does not play {recipe.invoices:,} invoices.",
                f"Ask for at most {MOST_INVOICES:,}.",
            )
        if recipe != DEFAULT and home.database.exists():
            raise _mixed(home, "its workbench holds data, and the sample it is of is gone")
        write_sample(sample, **recipe.as_json())
    home.config_file.parent.mkdir(parents=True, exist_ok=True)
    if not home.config_file.exists():
        home.config_file.write_text(SETTINGS, "utf-8")
    return sample


def _refuse_another(home: Home, held: Recipe | None, wish: SampleWish) -> None:
    if held is None:
        if wish != NO_WISH:
            raise _mixed(home, "it holds a sample of an earlier version, which does not say which")
    elif wish.recipe(held) != held:
        raise _mixed(home, f"it holds another sample: {held}")


def _mixed(home: Home, why: str) -> SettingsError:
    return SettingsError(
        str(home.root),
        f"this demo goes on from where it was, but {why}.",
        "Leave --seed, --invoices and --faults-per-kind out to go on with it, name another folder "
        "with --home, or delete this one to start over.",
    )
