"""What an export does beyond drafts: approve, notes, contact details, a part of it, a stop."""

import pytest
from scene import Scene

from cmxero.core.errors import XeroUnreachableError
from cmxero.core.organisation_facts import XeroContact
from cmxero.store.exports import OutcomeState

QUIET = "[analysts]\npublish_after_each_run = false\n"
ROWS = ("invoice 1001 10.00 2026-09-01", "invoice 1002 20.05 2026-09-02")
MANY = tuple(f"invoice {number} 10.00 2026-09-01" for number in range(1001, 1121))


@pytest.fixture
def scene_with(tmp_path, migrated_database):
    """A connected scene with export options of its own."""
    made = []

    def make(options=""):
        scene = Scene(
            tmp_path / f"home-{len(made)}",
            settings=f"{QUIET}[export]\n{options}\n",
            template=migrated_database,
        )
        made.append(scene)
        return scene.connect()

    yield make
    for scene in made:
        scene.close()


def test_approve_creates_approved_invoices(scene_with):
    """AUTHORISED at once; the report says so."""
    scene = scene_with("approve = true")
    scene.journal("41", *ROWS)
    report = scene.export("41")
    assert {x.status for x in scene.xero.invoices.values()} == {"AUTHORISED"}
    assert "2 invoices exported and approved" in str(report)


def test_a_history_note_says_where_an_invoice_came_from_once(scene_with):
    """One note an invoice, also when its answer is lost and the export runs again."""
    scene = scene_with("history_note = true")
    scene.journal("41", *ROWS)
    assert scene.bench.plan("41").calls == 3
    scene.xero.lose_notes = 1
    with pytest.raises(XeroUnreachableError):
        scene.export("41")
    scene.export("41")
    scene.export("41")
    notes = {scene.xero.invoices[key].number: said for key, said in scene.xero.notes.items()}
    assert notes == {
        "CM-1001": ["Exported by cmxero: Case Manager invoice 1001, journal 41."],
        "CM-1002": ["Exported by cmxero: Case Manager invoice 1002, journal 41."],
    }


def test_new_contacts_are_created_first_and_known_ones_left_alone(scene_with):
    """Create only: a contact that Xero has is never edited."""
    scene = scene_with('contact_details = "create with details"')
    scene.xero.contact_list.append(XeroContact("c-1", "Wattle", "ACTIVE"))
    scene.journal(
        "41",
        "invoice 1001 10.00 2026-09-01 FRE Bluegum",
        "invoice 1002 20.05 2026-09-02 FRE Wattle",
    )
    scene.export("41")
    assert [contact.name for contact in scene.xero.contacts_made] == ["Bluegum"]


def test_a_part_of_a_journal_can_be_exported(scene_with):
    """Only what is named goes, and only that is planned."""
    scene = scene_with()
    scene.journal("41", *ROWS)
    report = scene.bench.export("41", dry_run=False, only=["1002"])
    assert [row.number for row in report.plan.rows] == ["CM-1002"]
    assert [x.number for x in scene.xero.invoices.values()] == ["CM-1002"]


def test_several_lanes_send_every_invoice_once_and_tell_how_far_they_are(scene_with):
    """120 invoices in three requests at once."""
    scene = scene_with("at_once = 3")
    scene.journal("41", *MANY)
    told = []
    report = scene.bench.export("41", dry_run=False, progress=told.append)
    assert report.exported == 120
    assert sorted(x.number for x in scene.xero.invoices.values()) == sorted(
        f"CM-{number}" for number in range(1001, 1121)
    )
    assert max((now.settled, now.to_settle) for now in told) == (120, 120)
    assert told[-1].seconds_left == 0
    assert scene.checks() == {}


def test_a_cancelled_export_leaves_everything_consistent_and_goes_on_later(scene_with):
    """What was under way is finished; the rest is not begun."""
    scene = scene_with("at_once = 1")
    scene.journal("41", *MANY)
    report = scene.bench.export("41", dry_run=False, is_cancelled=lambda: bool(scene.xero.bodies))
    assert (report.exported, report.was_cancelled, report.needs_a_person) == (50, True, True)
    assert "70 not sent yet" in str(report)
    assert scene.bench.bench.exports.open_intents("main") == ()
    assert scene.export("41").exported == 70
    assert len(scene.xero.invoices) == 120


def test_what_a_broken_batch_left_out_is_sent_in_the_same_run(scene_with):
    """Xero saved the first of two, then the answer was lost: one adopted, one sent again."""
    scene = scene_with()
    scene.journal("41", *ROWS)
    create = scene.xero.create_invoices

    def half(body, *, key):
        create(body, key=key)
        second = next(x for x in scene.xero.invoices.values() if x.number == "CM-1002")
        del scene.xero.invoices[second.xero_invoice_id]
        scene.xero.create_invoices = create
        raise XeroUnreachableError("the answer was lost")

    scene.xero.create_invoices = half
    report = scene.export("41")
    states = {o.case_invoice_number: o.state for o in report.outcomes}
    assert states == {"1001": OutcomeState.ADOPTED, "1002": OutcomeState.CREATED}
    assert not report.needs_a_person


def test_a_number_in_use_is_held_before_anything_is_sent(scene_with):
    """The plan says whose it is, the export records it, Xero is left as it is."""
    scene = scene_with()
    scene.journal("41", ROWS[0])
    scene.export("41")
    (made,) = scene.xero.invoices.values()
    other = scene_with()
    other.xero.invoices[made.xero_invoice_id] = made
    other.journal("41", "invoice 1001 99.00 2026-09-01", ROWS[1])
    (row, _) = other.bench.plan("41").rows
    assert row.state == "held back"
    report = other.export("41")
    states = {o.case_invoice_number: o.state for o in report.outcomes}
    assert states == {"1001": OutcomeState.CONFLICT, "1002": OutcomeState.CREATED}
    assert other.xero.invoices[made.xero_invoice_id] == made
    assert [finding[0] for finding in other.findings()] == [
        "number used twice",
        "still a draft in Xero",
    ]


def test_the_same_invoice_already_in_xero_is_adopted(scene_with):
    """As after a restored workbench: what Xero has exactly like this is ours."""
    scene = scene_with()
    scene.journal("41", *ROWS)
    scene.export("41")
    restored = scene_with()
    restored.xero = scene.xero
    restored.bench._gateways = lambda *_: scene.xero
    restored.journal("41", *ROWS)
    plan = restored.bench.plan("41")
    assert all("will be adopted" in row.note for row in plan.rows)
    report = restored.export("41")
    assert report.count(OutcomeState.ADOPTED) == 2
    assert len(scene.xero.invoices) == 2


def test_a_dry_run_shows_row_for_row_what_the_real_run_does(scene_with):
    """Also while an earlier export is not settled yet."""
    scene = scene_with()
    scene.journal("41", *ROWS, "invoice 1003 30.00 2026-09-03 XXX")
    dry = scene.bench.export("41")
    real = scene.export("41")
    assert dry.plan.rows == real.plan.rows
    assert dry.plan.batches == real.plan.batches
    assert {row.number: row.state for row in dry.plan.rows} == {
        "CM-1001": "ready",
        "CM-1002": "ready",
        "CM-1003": "held back",
    }
