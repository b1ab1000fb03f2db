"""The sweep brings what happened in Xero, also after Xero was away."""

from scene import day

from cmxero.agent.sweep import sweep
from cmxero.core.errors import XeroUnreachableError


def test_a_sweep_goes_on_after_a_failure(scene):
    """Round one fails and says so; round two brings the payment that came meanwhile."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    scene.xero.pay("CM-1001", "40.00", day("2026-09-20"))
    answers, rounds = scene.xero.invoices_since, []

    def away(_since):
        raise XeroUnreachableError("Xero does not answer.")

    scene.xero.invoices_since = away

    def wait():
        scene.xero.invoices_since = answers
        return len(rounds) == 2

    sweep(scene.bench, told=rounds.append, wait=wait)
    assert [each.is_done for each in rounds] == [False, True]
    assert "Xero does not answer" in rounds[0].text
    assert scene.bench.payments_by_state() == {"mirrored": 1}
    outcomes = [(run.kind, run.outcome) for run in scene.bench.runs(3)]
    assert outcomes == [("reconcile", "done"), ("pull", "done"), ("pull", "failed")]
