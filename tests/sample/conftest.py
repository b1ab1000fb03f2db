"""The sample as it is shipped, made once for all tests that only look at it."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from sample_replay import Replay, replay

from cmxero.sample import SampleSummary, write_sample


@dataclass(frozen=True)
class Sample:
    """A sample that was written, and what is in it."""

    folder: Path
    summary: SampleSummary
    key: dict
    script: dict
    rows: dict[str, list[dict[str, object]]]
    replayed: Replay

    @property
    def faults(self) -> list[dict]:
        return self.key["faults"]

    def row(self, fault: dict) -> dict[str, object]:
        """The row a fault of the key points to; row 2 is the first below the header."""
        return self.rows[fault["file"]][fault["row"] - 2]


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a journal as cells by header; nothing is interpreted."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    book = openpyxl.load_workbook(path)
    headers, *rows = book["Journal"].iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    summary = write_sample(folder)
    return Sample(
        folder=folder,
        summary=summary,
        key=json.loads((folder / "answer_key.json").read_text("utf-8")),
        script=json.loads((folder / "xero_user.json").read_text("utf-8")),
        rows={path.name: read_rows(path) for path in sorted(folder.glob("journal-*"))},
        replayed=replay(folder),
    )
