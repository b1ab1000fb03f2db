"""Everything the demo finds is worked off as its playbooks say, on both sides."""

import json

from running import cmxero_process


def test_working_off_leaves_nothing_open_and_no_difference(tmp_path):
    """Every planted fault was found first; then 0 open findings, difference 0.00, checks empty."""
    run = cmxero_process("demo", "--no-serve", "--json", "--work-off", home=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    figures = json.loads(run.stdout)
    assert figures["planted_faults"]["missed"] == []
    assert figures["receivables"]["difference"] != "0.00"
    left = figures["worked_off"]
    assert left["open"] == 0
    assert left["failing_checks"] == {}
    tie = left["tie_out"]
    assert (tie["difference"], tie["unexplained"]) == ("0.00", "0.00")
    assert tie["case_receivables"] == tie["xero_receivables"]
