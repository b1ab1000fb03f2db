"""Only what follows from changed tables is judged again, and that is enough."""

from decimal import Decimal

from scene import day

from cmxero.core.resolutions import ResolutionAction
from cmxero.store import judging, schema
from cmxero.store.database import Database

RECON = sorted(
    schema.view_name(name) for name in schema.judging_views() if name.startswith("recon/")
)


def judged(database, parameters):
    """Every row of every judged table."""
    with database.read(parameters) as con:
        return {name: sorted(map(repr, con.sql(f"from {name}").fetchall())) for name in RECON}


def test_a_process_that_judged_all_along_agrees_with_one_that_starts_afresh(scene):
    """After imports, exports, sending again, pulls, decisions, proofs: the same rows everywhere."""
    bench, database = scene.bench, scene.bench._database

    def compare():
        fresh = Database(scene.home / "data" / "cmxero.duckdb")
        try:
            assert judged(database, bench.bench.parameters) == judged(fresh, bench.bench.parameters)
        finally:
            fresh.close()

    rows = ("invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.journal("41", *rows)
    compare()
    scene.cycle("41")
    compare()
    scene.xero.change("CM-1001", total=Decimal("99.00"))
    scene.xero.change("CM-1002", status="VOIDED")
    scene.xero.pay("CM-1001", "5.00", day("2026-09-09"))
    bench.pull()
    bench.resolve([each.key for each in bench.findings()], ResolutionAction.DID_IN_XERO)
    compare()
    bench.send_again(["1002"], reason="voided by mistake")
    scene.cycle("41")
    compare()
    bench.reconcile()
    compare()


def test_a_decision_leaves_the_pairs_as_they_are(scene, monkeypatch):
    """The dear part of judging follows from facts, not from what people decide."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    (finding,) = scene.bench.findings()
    made = []
    real = judging._work_out
    monkeypatch.setattr(
        judging, "_work_out", lambda con, text: (made.append(text), real(con, text))
    )
    scene.bench.resolve([finding.key], ResolutionAction.DID_IN_XERO)
    assert scene.bench.findings()[0].status == "waiting for proof"
    assert [text.split(".")[1].split(":")[0] for text in made] == ["finding"]


def test_a_link_given_up_and_made_anew_is_seen(scene):
    """As many links as before are not the same links; the released one says so."""
    links, released = "workbench.sync.link", "workbench.sync.released_link"
    assert {links, released} <= set(judging.facts_judged())
    for view in RECON:
        behind = judging._tables_behind(view)
        assert (links in behind) == (released in behind)
