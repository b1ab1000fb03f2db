"""``python -m cmxero.agent``: the worker as a process; it ends when its standard input closes."""

import argparse
import os
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

from cmxero.agent.inbox import Inbox
from cmxero.agent.rounds import Timing
from cmxero.agent.service import events_folder
from cmxero.agent.worker import Worker
from cmxero.core.errors import CmxeroError
from cmxero.workbench import open_workbench


def main(arguments: list[str] | None = None) -> int:
    """Work until the input closes; 3 when the workbench cannot be opened at all."""
    asked = _parser().parse_args(arguments)
    over = threading.Event()
    threading.Thread(target=_end_with_input, args=(over,), daemon=True).start()
    try:
        bench = open_workbench(asked.home)
    except CmxeroError as fault:
        print(fault, file=sys.stderr, flush=True)  # noqa: T201
        return 3
    schedule = bench.settings.schedule.changed(
        sweep_minutes=asked.sweep_minutes,
        full_recount_hours=asked.full_recount_hours,
        full_recount_at=asked.full_recount_at,
        digest_at=asked.digest_at,
    )
    timing = Timing(schedule=schedule)
    with closing(bench), closing(Inbox(events_folder(bench.home))) as inbox:
        Worker(bench, inbox, timing=timing, told=_tell).work(over.wait)
    return 0


def _end_with_input(over: threading.Event) -> None:
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 1):
            pass
    over.set()


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cmxero.agent", description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--sweep-minutes", type=int)
    parser.add_argument("--full-recount-hours", type=int)
    parser.add_argument("--full-recount-at")
    parser.add_argument("--digest-at")
    return parser


if __name__ == "__main__":
    sys.exit(main())
