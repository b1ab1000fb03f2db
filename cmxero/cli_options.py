"""Options that commands share."""

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Folder of the workbench; default: this project.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
