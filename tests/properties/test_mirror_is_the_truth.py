"""Whatever people do in Xero and however it is told: one sweep later the books are the same.

Run more of it with ``--hypothesis-profile=many``.
"""

import msgspec
import pytest
from blind_spots import BLIND_SPOTS, DRAWN, ELSEWHERE
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from mirror_world import MirrorWorld
from xero_deeds import DEEDS, Deed

from cmxero.sandbox.switches import Switches

EXAMPLES = settings.default.max_examples // 5
"""20 by default, as each costs a second or two; ten times as many in the profile."""

PLACE = st.integers(0, 9)
CENTS = st.sampled_from([1, 500, 1000, 2999, 3000, 4000, 5005]) | st.integers(1, 12_000)
DAYS = st.sampled_from([0, 0, -1, -80, 5, 30])
DEED = st.builds(Deed, st.sampled_from(sorted(DEEDS)), PLACE, PLACE, CENTS, DAYS)
PATHS = ("/Invoices", "/Payments", "/CreditNotes", "payments", "/Contacts", "/BatchPayments", "")
FAULT = st.builds(
    lambda kind, path, skip, times: {
        **kind, "match": {"method": "GET", "path": path}, "skip": skip, "times": times,
    },
    st.sampled_from([
        {"kind": "status", "status": 503},
        {"kind": "lost answer"},
        {"kind": "cut halfway"},
        {"kind": "bad json"},
        {"kind": "rate limited", "retry_after": 7},
        {"kind": "rate limited", "problem": "day", "retry_after": 60},
        {"kind": "expired token"},
    ]),
    st.sampled_from(PATHS),
    st.integers(0, 2),
    st.sampled_from([1, 1, 9]),  # nine times is more than any call is patient
)  # fmt: skip
SECONDS = st.sampled_from([0, 1, 2, 30, 290, 310, 900, 3600, 90_000, 300_000])
TRICKS = st.lists(st.sampled_from(["drop", "duplicate", "reorder"]), max_size=2)
STEP = st.one_of(
    DEED.map(lambda deed: ("do", deed)),
    DEED.map(lambda deed: ("do", deed)),
    DEED.map(lambda deed: ("do", deed)),
    DEED.map(lambda deed: ("do", deed)),
    DEED.map(lambda deed: ("do", deed)),
    SECONDS.map(lambda seconds: ("wait", seconds)),
    TRICKS.map(lambda tricks: ("send_events", tricks)),
    st.booleans().map(lambda is_up: ("receiver", {"is_up": is_up})),
    st.sampled_from([0, 2, 12]).map(lambda seconds: ("look", seconds)),
    st.just(("restart", {})),
    st.fixed_dictionaries(
        {
            "full": st.sampled_from([False, False, True]),
            "faults": st.lists(FAULT, max_size=2),
            "meanwhile": st.lists(DEED, max_size=3),
        }
    ).map(lambda words: ("pull", words)),
)
SWITCHES = st.fixed_dictionaries(
    {name: st.sampled_from([getattr(Switches(), name), not getattr(Switches(), name)])
     for name in DRAWN}
).map(lambda drawn: Switches(**drawn))  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory, migrated_database):
    """One server and one workbench; each example puts both back to their beginning."""
    made = MirrorWorld(tmp_path_factory.mktemp("mirror"), migrated_database)
    with pytest.MonkeyPatch.context() as patch:
        made.keep_page_sizes(patch)
        yield made
    made.close()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],  # explaining takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    SWITCHES,
    st.sampled_from([2, 3, 1000]),
    st.lists(STEP, min_size=12, max_size=40),
    st.sampled_from([True, False, False]),
)
def test_the_mirrored_ledger_is_the_sandboxs(world, switches, page_size, steps, is_judged):
    """Every document as Xero has it, each payment once, both receivables the same to the cent."""
    world.begin(switches, page_size)
    for what, words in steps:
        method = getattr(world, what)
        method(**words) if isinstance(words, dict) else method(words)
    recounted = world.check_mirror()
    if is_judged:  # as dear as all the rest
        world.check_books()
    event("a recount was needed" if recounted else "the sweep brought everything")
    event(f"pulls that broke off: {min(world.broken_off, 2)}")


def test_every_switch_is_drawn_or_tried_elsewhere():
    """A new switch has to be put on one of the two lists; the table names only real ones."""
    known = {each.name for each in msgspec.structs.fields(Switches)}
    assert set(DRAWN) | ELSEWHERE == known
    assert not set(DRAWN) & ELSEWHERE
    assert {spot.switch for spot in BLIND_SPOTS} - {""} <= set(DRAWN)
    assert set().union(*(spot.deeds for spot in BLIND_SPOTS)) <= set(DEEDS)
