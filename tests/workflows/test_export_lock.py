"""Two people press export at once: one exports, the other is told who."""

import pytest

from cmxero.core.errors import AlreadyRunningError
from cmxero.store.locks import process_lock


def test_a_second_export_is_refused_while_one_runs(scene):
    """Nothing is sent by the second, and the message names the first."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    lock = scene.home / "data" / "export-main.lock"
    with (
        process_lock(lock, purpose="started by Robin", patience_s=0),
        pytest.raises(AlreadyRunningError, match="started by Robin"),
    ):
        scene.export("41")
    assert scene.xero.bodies == []
    assert scene.export("41").exported == 1
