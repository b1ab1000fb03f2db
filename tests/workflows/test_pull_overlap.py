"""How far before its watermark a pull begins: egress is paid by the gigabyte."""

from datetime import timedelta

from scene import day

MINUTE = timedelta(minutes=1)


def test_what_has_settled_is_not_read_again_and_again(scene, monkeypatch):
    """Five minutes of overlap until they were read again five minutes later, then two seconds."""
    since, invoices_since = [], scene.xero.invoices_since

    def asked(since_utc):
        since.append(since_utc)
        return invoices_since(since_utc)

    monkeypatch.setattr(scene.xero, "invoices_since", asked)
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.cycle("41")
    newest = max(invoice.updated_utc for invoice in scene.xero.invoices.values())
    for minutes in (1, 5, 1, 1):
        scene.clock.now += minutes * MINUTE
        scene.bench.pull()
    overlaps = [newest - each for each in since[1:]]
    assert since[0] is None
    assert overlaps == [5 * MINUTE, 5 * MINUTE, timedelta(seconds=2), timedelta(seconds=2)]
    scene.xero.pay("CM-1001", "40.00", day("2026-09-20"))
    scene.bench.pull()
    assert scene.bench.payments_by_state() == {"mirrored": 1}
    scene.bench.pull()
    newest = max(invoice.updated_utc for invoice in scene.xero.invoices.values())
    assert since[-1] == newest - 5 * MINUTE
