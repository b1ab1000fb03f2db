"""A pull says when a full recount is overdue."""

from datetime import timedelta


def test_a_pull_reminds_of_the_recount(scene):
    """Not after the first pull, which reads everything; but a day later, and after a recount."""
    bench = scene.bench
    assert bench.watch_state().reminder == ""
    assert bench.pull().reminder == ""
    assert bench.watch_state().is_recount_due
    scene.clock.now += timedelta(days=1)
    assert str(bench.pull()).endswith("ever recounted in full; run `cmxero pull --full`.")
    assert bench.pull(full=True).reminder == ""
    assert not bench.watch_state().is_recount_due
    scene.clock.now += timedelta(days=3)
    state = bench.watch_state()
    assert state.is_recount_due
    assert state.reminder == "The last full recount was 3 days ago; run `cmxero pull --full`."
    assert str(bench.pull()).endswith(state.reminder)
