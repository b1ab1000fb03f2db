"""Findings and tie-out of big books, beside the raw join of the same tables."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

GIB = 1024 * 1024
"""In kilobytes, as the system counts."""


@pytest.mark.parametrize("invoices", [50_000, 200_000, 1_000_000])
def test_findings_and_tie_out(benchmark, tmp_path, invoices):
    """A process each, so that its memory is its own; printed with the raw join's time."""
    program = Path(__file__).parent / "big_book_run.py"

    def measured():
        run = subprocess.run(
            [sys.executable, program, str(invoices), str(tmp_path / "book.duckdb")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    took = benchmark.pedantic(measured, rounds=1)
    ratio = took["ours_s"] / took["raw_s"]
    print(
        f"\n{invoices:,} invoices: raw join {took['raw_s']:.2f} s, pairs and findings "
        f"{took['judged_s']:.2f} s, tie-out {took['tie_out_s']:.2f} s, reading "
        f"{took['findings']:,} findings {took['read_s']:.2f} s: {ratio:.1f} times the "
        f"raw join; as of a day {took['as_of_s']:.2f} s, ageing {took['ageing_s']:.2f} s; "
        f"{took['peak_kb'] / GIB:.2f} GiB"
    )
    assert took["unexplained"] == "0.00"
    assert took["peak_kb"] < 2 * GIB
