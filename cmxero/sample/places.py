"""The files of a sample: their names, their unfinished forms, and how an old sample goes."""

import re
from pathlib import Path

SCRIPT, KEY = "xero_user.json", "answer_key.json"
_JOURNAL = re.compile(r"journal-\d+\.(csv|xlsx)")


def part_of(path: Path) -> Path:
    """Where a file is written before it gets its name; nobody takes it for a journal."""
    return path.with_name(f".{path.name}.part")


def clear_old_sample(folder: Path) -> None:
    """Remove the journals and the key of an earlier sample, which may have had others.

    The key is written last and removed last: where it is, the sample is whole or about to go. A
    folder without one keeps all its files.
    """
    key = folder / KEY
    if not key.exists():
        return
    for path in folder.iterdir():
        if _JOURNAL.fullmatch(path.name):
            path.unlink()
    key.unlink()
