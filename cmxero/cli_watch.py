"""``cmxero watch``: Xero's webhooks, the sweep and the daily recount, unattended."""

import signal
import threading
from contextlib import closing
from pathlib import Path
from typing import Annotated, TypedDict

import typer

from cmxero.agent.inbox import Inbox
from cmxero.agent.rounds import Timing
from cmxero.agent.worker import Worker
from cmxero.core.errors import AlreadyRunningError, SettingsError
from cmxero.core.schedule import Schedule
from cmxero.environment import webhook_keys
from cmxero.output import DONE, FAULT
from cmxero.workbench import Workbench, open_workbench

DEFAULT_PORT = 8460


def watch(
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Folder of the workbench; default: this project."),
    ] = None,
    port: Annotated[
        int, typer.Option(help="Where webhooks are taken, on this machine; 0 takes a free port.")
    ] = DEFAULT_PORT,
    receive_only: Annotated[
        bool, typer.Option("--receive-only", help="Store webhooks; pull nothing.")
    ] = False,
    sweep_minutes: Annotated[
        int | None,
        typer.Option(min=1, help="Minutes between two pulls, even when no event comes."),
    ] = None,
    full_recount_hours: Annotated[
        int | None, typer.Option(min=1, help="Hours between two recounts of everything.")
    ] = None,
    full_recount_at: Annotated[
        str | None, typer.Option(help="A recount a day instead, at this time, such as 02:00.")
    ] = None,
    digest_at: Annotated[
        str | None, typer.Option(help="When the day's digest is made; '' for none.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="One sweep, the digest if it is due, then end.")
    ] = False,
) -> None:
    """Take Xero's webhooks, pull within seconds, sweep and recount, until stopped (Ctrl-C).

    The webhook key comes from CMXERO_WEBHOOK_KEY or the keyring; without one only the sweep runs.
    What is not given comes from [watch] in cmxero.toml; times of day are the practice's.
    cmxero/agent/watch.md tells how to put it behind a reverse proxy and run it as a service.
    """
    bench, keys = open_workbench(home), () if once else webhook_keys()
    wishes: _Wishes = {
        "sweep_minutes": sweep_minutes,
        "full_recount_hours": full_recount_hours,
        "full_recount_at": full_recount_at,
        "digest_at": digest_at,
    }
    timing = Timing(schedule=_scheduled(bench, wishes))
    if receive_only and not keys:
        raise SettingsError(
            "CMXERO_WEBHOOK_KEY",
            "there is no webhook key, and --receive-only does nothing else.",
            "Copy the key from your app's Webhooks page in Xero's developer portal.",
        )
    if once or not keys:
        if not once:
            typer.echo("No webhook key (CMXERO_WEBHOOK_KEY or the keyring): only the sweep runs.")
        is_fine = _work_here(bench, timing, once=once)
        raise typer.Exit(DONE if is_fine else FAULT)
    options = [
        f"--{name.replace('_', '-')}={value}" for name, value in wishes.items() if value is not None
    ]
    _receive(bench, keys, port, None if receive_only else options)
    typer.echo("The watch has ended.")


class _Wishes(TypedDict):
    """What the command line says of the schedule; None where it says nothing."""

    sweep_minutes: int | None
    full_recount_hours: int | None
    full_recount_at: str | None
    digest_at: str | None


def _scheduled(bench: Workbench, wishes: _Wishes) -> Schedule:
    try:
        return bench.settings.schedule.changed(**wishes)
    except ValueError as fault:
        raise SettingsError("cmxero watch", f"{fault}.", "Give a time such as 07:00.") from fault


def _work_here(bench: Workbench, timing: Timing, *, once: bool) -> bool:
    from cmxero.agent.service import events_folder  # noqa: PLC0415  (uvicorn only where wanted)

    over = threading.Event()
    with closing(bench), closing(Inbox(events_folder(bench.home))) as inbox:
        worker = Worker(bench, inbox, timing=timing, told=typer.echo)
        if once:
            swept, told = worker.step(), worker.step()
            return bool(swept) and told is not False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        worker.work(over.wait)
    typer.echo("The watch has ended.")
    return True


def _receive(
    bench: Workbench, keys: tuple[str, ...], port: int, worker_options: list[str] | None
) -> None:
    from cmxero.agent.service import WorkerProcess, serve_receiver  # noqa: PLC0415

    bench.close()
    worker = None if worker_options is None else WorkerProcess(bench.home, worker_options)
    try:
        serve_receiver(
            bench.home,
            keys,
            port=port,
            clock=bench.clock,
            on_ready=lambda url: typer.echo(f"Webhooks: {url} (stop with Ctrl-C)"),
            worker=worker,
        )
    except OSError as fault:
        raise AlreadyRunningError(f"Something on port {port}", str(fault)) from fault
