"""300 crash trials: killed processes, lost answers, broken batches, two exporters (DESIGN 5)."""

import subprocess
import sys
from pathlib import Path

TRIALS = 300


def test_no_trial_duplicates_or_loses_anything():
    """Real processes, killed with -9: nothing twice, nothing lost, the log complete."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--trials", str(TRIALS)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{TRIALS} trials" in ended.stdout
    assert ", 0 broken" in ended.stdout
