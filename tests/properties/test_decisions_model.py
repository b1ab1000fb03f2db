"""Two people decide at random over moving figures; the store says what a plain model says."""

import tempfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from decision_model import LIMIT, Model
from fact_book import FactBook, key, made_up_findings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sending import SendingBook

from cmxero.core.decidable import Signature
from cmxero.core.errors import DecisionRefusedError, NothingToDoError, StaleDecisionError
from cmxero.core.resolutions import Resolution, ResolutionAction
from cmxero.store.database import Database
from cmxero.store.decisions import Decisions
from cmxero.store.proofs import Proofs
from cmxero.store.reports import Reports
from cmxero.store.sendings import Sendings

A = ResolutionAction
ACTIONS = {
    "did": A.DID_IN_XERO,
    "send": A.SEND,
    "reopen": A.REOPEN,
    "undo": A.UNDO,
    "approve": A.APPROVE,
    "decline": A.DECLINE,
}
CAPS = (None, Decimal("10.00"), Decimal("80.00"))
NAMES = ("A", "B", "C")
FIGURES = [Decimal(text) for text in ("90.00", "110.00", "20.00", "180.00", "100.00")]
"""Case Manager has 100.00: two pairs cancel out, one of them above the limit; one agrees."""
PEOPLE = st.sampled_from(["Alex", "Bea"])
SOME = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)


class TwoPeopleDeciding(RuleBasedStateMachine):
    """The store and the model, side by side."""

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "cmxero.duckdb"
        path.write_bytes(self.template.read_bytes())
        self.database = Database(path)
        self.book = FactBook(self.database)
        self.sent = SendingBook(self.database)
        self.now = datetime(2026, 11, 22, 2, 0)
        self.links = 0

    @initialize(figures=st.lists(st.sampled_from(FIGURES), min_size=3, max_size=3))
    def begin(self, figures):
        self.model = Model(dict(zip(NAMES, figures, strict=True)), date(2026, 11, 22))
        for name, figure in zip(NAMES, figures, strict=True):
            self.book.put(name, figure)

    @property
    def parameters(self):
        return self.book.parameters(self.model.today)

    def found(self):
        return {each.subject: each for each in Reports(self.database).findings(self.parameters)}

    def tick(self):
        self.now += timedelta(minutes=1)
        return self.now

    @rule(name=st.sampled_from(NAMES), figure=st.sampled_from([*FIGURES, None]))
    def figures_move(self, name, figure):
        self.model.items[name].figure = figure
        self.book.put(name, figure)

    @rule(days=st.integers(1, 2))
    def days_pass(self, days):
        self.model.today += timedelta(days=days)

    @rule(names=SOME, person=PEOPLE, cap=st.sampled_from(CAPS), days=st.sampled_from([None, 0, 1]))
    def accept(self, names, person, cap, days):
        last_day = None if days is None else self.model.today + timedelta(days=days)
        wanted = Resolution(A.ACCEPT, "why", cap=cap, expires_on=last_day)
        self.both("accept", names, wanted, person, cap=cap, last_day=last_day)

    @rule(names=SOME, person=PEOPLE, deed=st.sampled_from(["did", "send"]))
    def settle(self, names, person, deed):
        self.both(deed, names, Resolution(ACTIONS[deed]), person)

    @rule(names=st.permutations(NAMES), count=st.integers(1, 3), person=PEOPLE)
    def link(self, names, count, person):
        self.both("link", names[:count], Resolution(A.LINK), person)

    @rule(names=SOME, person=PEOPLE, days=st.integers(1, 2))
    def snooze(self, names, person, days):
        until = self.model.today + timedelta(days=days)
        self.both("snooze", names, Resolution(A.SNOOZE, snoozed_until=until), person, until=until)

    @rule(names=SOME, person=PEOPLE, owner=PEOPLE)
    def assign(self, names, person, owner):
        self.both("assign", names, Resolution(A.ASSIGN, assigned_to=owner), person, owner=owner)

    @rule(names=SOME, person=PEOPLE, deed=st.sampled_from(["reopen", "undo"]))
    def take_back(self, names, person, deed):
        self.both(deed, names, Resolution(ACTIONS[deed]), person)

    @rule(names=SOME, person=PEOPLE, deed=st.sampled_from(["approve", "decline"]))
    def answer(self, names, person, deed):
        self.both(deed, names, Resolution(ACTIONS[deed]), person)

    def both(self, deed, names, wanted, person, **given):
        """The store and the model decide, or refuse, alike."""
        assert self.decide(names, wanted, person) == self.model.decide(deed, names, person, **given)

    def decide(self, names, wanted, person, versions=None):
        self.links += 1
        by = Signature(person, self.tick(), self.model.today, LIMIT, f"link-{self.links}")
        keys = [key(name) for name in names]
        try:
            Decisions(self.database).decide(self.parameters, keys, wanted, by, versions)
        except (DecisionRefusedError, NothingToDoError):
            return False
        return True

    @rule(name=st.sampled_from(NAMES), person=PEOPLE)
    def somebody_looked_too_long(self, name, person):
        finding = self.found().get(name)
        if finding is None or not finding.version:
            return
        with pytest.raises(StaleDecisionError):
            self.decide([name], Resolution(A.DID_IN_XERO), person, {key(name): finding.version - 1})

    @rule()
    def reconcile(self):
        gone, _ = Proofs(self.database).record(
            self.parameters, run_id=f"reconcile-{self.now}", now_utc=self.tick()
        )
        assert gone == self.model.reconcile()

    @rule(name=st.sampled_from(NAMES), said=st.sampled_from(["begun", "sent", "refused"]))
    def cmxero_sends(self, name, said):
        listed = Sendings(self.database).waiting(self.parameters)
        each = {one.finding_key: one for one in listed}.get(key(name))
        if each is None:
            return
        if not each.is_begun:
            if each.needs_approval:
                with pytest.raises(DecisionRefusedError):
                    self.sent.begin(key(name), self.tick())
                return
            self.sent.begin(key(name), self.tick())
            assert self.model.begin(name)
        if said != "begun":
            self.sent.end(key(name), said, self.tick())
            item = self.model.items[name]
            item.sending[item.top.claim] = said

    @invariant()
    def both_say_the_same(self):
        if not hasattr(self, "model"):
            return
        found = self.found()
        assert set(found) == {n for n, item in self.model.items.items() if item.figure is not None}
        for name, finding in found.items():
            item = self.model.items[name]
            top = item.top
            assert finding.status == self.model.status(name)
            assert finding.assigned_to == top.owner
            assert finding.version == len(item.deeds)
            assert ("came back" in finding.flags) == (top.claim in item.proven)
            if top.claim not in item.proven:
                assert ("facts changed" in finding.flags) == self.model.changed(name)
            if finding.status == "waiting for approval":
                assert (finding.approval, finding.decided_by) == ("waiting", top.by)
            if finding.status != "open":
                assert finding.approved_by == top.approved_by

    def teardown(self):
        self.database.close()
        self.folder.cleanup()


@pytest.fixture
def machine(migrated_database):
    """The machine over made-up findings."""
    copied = migrated_database.with_name("whole.duckdb")
    if not copied.exists():
        database = Database(migrated_database)
        with database.write() as con:  # folds the log into the file, so that one file is all
            con.execute("checkpoint workbench")
        database.close()
        copied.write_bytes(migrated_database.read_bytes())
    TwoPeopleDeciding.template = copied
    with made_up_findings():
        yield TwoPeopleDeciding


def test_decisions_are_what_a_plain_model_makes_of_them(machine):
    """Any order of deeds of two people, of figures, days, reconciles and sendings."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
