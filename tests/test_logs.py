"""The log of a home: one line an event, and never in the way."""

import json
import shutil

import structlog

from cmxero.logs import log_to


def test_each_event_is_one_json_line_in_the_home_of_the_last_call(tmp_path):
    """Two homes in one process do not mix."""
    for name in ("first", "second"):
        log_to(tmp_path / name)
        structlog.get_logger("x").info("pulled", invoices=3)
    lines = (tmp_path / "first" / "cmxero.log").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["pulled"]
    assert json.loads(lines[0])["invoices"] == 3


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    """The folder is gone; the work goes on."""
    log_to(tmp_path / "home")
    shutil.rmtree(tmp_path / "home")
    structlog.get_logger("x").info("pulled")
    assert not (tmp_path / "home").exists()
