"""Commands of the money back: pulls, and what of them goes on to Case Manager."""

from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.workbench import open_workbench


def pull(
    full: Annotated[bool, typer.Option("--full", help="Recount everything.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring back what changed in Xero since the last pull."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    report = bench.pull(full=full)
    speaker.say(str(report))
    speaker.answer({"report": report})
