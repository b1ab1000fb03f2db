"""Only what follows from changed tables is judged again, and that is enough."""

from decimal import Decimal

from scene import day

from cmxero.core.resolutions import ResolutionAction
from cmxero.store import judging, views
from cmxero.store.database import Database

RECON = sorted(views.view_name(name) for name in views.judging_views() if name.startswith("recon/"))


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


def made(database, parameters):
    """Which making of each judged table a process holds: DuckDB numbers every new one."""
    with database.read(parameters) as con:
        rows = con.sql(
            "select schema_name || '.' || table_name, table_oid from duckdb_tables() "
            "where database_name = 'memory' and schema_name = 'recon'"
        ).fetchall()
    return dict(rows)


def test_a_decision_leaves_the_pairs_as_they_are(scene):
    """The dear part of judging follows from facts, not from what people decide."""
    bench = scene.bench
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    (finding,) = bench.findings()
    before = made(bench._database, bench.bench.parameters)
    bench.resolve([finding.key], ResolutionAction.DID_IN_XERO)
    assert bench.findings()[0].status == "waiting for proof"
    after = made(bench._database, bench.bench.parameters)
    assert {name for name in after if after[name] != before[name]} == {"recon.finding"}


def test_an_execution_alone_leaves_the_pairs_as_they_are(scene):
    """Looking into the outbox leaves a run in the history; only what waits may have outlived it."""
    bench = scene.bench
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    bench.make_outbox()
    before = made(bench._database, bench.bench.parameters)
    bench.make_outbox()
    after = made(bench._database, bench.bench.parameters)
    assert {name for name in after if after[name] != before[name]} <= {"recon.finding"}


def test_a_document_that_a_recount_misses_is_seen_at_once(scene):
    """Its absence counts from the end of the recount on, in a process that judged before too."""
    bench = scene.bench
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    assert bench.findings() == ()
    del scene.xero.invoices[scene.xero.by_number("CM-1001").xero_invoice_id]
    assert bench.pull(full=True).absent == 1
    assert [each.kind.value for each in bench.findings()] == ["missing in Xero"]
    fresh = Database(scene.home / "data" / "cmxero.duckdb")
    parameters = bench.bench.parameters
    try:
        assert judged(bench._database, parameters) == judged(fresh, parameters)
    finally:
        fresh.close()


def test_only_findings_follow_from_every_run(scene):
    """With the decisions that wait for proof; a pair that did would be judged after every run."""
    every = {"workbench.sync.run", "workbench.sync.run_end"}
    asking = {view for view in RECON if judging._tables_behind(view) & every}
    assert asking == {"recon.finding", "recon.waiting"}


def test_a_link_given_up_and_made_anew_is_seen(scene):
    """As many links as before are not the same links; the released one says so."""
    links, released = "workbench.sync.link", "workbench.sync.released_link"
    assert released in judging.facts_judged()
    for view in RECON:
        behind = judging._tables_behind(view)
        assert links not in behind or released in behind
