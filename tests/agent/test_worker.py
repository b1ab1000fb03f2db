"""The worker: each event once, gathered into few pulls, and never ended by a fault."""

from contextlib import closing
from datetime import datetime, time, timedelta

import pytest
from scene import day
from signed_posts import body_of, event

from cmxero.agent.inbox import Inbox
from cmxero.agent.rounds import Timing
from cmxero.agent.worker import Worker
from cmxero.core.errors import StoreBusyError, XeroRateLimitError, XeroUnreachableError
from cmxero.core.schedule import Schedule
from cmxero.workflows.webhook_events import Delivery, WebhookDesk

START = datetime(2026, 11, 22, 2, 0)
SECOND = timedelta(seconds=1)


class Stopped(BaseException):
    """Stands for kill -9: nothing handles it."""


class Desk:
    """A worker on a scene whose clock moves only when told."""

    def __init__(self, scene, inbox):
        self.scene, self.inbox, self.said, self.now = scene, inbox, [], START
        self.bench = scene.bench
        self.bench.clock = lambda: self.now
        self.bench.__dict__.pop("bench", None)  # made with the clock of before
        self.bench.reconcile = lambda: "Reconciled."  # costs a second; test_commands has it
        self.restart()

    def restart(self, **schedule):
        """A new process."""
        timing = Timing(schedule=Schedule(**schedule))
        self.worker = Worker(self.bench, self.inbox, timing=timing, told=self.said.append)

    def arrive(self, *bodies):
        """Bodies were received."""
        self.inbox.keep([Delivery(body, self.now, "key") for body in bodies])

    def step(self, seconds=0):
        """So many seconds later, one look."""
        self.now += seconds * SECOND
        return self.worker.step()

    def event(self, name="r1", category="INVOICE", **more):
        """An event of the connected organisation."""
        return event(name, category, tenant_id=self.scene.xero.organisation().tenant_id, **more)

    def steps(self, times):
        """One look a second."""
        return [self.step(1) for _ in range(times)]

    def pulls(self):
        """How many pulls there were."""
        return sum(run.kind == "pull" for run in self.bench.runs(99))


@pytest.fixture
def desk(scene, tmp_path):
    """A worker that has swept once."""
    with closing(Inbox(tmp_path / "events")) as inbox:
        made = Desk(scene, inbox)
        assert made.step() is True
        yield made


def test_events_are_gathered_into_one_pull(desk):
    """A deposit rings for each invoice; the pull follows two seconds after the last."""
    for n in range(1, 5):
        desk.arrive(body_of(desk.event(f"r{n}"), first=n))
        assert desk.step(1) is None
    assert desk.step(1) is None
    assert desk.step(1) is True
    assert desk.pulls() == 2
    assert desk.step(5) is None
    assert desk.said[-1].startswith("After events: Pull")


def test_events_that_never_pause_are_pulled_after_ten_seconds(desk):
    """A busy hour in Xero puts off no pull for longer."""
    answers = []
    for n in range(1, 13):
        desk.arrive(body_of(desk.event(f"r{n}"), first=n))
        answers.append(desk.step(1))
    assert answers == [None] * 10 + [True, None]


def test_the_sweep_and_the_recount_come_without_events(desk):
    """Every 15 minutes a pull, every 24 hours a full one; a proof of intent rings nothing."""
    desk.arrive(body_of())
    assert desk.step(14 * 60 + 59) is None
    assert desk.step(1) is True
    assert desk.step(24 * 3600) is True
    heads = [text.split(":")[0] for text in desk.said]
    assert heads == ["Full recount", "Pull", "Full recount"]


def test_a_new_process_pulls_at_once_but_recounts_only_when_due(desk):
    """What rang in the old one may have been forgotten; the recount of an hour ago counts."""
    desk.restart()
    assert desk.step(3600) is True
    assert desk.said[-1].startswith("Pull")


def test_the_recount_at_a_time_of_day(desk):
    """At two in Brisbane, 16:00 UTC, and not again that day."""
    desk.restart(full_recount_at=time(2), sweep=timedelta(days=2))
    desk.step()
    assert desk.step(14 * 3600 - 1) is None
    assert desk.step(1) is True
    assert desk.said[-1].startswith("Full recount")
    assert desk.step(24 * 3600 - 1) is None


def test_the_digest_once_a_day_with_the_snapshot(desk):
    """Made up at the start of a late process, not again after a restart, then each morning."""
    digests = desk.bench.home.digests
    desk.restart(digest_at=time(7), sweep=timedelta(days=2), full_recount=timedelta(days=2))
    assert desk.step() is True
    assert desk.said[-1].startswith("Pull")
    assert desk.step() is True
    assert desk.said[-1].startswith("Digest of 22 Nov 2026: ")
    assert (desk.bench.home.published / "cmxero.duckdb").is_file()
    desk.restart(digest_at=time(7), sweep=timedelta(days=2), full_recount=timedelta(days=2))
    assert [desk.step(), desk.step()] == [True, None]
    assert desk.step(19 * 3600 - 1) is None
    assert desk.step(1) is True
    assert [file.name for file in sorted(digests.iterdir())] == [
        "digest-2026-11-22.md", "digest-2026-11-23.md",
    ]  # fmt: skip


def test_pulls_that_fail_put_off_no_digest(desk, monkeypatch):
    """The digest has to tell that they fail; one that fails itself is tried again."""
    desk.restart(digest_at=time(7))
    monkeypatch.setattr(desk.bench, "pull", lambda **_: _raise(XeroUnreachableError("No answer.")))
    digest = desk.bench.digest
    monkeypatch.setattr(desk.bench, "digest", lambda: _raise(StoreBusyError("a viewer", 30)))
    assert [desk.step(), desk.step(), desk.step()] == [False, False, None]
    monkeypatch.setattr(desk.bench, "digest", digest)
    assert [desk.step(5), desk.step()] == [False, True]
    assert desk.said[-1].startswith("Digest of 22 Nov 2026: ")


def test_events_of_other_organisations_and_unknown_kinds(desk):
    """Another tenant's are recorded and ring nothing; a category of tomorrow rings."""
    desk.arrive(body_of(event("r1", tenant_id="somebody else"), first=1))
    assert desk.step(0) is desk.step(20) is None
    desk.arrive(body_of(desk.event("r2", "TELEPATHY", eventType="GUESS"), first=2, entropy="B"))
    assert desk.step(0) is None
    assert desk.step(2) is True
    assert desk.bench.webhooks.state().seen == 2


def test_a_body_that_nobody_understands_is_kept_and_pulled_for(desk):
    """Rightly signed, so something happened; it is counted, and the next one is read."""
    odd = [b"", b"[]", b"null", b"\xff", b'{"events": 7}', b'{"events": [7]}', b"[" * 100_000]
    desk.arrive(*odd, body_of(desk.event(), first=1))
    assert desk.step(0) is None
    assert desk.step(2) is True
    state = desk.bench.webhooks.state()
    assert (state.deliveries, state.unreadable, state.seen) == (8, 7, 1)
    assert desk.inbox.waiting() == ()


def test_odd_fields_are_no_reason_to_lose_an_event(desk):
    """Missing, misspelt and enormous fields become empty ones."""
    odd = desk.event(eventDateUtc="yesterday", resourceId="\ud800", eventType=None)
    text = body_of(odd, first=2**70)
    desk.arrive(text, b'{"events": null}')
    assert desk.step(0) is None
    state = desk.bench.webhooks.state()
    assert (state.deliveries, state.unreadable, state.expected) == (2, 0, 0)
    assert state.last_event_utc == START


def test_twice_out_of_order_and_never(desk):
    """Sequences 1 to 9 without 4 and 6 to 7, some twice: nine expected, six seen."""
    for n in (3, 1, 2, 9, 5, 8, 2):
        desk.arrive(body_of(desk.event(f"r{n}"), first=n, entropy=f"{n} again"))
    desk.arrive(body_of(desk.event("r3"), first=3, entropy="sent anew"))
    desk.step()
    state = desk.bench.webhooks.state()
    assert (state.deliveries, state.expected, state.seen) == (7, 9, 6)
    assert state.missing == ((4, 4), (6, 7))
    text = next(line.text for line in desk.bench.examine() if "Webhooks" in line.text)
    assert "6 of 9 events" in text
    assert "4, 6 to 7" in text


@pytest.mark.parametrize("killed_at", ["before landing", "after landing", "before pull"])
def test_killed_at_any_step_each_event_is_taken_once(desk, killed_at, monkeypatch):
    """A new process takes in what waits, knows what it has, and pulls."""
    desk.scene.journal("41", "invoice 1001 100.00 2026-09-01")
    desk.scene.cycle("41")
    desk.scene.xero.pay("CM-1001", "40.00", day("2026-09-20"))
    desk.arrive(body_of(desk.event("a"), desk.event("b"), first=1))

    def stop(*_args, **_words):
        raise Stopped

    where = {
        "before landing": (WebhookDesk, "take"),
        "after landing": (desk.inbox, "remove"),
        "before pull": (desk.bench, "pull"),
    }[killed_at]
    with monkeypatch.context() as patch:
        patch.setattr(*where, stop)
        with pytest.raises(Stopped):
            desk.steps(5)
    desk.restart()
    assert desk.step() is True
    state = desk.bench.webhooks.state()
    assert (state.deliveries, state.expected, state.seen) == (1, 2, 2)
    assert desk.inbox.waiting() == ()
    assert desk.bench.payments_by_state() == {"mirrored": 1}


def test_faults_end_nothing_and_are_tried_again_ever_later(desk, monkeypatch):
    """Five seconds, ten, as long as Xero asks for; then the payment is there."""
    desk.scene.journal("41", "invoice 1001 100.00 2026-09-01")
    desk.scene.cycle("41")
    desk.scene.xero.pay("CM-1001", "40.00", day("2026-09-20"))
    faults = [
        XeroUnreachableError("Xero does not answer."),
        RuntimeError("nobody thought of this"),
        XeroRateLimitError("Too many.", limit="minute", retry_after=60),
    ]
    pull = desk.bench.pull
    monkeypatch.setattr(desk.bench, "pull", lambda **_: _raise(faults.pop(0)))
    assert desk.step(15 * 60) is False
    assert desk.step(4) is None
    assert desk.step(1) is False
    assert desk.step(9) is None
    assert desk.step(1) is False
    monkeypatch.setattr(desk.bench, "pull", pull)
    assert desk.step(59) is None
    assert desk.step(1) is True
    assert desk.bench.payments_by_state() == {"mirrored": 1}
    assert "tried again in 60 s: Too many." in desk.said[-2]
    assert "RuntimeError: nobody thought of this" in desk.said[-3]


def test_a_busy_database_loses_no_event(desk, monkeypatch):
    """What could not be taken in waits in the inbox and is taken in later."""
    desk.arrive(body_of(desk.event(), first=1))
    with monkeypatch.context() as patch:
        patch.setattr(WebhookDesk, "take", lambda *_: _raise(StoreBusyError("a viewer", 30)))
        assert desk.step() is None
    assert "busy" in desk.said[-1]
    assert len(desk.inbox.waiting()) == 1
    assert desk.step(5) is None
    assert desk.step(2) is True
    assert desk.bench.webhooks.state().seen == 1


def test_an_inbox_is_readable_by_its_owner_only(desk):
    """Bodies name organisations and documents."""
    assert desk.inbox.path.stat().st_mode & 0o077 == 0


def _raise(fault):
    raise fault
