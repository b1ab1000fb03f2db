"""What moves no timestamp: the sweep leaves it, the full recount brings it (xero-api.md 2.5)."""

import json

import msgspec
import pytest
from blind_spots import BLIND_SPOTS
from mirror_world import CONTACTS, NUMBERS, MirrorWorld
from xero_deeds import Deed

from cmxero.sandbox.switches import Switches

BODY = "select body from workbench.landing.{0} semi join stage.{0} using ({0}_id, version)"
PAID = Deed("pay", which=0, cents=1000)
LATER = (
    Deed("create", which=0, other=1),
    Deed("pay", which=len(NUMBERS)),
    Deed("archive", which=1),
    Deed("restore", which=1),
)
"""Moves the watermarks of invoices, payments and contacts on, so that no overlap helps."""
SCENES = {
    "payment_moves_invoice": [Deed("pay", which=1, cents=1000)],
    "deleted_payment_moves_invoice": [PAID, Deed("unpay", which=1)],
    "deleted_payment_moves": [PAID, Deed("unpay", which=1)],
    "allocation_moves_invoice": [Deed("receive", which=0, cents=700), Deed("allocate")],
    "merge_moves_documents": [Deed("merge", which=1, other=0)],
    "paid_due_date_moves": [Deed("edit due date", which=0, days=30)],
    "line_account_moves": [Deed("edit account", which=0, other=1)],
    "": [Deed("rename", which=0)],
}
"""What shows each switch of the table: the last deed is the one that nobody hears of."""


@pytest.fixture(scope="module")
def world(tmp_path_factory, migrated_database):
    """One server and one workbench; each test puts both back to their beginning."""
    made = MirrorWorld(tmp_path_factory.mktemp("blind"), migrated_database)
    with pytest.MonkeyPatch.context() as patch:
        made.keep_page_sizes(patch)
        yield made
    made.close()


def bodies(world, table):
    """The newest bodies of a kind of document, as Xero sent them."""
    with world.reading() as con:
        return [json.loads(body) for (body,) in con.execute(BODY.format(table)).fetchall()]


def unseen_after(world, deeds):
    """What a sweep leaves of the last deed, an hour after the others were swept."""
    *before, last = deeds
    for deed in before:
        world.do(deed)
    world.wait(3600)
    for deed in LATER:
        world.do(deed)
    world.sweep()
    world.wait(3600)
    world.do(last)
    assert world.people.said == []
    world.sweep()
    return world.unequal()


def test_every_row_of_the_table_is_shown():
    """No switch of the table goes without a scene."""
    assert {spot.switch for spot in BLIND_SPOTS} == set(SCENES)


@pytest.mark.parametrize("switch", SCENES, ids=lambda switch: switch or "a contact's name")
def test_a_blind_spot_waits_for_the_recount(world, switch):
    """Set one way the sweep leaves it and the recount brings it; set the other way it is seen."""
    hidden = next(spot.hides for spot in BLIND_SPOTS if spot.switch == switch)
    if switch:
        world.begin(msgspec.structs.replace(Switches(), **{switch: not hidden}), 1000)
        assert unseen_after(world, SCENES[switch]) == {}
    setting = {switch: hidden} if switch else {}
    world.begin(msgspec.structs.replace(Switches(), **setting), 1000)
    stale = unseen_after(world, SCENES[switch])
    assert stale
    rows = [spot for spot in BLIND_SPOTS if spot.switch == switch]
    for key, fields in stale.items():
        assert set(fields) <= set().union(*(r.fields for r in rows if r.kind == key.split()[0]))
    world.bench.pull(full=True)
    assert world.unequal() == {}


@pytest.mark.parametrize("moves", [False, True])
def test_sent_to_contact_of_a_part_paid_invoice(world, moves):
    """SentToContact moves nothing either (2.5); what Xero sent is kept as it came."""
    world.begin(Switches(paid_due_date_moves=moves), 1000)
    unseen_after(world, [Deed("mark sent", which=0)])
    sent = {x["InvoiceNumber"]: x["SentToContact"] for x in bodies(world, "xero_invoice")}
    assert sent["CM-1001"] is moves
    world.bench.pull(full=True)
    sent = {x["InvoiceNumber"]: x["SentToContact"] for x in bodies(world, "xero_invoice")}
    assert sent["CM-1001"] is True


def test_what_a_contact_is_to_us(world):
    """IsSupplier moves no stamp, as balances do not (2.5); the ledger does not rest on either."""
    world.begin(Switches(), 1000)
    assert unseen_after(world, [Deed("bill", which=2)]) == {}
    name = CONTACTS[2]
    suppliers = {x["Name"]: x["IsSupplier"] for x in bodies(world, "xero_contact")}
    assert suppliers[name] is False
    world.bench.pull(full=True)
    suppliers = {x["Name"]: x["IsSupplier"] for x in bodies(world, "xero_contact")}
    assert suppliers[name] is True
