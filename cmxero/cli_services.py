"""Commands that start something and stay: demo, dashboards, notebooks, the sandbox."""

import subprocess
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.cli_watch import watch
from cmxero.config import Home, find_home, kernel_environment
from cmxero.core.errors import SettingsError
from cmxero.output import DONE, FAULT, Speaker
from cmxero.workbench import open_workbench

BrowserOption = Annotated[bool, typer.Option(help="Open the browser.")]
PortOption = Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")]


def demo(
    home: Annotated[
        Path | None, typer.Option("--home", help="Where the demo lives; default: data/demo.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the dashboards at the end.")
    ] = True,
    json: JsonOption = False,
    port: PortOption = 0,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Another story; 2026 tells the usual one."),
    ] = None,
    invoices: Annotated[
        int | None,
        typer.Option(help="How many the journals hold, from 150 to 5,000; usually 400."),
    ] = None,
    faults_per_kind: Annotated[
        int | None,
        typer.Option(min=0, help="2 plants twice as many faults as usual; 0 plants none."),
    ] = None,
    works_off: Annotated[
        bool,
        typer.Option("--work-off", help="Then do what every playbook says, on both sides."),
    ] = False,
) -> None:
    """Play the whole cycle on the sandbox with sample journals, then open the dashboards.

    Run again, it goes on from where it was. A home holds one sample: --seed, --invoices and
    --faults-per-kind are for a new one.
    """
    from cmxero.demo import play_cycle, work_off  # noqa: PLC0415  (loads sandbox and sample)
    from cmxero.demo_home import SampleWish, prepare_home  # noqa: PLC0415
    from cmxero.rehearsal import rehearsal_sandbox  # noqa: PLC0415

    speaker = Speaker(as_json=json)
    found = Home(home.resolve()) if home else Home(find_home().data / "demo")
    speaker.say(f"Demo home: {found.root}")
    prepare_home(found, SampleWish(invoices, seed, faults_per_kind))
    with rehearsal_sandbox(found) as sandbox:
        report = play_cycle(found, sandbox, speaker.say)
        speaker.say(str(report.reconciled))
        speaker.table(
            "What makes the difference",
            ("Kind", "Findings", "Case Manager minus Xero"),
            [(line.kind, line.findings, line.effect) for line in report.reconciled.by_kind],
        )
        faults = report.faults
        later = sum(faults.not_yet_looked_for.values())
        speaker.say(
            f"Planted faults: {faults.planted}; found {faults.found}, missed "
            f"{len(faults.missed)}, not yet looked for {later}; unexpected findings: "
            f"{len(faults.unexpected)}."
        )
        worked_off = work_off(found, sandbox, speaker.say) if works_off else None
        if worked_off:
            speaker.say(f"Worked off. {worked_off}")
        left = {"worked_off": worked_off} if worked_off else {}
        speaker.answer(report.figures() | left)
        if serve:
            _serve(found, port, speaker)
    is_left = worked_off and (worked_off.open or worked_off.tie_out.difference)
    speaker.end(needs_a_person=bool(is_left) or not report.is_right)


def serve(
    home: HomeOption = None,
    port: PortOption = 0,
    host: Annotated[
        str, typer.Option(help="Address to listen on; default: the settings', else this machine.")
    ] = "",
    browser: BrowserOption = True,
) -> None:
    """Serve the dashboards for finance staff.

    On this machine they just open. For a team, let people in first: cmxero users add.
    """
    from cmxero.rehearsal import rehearsal_sandbox  # noqa: PLC0415

    speaker, bench = Speaker(as_json=False), open_workbench(home)
    with nullcontext() if bench.mode == "LIVE" else rehearsal_sandbox(bench.home):
        _serve(bench.home, port, speaker, host=host, browser=browser)


def lab(
    home: HomeOption = None,
    port: Annotated[
        int | None, typer.Option(help="Port on this machine; default: 8888, or the next free one.")
    ] = None,
    browser: BrowserOption = True,
) -> None:
    """Open JupyterLab on the notebooks, for accountants and analysts.

    Whoever can open it may run code on this machine; dashboards for others are `cmxero serve`.
    """
    from cmxero.rehearsal import rehearsal_sandbox  # noqa: PLC0415
    from cmxero.ui.lab import lab_command, lab_environment, trust_notebooks  # noqa: PLC0415

    bench, project = open_workbench(home), _project()
    trust_notebooks(project)
    command = lab_command(project, port=port, open_browser=browser)
    environment = lab_environment(kernel_environment(bench.home))
    with nullcontext() if bench.mode == "LIVE" else rehearsal_sandbox(bench.home):
        ended = subprocess.run(command, env=environment, check=False)
    raise typer.Exit(DONE if ended.returncode == 0 else FAULT)


def doctor(home: HomeOption = None, json: JsonOption = False) -> None:
    """Look for what is wrong with this workbench: checks, interrupted runs, sandbox, settings."""
    speaker, bench = Speaker(as_json=json), open_workbench(home)
    examined = bench.examine()
    for line in examined:
        speaker.say(("fine   " if line.is_fine else "LOOK   ") + line.text)
    speaker.answer({"examined": examined})
    speaker.end(needs_a_person=not all(line.is_fine for line in examined))


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    for command in (demo, serve, lab, watch, doctor):
        app.command()(command)


def _serve(
    home: Home, port: int, speaker: Speaker, *, host: str = "", browser: bool = True
) -> None:
    from cmxero.ui.pages import addresses  # noqa: PLC0415
    from cmxero.ui.serve import serve_dashboards  # noqa: PLC0415  (Voila is slow to load)

    def tell(url: str) -> None:
        pages = addresses(url)
        speaker.say(f"Dashboards: {url} (stop with Ctrl-C); {pages[0][0]} opens first.")
        for title, address in pages:
            speaker.say(f"  {title}: {address}")

    serve_dashboards(
        home.root,
        dashboards=_project() / "dashboards",
        host=host,
        port=port,
        open_browser=browser,
        on_ready=tell,
    )


def _project() -> Path:
    """The project folder, which holds the notebooks and dashboards."""
    folder = Path(__file__).resolve().parent.parent
    if not (folder / "dashboards").is_dir():
        raise SettingsError(
            str(folder), "the folder 'dashboards' is missing.", "Run cmxero from its project."
        )
    return folder
