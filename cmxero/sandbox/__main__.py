"""``python -m cmxero.sandbox``: the stand-in Xero as a process."""

import argparse
import gc
import signal
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from starlette.applications import Starlette

from cmxero.core.errors import CmxeroError
from cmxero.sandbox.identity import App
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.server import create_app
from cmxero.sandbox.serving import LOOPBACK, serve


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to end; 0 when that was asked for, 3 when it could not be done."""
    asked = _parser().parse_args(arguments)
    # uvicorn raises the signal again after it has ended cleanly; that must not end us otherwise
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    with ExitStack() as stack:

        def make_app() -> Starlette:
            return _make_app(asked, stack)

        try:
            serve(
                make_app,
                port=asked.port,
                ready_file=asked.ready_file,
                parent_pid=asked.parent_pid,
            )
        except (CmxeroError, OSError) as fault:
            print(f"The sandbox on {LOOPBACK} was not started: {fault}", file=sys.stderr)  # noqa: T201
            return 3
    return 0


def _make_app(asked: argparse.Namespace, stack: ExitStack) -> Starlette:
    now_utc = _now_utc()
    journal = None
    if asked.state:
        journal = stack.enter_context(Journal(asked.state))
        state = journal.open_state(now_utc, asked.seed)
    else:
        state = SandboxState.new(now_utc, asked.seed)
    gc.freeze()  # what was read at the start stays; collecting it over and over costs time
    app = App(asked.client_id, asked.client_secret)
    return create_app(state, _now_utc, app=app, journal=journal, in_background=True)


def _now_utc() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _parser() -> argparse.ArgumentParser:
    default = App()
    parser = argparse.ArgumentParser(
        prog="python -m cmxero.sandbox",
        description="A local stand-in for Xero, on loopback only, for demos and tests.",
    )
    parser.add_argument("--port", type=int, default=0, help="0 (default) takes any free port")
    parser.add_argument("--state", type=Path, help="folder to keep the state in; else in memory")
    parser.add_argument("--ready-file", type=Path, help="gets port and pid once it listens")
    parser.add_argument("--client-id", default=default.client_id)
    parser.add_argument("--client-secret", default=default.client_secret)
    parser.add_argument("--parent-pid", type=int, help="end when this process is gone")
    parser.add_argument(
        "--seed", default=str(uuid4()), help="the same seed gives new organisations the same ids"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
