"""A progress bar for notebooks; the page and the terminal have their own."""

from typing import Any

from tqdm.auto import tqdm

from cmxero.output import time_left
from cmxero.workflows.export_report import ExportProgress, Progress


def progress_bar(what: str) -> Progress:
    """A bar that shows how far an export is and how long it takes at least.

    Stop it with the notebook's stop button: what is under way is finished, nothing else begun.
    """
    bar: Any = None

    def show(now: ExportProgress) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=now.to_settle, desc=what, unit=" invoices")
        bar.update(now.settled - bar.n)
        bar.set_postfix_str(time_left(now.seconds_left))
        if now.settled == now.to_settle:
            bar.close()

    return show
