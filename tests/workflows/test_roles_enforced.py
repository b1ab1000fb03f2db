"""The workbench itself refuses what a role does not allow, whatever a page shows."""

from datetime import date

import pytest

from cmxero.core.errors import NotAllowedError, SettingsError
from cmxero.core.resolutions import ResolutionAction, needed_role
from cmxero.core.roles import Role
from cmxero.workbench import Workbench, open_workbench

A = ResolutionAction
CHANGING = {
    "connect": lambda wb: wb.connect(),
    "import_": lambda wb: wb.import_("journal-41.csv"),
    "export": lambda wb: wb.export("J1", dry_run=False),
    "send_again": lambda wb: wb.send_again(["1001"], reason="voided"),
    "pull": lambda wb: wb.pull(),
    "reconcile": lambda wb: wb.reconcile(),
    "publish": lambda wb: wb.publish(),
    "make_outbox": lambda wb: wb.make_outbox(),
    "outbox_done": lambda wb: wb.outbox_done(["k"]),
    "settle": lambda wb: wb.settle(["CM-1001"], dry_run=False),
    "digest": lambda wb: wb.digest(),
    "resolve": lambda wb: wb.resolve(["k"], A.ACCEPT, reason="agreed"),
    "link": lambda wb: wb.link(["k", "l"]),
    "undo": lambda wb: wb.undo(["k"]),
    "approve": lambda wb: wb.approve(["k"]),
    "decline": lambda wb: wb.decline(["k"]),
    "close_period": lambda wb: wb.close_period(date(2026, 10, 31)),
}
"""Every method that changes something, called as somebody would."""
LOOKING = {
    "ask", "attached_once", "cent_ledger", "certificate", "close", "closed_period",
    "closed_periods", "count_export_log", "count_history", "decisions", "examine", "export_causes",
    "export_log", "export_log_table", "failed_numbers", "finding_detail", "findings",
    "history_entries", "journals", "keep_ready", "keys_named", "last_digest_day", "local_time",
    "look", "match_suggestions", "organisations",
    "outbox_changes", "outbox_content", "outbox_files", "overview_figures", "owed_invoices",
    "owed_rows", "page_header", "payment_board", "payment_changes", "payment_story", "payments",
    "payments_by_state", "payments_waiting", "plan", "playbook", "proven", "published_once",
    "recount_reminder",
    "run_events", "runs", "runs_of", "settings_report", "sql", "standing", "table",
    "test_connection", "tie_out", "tie_out_report", "tie_out_rows", "to_send", "today",
    "watch_state", "write_export_log",
}  # fmt: skip
"""Every method that changes nothing of the book."""
OWN = {"preference", "keep_preference"}
"""What everybody may change: the look of their own pages."""
NEEDS_APPROVE = {"approve", "decline", "close_period"}


def bench_of(scene, role):
    made = open_workbench(
        scene.home, clock=scene.clock, gateways=lambda *_: scene.xero, person="Vera", role=role
    )
    made._database = scene.bench._database  # one engine is enough
    return made


def rows_of(scene):
    """What a refused call must leave as it was."""
    return (len(scene.bench.runs()), scene.bench.decisions(), len(scene.xero.invoices))


def test_every_method_is_known_as_looking_or_changing():
    """A new method of the workbench is put into one of the lists above, and guarded if it changes.

    Guard it with ``self._require(Role.RESOLVE, "what it does")`` as its first line.
    """
    public = {
        name
        for name in dir(Workbench)
        if not name.startswith("_") and callable(getattr(Workbench, name))
    }
    assert public == CHANGING.keys() | LOOKING | OWN


@pytest.mark.parametrize("name", CHANGING)
def test_who_may_only_look_changes_nothing(scene, name):
    """Refused before anything is read, sent or written, with name and role."""
    before = rows_of(scene)
    with pytest.raises(NotAllowedError, match=r"Vera may not .* yours is 'view'. Nothing was"):
        CHANGING[name](bench_of(scene, Role.VIEW))
    assert rows_of(scene) == before


@pytest.mark.parametrize("name", sorted(NEEDS_APPROVE))
def test_who_resolves_neither_approves_nor_closes(scene, name):
    """That is for the third role."""
    with pytest.raises(NotAllowedError, match="needs the role 'approve'; yours is 'resolve'"):
        CHANGING[name](bench_of(scene, Role.RESOLVE))


def test_each_role_does_its_work(scene):
    """View looks and keeps preferences, resolve exports and decides, approve may all."""
    scene.journal("41", "invoice 1001 110.00 2026-11-01")
    looking = bench_of(scene, Role.VIEW)
    assert looking.export("41").dry_run
    assert looking.page_header().role is Role.VIEW
    looking.keep_preference("columns", "[]")
    assert looking.preference("columns") == "[]"
    resolving = bench_of(scene, Role.RESOLVE)
    assert resolving.export("41", dry_run=False).needs_a_person is False
    (finding,) = resolving.findings()
    assert resolving.resolve([finding.key], A.ACCEPT, reason="agreed") == 1
    (decided,) = looking.decisions()
    assert decided.decided_by == "Vera"
    assert {action for action in A if needed_role(action) is Role.APPROVE} == {A.APPROVE, A.DECLINE}


def test_the_role_comes_from_the_kernels_environment(tmp_path, monkeypatch):
    """Set by the server; without a server everything is allowed; nonsense allows nothing."""
    monkeypatch.delenv("CMXERO_ROLE", raising=False)
    assert open_workbench(tmp_path).role is Role.APPROVE
    monkeypatch.setenv("CMXERO_ROLE", "view")
    monkeypatch.setenv("CMXERO_PERSON", "Bea Ng")
    bench = open_workbench(tmp_path)
    assert (bench.person, bench.role) == ("Bea Ng", Role.VIEW)
    monkeypatch.setenv("CMXERO_ROLE", "owner")
    with pytest.raises(SettingsError, match="'owner' is no role"):
        open_workbench(tmp_path)
