"""The inbox: every export exactly as it was received, named by its content."""

import hashlib
import shutil
from pathlib import Path

from cmxero.core.errors import ExportFileError


def keep_in_inbox(file: Path, inbox: Path) -> Path:
    """Copy a file into the inbox; the same content again is kept once. Where the copy lies.

    Raises:
        ExportFileError: there is no such file, or it cannot be read.
    """
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    except OSError as fault:
        raise ExportFileError(
            str(file), f"{fault.strerror or fault}.", "Check the name and whether it is open."
        ) from fault
    folder = inbox / digest
    target = folder / file.name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(target.name + ".new")
        shutil.copyfile(file, fresh)
        fresh.replace(target)
    return target
