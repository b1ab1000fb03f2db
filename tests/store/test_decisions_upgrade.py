"""Decisions of a database from before revision 0008 keep their meaning."""

from datetime import date, datetime

import duckdb
import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from scene import Scene
from sqlalchemy.pool import NullPool

from cmxero.core.resolutions import ResolutionAction
from cmxero.store.database import Database

AT = datetime(2026, 11, 20, 1, 0)
ACCEPTED, WAITING, REOPENED = (
    f"main/not exported/CM-{number}" for number in ("1001", "1002", "1003")
)


def to_0007(path):
    """A database as the version before made it."""
    path.parent.mkdir(parents=True)
    config = Config()
    config.set_main_option("script_location", "cmxero.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = sqlalchemy.create_engine(f"duckdb:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    engine.dispose()


def decided(con, key, version, action, status, facts):
    """A row as revision 0001 has it."""
    con.execute(
        "insert into recon.resolution values (?, ?, 'main', ?, ?, 'why', 'note', 'Tom', ?, ?)",
        [key, version, action, status, AT, facts],
    )


@pytest.fixture
def upgraded(tmp_path):
    """A book of three invoices that are not exported, decided before the upgrade."""
    path = tmp_path / "home" / "data" / "cmxero.duckdb"
    to_0007(path)
    con = duckdb.connect(str(path))
    decided(con, ACCEPTED, 1, "accept", "accepted", "100.00|-|100.00")
    decided(con, WAITING, 1, "accept", "accepted", "1.00|-|1.00")
    decided(con, WAITING, 2, "did it in Xero", "waiting for proof", "200.00|-|200.00")
    decided(con, REOPENED, 1, "accept", "accepted", "300.00|-|300.00")
    decided(con, REOPENED, 2, "reopen", "open", "300.00|-|300.00")
    con.close()
    scene = Scene(tmp_path / "home")
    scene.connect()
    yield scene
    scene.close()


def test_old_decisions_stand_for_themselves(upgraded):
    """Accepted holds for its figures, waiting waits, reopened is open; the history is whole."""
    scene = upgraded
    rows = [f"invoice 100{n} {n}00.00 2026-09-01" for n in (1, 2, 3)]
    scene.journal("41", *rows)
    found = {each.key: each for each in scene.bench.findings()}
    assert {key: each.status for key, each in found.items()} == {
        ACCEPTED: "accepted",
        WAITING: "waiting for proof",
        REOPENED: "open",
    }
    accepted = found[ACCEPTED]
    assert (accepted.decided_by, accepted.note, accepted.version) == ("Tom", "why: note", 1)
    assert (accepted.cap, accepted.expires_on, accepted.assigned_to) == (None, None, "")
    history = scene.bench.decisions()
    assert [(each.version, each.stands) for each in history if each.finding_key == WAITING] == [
        (2, 2),
        (1, 1),
    ]
    assert len(history) == 5


def test_old_decisions_can_be_taken_back_and_proven(upgraded):
    """An undo goes back to the decision before, which was made for other figures; proof works."""
    scene = upgraded
    scene.journal("41", *(f"invoice 100{n} {n}00.00 2026-09-01" for n in (1, 2, 3)))
    scene.bench.undo([WAITING])
    undone = {each.key: each for each in scene.bench.findings()}[WAITING]
    assert (undone.status, undone.flags) == ("open", ("facts changed",))
    scene.bench.resolve([WAITING], ResolutionAction.DID_IN_XERO)
    scene.cycle("41")
    (proven,) = scene.bench.reconcile().proven
    assert proven.finding_key == WAITING


def test_a_copy_lies_beside_and_one_decision_a_version_is_kept(upgraded):
    """The upgrade is copied before, and the key of the table is still a key."""
    scene = upgraded
    assert scene.bench.decisions()
    (copy,) = (scene.home / "data" / "backup").glob("*.duckdb")
    con = duckdb.connect(str(copy), read_only=True)
    assert con.execute("select count(*) from recon.resolution").fetchall() == [(5,)]
    con.close()
    database = Database(scene.home / "data" / "cmxero.duckdb")
    with pytest.raises(duckdb.ConstraintException), database.write() as con:
        con.execute(
            "insert into workbench.recon.resolution select * from workbench.recon.resolution"
        )
    database.close()
    assert scene.bench.today() >= date(2026, 11, 22)
