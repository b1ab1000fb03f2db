"""300 crash trials of the export, 300 of what comes back: killed processes, broken answers."""

import subprocess
import sys
from pathlib import Path

import pytest

TRIALS = {"export": 300, "pull": 260, "outbox": 40}


@pytest.mark.parametrize(("what", "trials"), TRIALS.items())
def test_no_trial_duplicates_or_loses_anything(what, trials):
    """Real processes, killed with -9: nothing twice, nothing lost, the log complete.

    One worker: the other processor runs other tests meanwhile.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--what", what, "--trials", str(trials),
         "--workers", "1"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{trials} trials" in ended.stdout
    assert ", 0 broken" in ended.stdout
