"""300 crash trials of each kind: killed processes, lost answers, broken bodies (DESIGN 5 and 6)."""

import subprocess
import sys
from pathlib import Path

import pytest

TRIALS = 300


@pytest.mark.parametrize("what", ["export", "pull"])
def test_no_trial_duplicates_or_loses_anything(what):
    """Real processes, killed with -9: nothing twice, nothing lost, the log complete."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--what", what, "--trials", str(TRIALS)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{TRIALS} trials" in ended.stdout
    assert ", 0 broken" in ended.stdout
