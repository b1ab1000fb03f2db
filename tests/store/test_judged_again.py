"""Only what follows from changed tables is judged again, and that is enough."""

from decimal import Decimal

import pytest
from scene import day

from cmxero.core.credits import CreditKind
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


FACTS = {
    "recon.follower": lambda scene: scene.journal("42", "payment P1 1001 5.00 2026-09-02"),
    "recon.receipt": lambda scene: scene.xero.pay("CM-1001", "5.00", day("2026-09-02")),
    "recon.payment_match": lambda scene: scene.journal("42", "payment P1 1001 5.00 2026-09-02"),
    "recon.payment_standing": lambda scene: scene.xero.pay("CM-1001", "5.00", day("2026-09-02")),
    "recon.payment_finding": lambda scene: scene.xero.pay("CM-1001", "500.00", day("2026-09-02")),
    "recon.orphan_finding": lambda scene: scene.journal("42", "adjustment A1 9 -5.00 2026-09-02"),
    "recon.refund_pair": lambda scene: scene.journal("42", "refund R1 1001 P1 5.00 2026-09-02"),
    "recon.credit": lambda scene: scene.xero.add_credit(CreditKind.CREDIT_NOTE, "5.00", "CM-1001"),
    "recon.credit_use": lambda scene: scene.xero.allocate(
        scene.xero.add_credit(CreditKind.OVERPAYMENT, "5.00"), "CM-1001", "5.00"
    ),
    "recon.credit_finding": lambda scene: scene.xero.allocate(
        scene.xero.add_credit(CreditKind.OVERPAYMENT, "5.00"), "CM-1001", "5.00"
    ),
    "recon.problem_finding": lambda scene: scene.journal("42", "invoice 1003 x 2026-09-02"),
    "recon.changed_finding": lambda scene: scene.journal("41", "invoice 1001 99.00 2026-09-01"),
}


@pytest.mark.parametrize("table", FACTS)
def test_what_has_no_facts_is_left_blank_until_it_has_one(scene, table, monkeypatch):
    """And whatever is left blank would have come out empty."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    assert scene.bench.findings() == ()
    FACTS[table](scene)
    scene.bench.pull()
    parameters = scene.bench.bench.parameters
    found = judged(scene.bench._database, parameters)
    assert found[table]
    monkeypatch.setattr(judging, "_without_facts", lambda _con: frozenset())
    fresh = Database(scene.home / "data" / "cmxero.duckdb")
    assert found == judged(fresh, parameters)
    fresh.close()


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
    assert after == before


@pytest.mark.parametrize("few", [0, 200], ids=["all anew", "one by one"])
def test_a_decision_brings_up_to_date_whatever_it_touches(scene, monkeypatch, few):
    """Those decided and those linked with them, present or gone; the rest stays as it was."""
    monkeypatch.setattr(judging, "FEW", few)
    bench, parameters = scene.bench, scene.bench.bench.parameters
    scene.journal("41", *(f"invoice 100{n} {n}0.00 2026-09-01" for n in range(1, 6)))
    scene.journal("42", "adjustment A1 1001 -10.00 2026-09-02")
    scene.cycle("41")
    for n, total in ((1, "9.00"), (2, "21.00"), (3, "29.00"), (4, "41.00"), (5, "51.00")):
        scene.xero.change(f"CM-100{n}", total=Decimal(total))
    bench.pull()
    keys = {each.subject: each.key for each in bench.findings()}
    up, down, third, fourth = (keys[f"CM-100{n}"] for n in (2, 3, 4, 5))

    def seen():
        fresh = Database(scene.home / "data" / "cmxero.duckdb")
        try:
            assert judged(bench._database, parameters) == judged(fresh, parameters)
        finally:
            fresh.close()
        (said,) = [each for each in bench.findings() if each.key == down]
        return said.status, [flag.value for flag in said.flags]

    seen()
    bench.link([up, down])
    assert seen() == ("linked", [])
    bench.resolve([third], ResolutionAction.DID_IN_XERO)
    bench.resolve([up], ResolutionAction.REOPEN)
    assert seen() == ("open", ["link broken"])
    bench.link([up, down])
    scene.xero.change("CM-1002", total=Decimal("20.00"))
    bench.pull()
    assert up not in {each.key for each in bench.findings()}
    assert seen() == ("open", ["link broken"])
    bench.undo([up])
    assert seen() == ("open", ["link broken"]), "the first link stands again"
    bench.resolve([down, fourth], ResolutionAction.ACCEPT, reason="known")
    assert seen() == ("accepted", [])


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
    assert asking == {
        "recon.waiting",
        "recon.decided_finding",
        "recon.finding",
        "recon.touched_finding",
    }


def test_a_link_given_up_and_made_anew_is_seen(scene):
    """As many links as before are not the same links; the released one says so."""
    links, released = "workbench.sync.link", "workbench.sync.released_link"
    assert released in judging.facts_judged()
    for view in RECON:
        behind = judging._tables_behind(view)
        assert links not in behind or released in behind
