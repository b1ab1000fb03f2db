"""How far long work is, for notebooks; the pages and the terminal have their own."""

from typing import Any

from tqdm.auto import tqdm

from cmxero.output import time_left
from cmxero.workflows.export_report import ExportProgress, Progress
from cmxero.workflows.pull import PullProgress, TellPull


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


def progress_line() -> TellPull:
    """A line that says what a pull is reading just now, and goes with the end of the pull.

    There is no bar, as Xero does not tell how much there is to read.
    """
    line = tqdm(bar_format="{desc}", leave=False)

    def show(now: PullProgress) -> None:
        line.set_description_str(str(now))

    return show
