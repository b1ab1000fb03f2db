"""``make crash WHAT=pull N=...``: crash trials, two at a time; ends with 1 if a promise broke.

The trials of a seed are always the same ones: ``--first 4711 --trials 1`` plays one again.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "support")]
from crash_trials import Arena, Plan
from outbox_trials import OutboxArena
from outbox_trials import plan_of as outbox_plan
from pull_plans import PullPlan
from pull_trials import PullArena
from trial_sandbox import TrialSandboxProcess

from cmxero.wiring import utc_now

KINDS = {
    "export": (partial(TrialSandboxProcess, utc_now), Arena, Plan.of),
    "pull": (TrialSandboxProcess, PullArena, PullPlan.of),
    "outbox": (TrialSandboxProcess, OutboxArena, outbox_plan),
}
"""What is killed: the sandbox it talks to, where it is played, and the plan of a number."""


def main() -> int:
    """Share the trials out, and say in one line how they ended."""
    options = _options()
    if options.share:
        _play(options)
        return 0
    shares = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.crash", "--trials", str(options.trials),
             "--first", str(options.first), "--workers", str(options.workers),
             "--what", options.what,
             "--share", str(share)],
            stdout=subprocess.PIPE,
            cwd=HERE.parent.parent,
            text=True,
        )
        for share in range(1, options.workers + 1)
    ]  # fmt: skip
    verdicts = []
    for share in shares:
        verdicts += [json.loads(line) for line in share.stdout]
        share.stdout.close()
        if share.wait():
            print(f"a worker ended with {share.returncode}")
            return 1
    broken = [verdict for verdict in verdicts if verdict["broken"]]
    for verdict in broken:
        print(f"trial {verdict['number']}: {'; '.join(verdict['broken'])}")
    again = Counter(verdict["runs"] for verdict in verdicts)
    print(
        f"{len(verdicts)} trials, {sum(v['was_killed'] for v in verdicts)} of them killed, "
        f"{len(broken)} broken; done after so many further runs: {dict(sorted(again.items()))}"
    )
    return 1 if broken or len(verdicts) != options.trials else 0


def _play(options: argparse.Namespace) -> None:
    make_sandbox, make_arena, plan_of = KINDS[options.what]
    with make_sandbox() as sandbox, tempfile.TemporaryDirectory(prefix="crash-") as folder:
        arena = make_arena(Path(folder), sandbox.base_url)
        arena.prepare()
        last = options.first + options.trials
        for number in range(options.first + options.share - 1, last, options.workers):
            verdict = arena.play(plan_of(number))
            print(json.dumps(vars(verdict)), flush=True)
        arena.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--what", choices=KINDS, default="export", help="what is killed")
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--first", type=int, default=1, help="number of the first trial")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--share", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
