"""The command that suggests what belongs together where nothing links it."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.core.match_suggestions import MatchSuggestion
from cmxero.core.matching import WINDOW_DAYS, Verdict
from cmxero.output import Speaker
from cmxero.workbench import open_workbench

SHOWN_CARDS = 20
SHOWN_PARTS = 6


def matches(
    days: Annotated[
        int, typer.Option(min=0, help="How many days the dates of a match may lie apart.")
    ] = WINDOW_DAYS,
    all_: Annotated[
        bool, typer.Option("--all", help="Also where no set of findings comes to 0.00.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Suggest which findings of both sides belong together, with the evidence; links nothing."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    found = bench.match_suggestions(window_days=days)
    shown = [each for each in found if all_ or each.needs_a_person]
    if shown:
        _show(speaker, shown)
    speaker.say(_summary(found, all_=all_))
    speaker.answer({"matches": shown})
    speaker.end(needs_a_person=any(each.needs_a_person for each in found))


def _show(speaker: Speaker, shown: Sequence[MatchSuggestion]) -> None:
    speaker.table(
        "What could belong together",
        ("No.", "Verdict", "About", "What", "In Case Manager", "In Xero", "Amount"),
        [_row(place, each) for place, each in enumerate(shown, 1)],
    )
    for place, each in enumerate(shown[:SHOWN_CARDS], 1):
        first, *rest = each.card
        keys = each.keys if each.verdict is Verdict.UNIQUE else ()
        speaker.say("\n".join([f"{place}. {first}", *rest, *(f"  Key: {key}" for key in keys), ""]))
    if len(shown) > SHOWN_CARDS:
        speaker.say(f"The evidence of the first {SHOWN_CARDS} is shown; --json has all of it.")


def _row(place: int, each: MatchSuggestion) -> tuple[object, ...]:
    amount = each.ways[0].amount if each.verdict is Verdict.UNIQUE else None
    sides = [_listed(each.case_side), _listed(each.xero_side)]
    return str(place), each.in_words, each.about, each.nature, *sides, amount


def _listed(parts: Sequence[str]) -> str:
    more = [f"and {len(parts) - SHOWN_PARTS} more"] if len(parts) > SHOWN_PARTS else []
    return "\n".join([*parts[:SHOWN_PARTS], *more])


def _summary(found: Sequence[MatchSuggestion], *, all_: bool) -> str:
    if not found:
        return "Nothing to match: no customer has open findings on both sides without a link."
    count = Counter(each.verdict for each in found)
    text = ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict if count[verdict])
    if count[Verdict.IMPOSSIBLE] and not all_:
        text += " (--all shows those, too)"
    text += "."
    if count[Verdict.UNIQUE] or count[Verdict.AMBIGUOUS]:
        text += " Nothing was linked: look at the evidence and decide."
    return text
