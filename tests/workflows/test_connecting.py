"""Which organisation a workbench is tied to: named by a person, never guessed."""

import pytest
from scene import Scene

from cmxero.core.documents import ConnectedOrganisation
from cmxero.core.errors import ChooseOrganisationError, NotConnectedError, WrongOrganisationError
from cmxero.workflows.connecting import ReachedOrganisation, the_one_meant

NORTH = ConnectedOrganisation("t-north", "North Rehab", "c-1")
SOUTH = ConnectedOrganisation("t-south", "South Rehab", "c-2")
TWIN = ConnectedOrganisation("t-twin", "North Rehab", "c-3")


@pytest.mark.parametrize("named", ["South Rehab", " south rehab ", "t-south", "T-SOUTH"])
def test_one_is_named_by_name_or_id(named):
    """In any case, as people type."""
    assert the_one_meant([NORTH, SOUTH], named) == SOUTH


def test_the_only_one_needs_no_name():
    """As with the sandbox, and with most sign-ins."""
    assert the_one_meant([NORTH], "") == NORTH


@pytest.mark.parametrize(
    ("found", "named", "says"),
    [
        ([], "", "leads to no organisation. Sign in again"),
        ([SOUTH, NORTH], "", "leads to 2 organisations: North Rehab (t-north); South Rehab"),
        ([SOUTH, NORTH], "West Rehab", "no organisation 'West Rehab', but to: North Rehab"),
        ([NORTH, TWIN, SOUTH], "North Rehab", 'cmxero connect --organisation "t-north"'),
    ],
)
def test_none_or_several_is_a_question_to_the_person(found, named, says):
    """With everything there is to choose from, and what to run."""
    with pytest.raises(ChooseOrganisationError) as fault:
        the_one_meant(found, named)
    assert says in str(fault.value)


@pytest.fixture
def new_home(tmp_path, migrated_database):
    """A home that was never connected; what the sign-in leads to, and which tenants were asked."""
    made = Scene(tmp_path / "home", template=migrated_database)
    made.asked = []

    def opening(_home, _settings, _clock, tenant_id):
        made.asked.append(tenant_id)
        return made.xero

    made.bench._gateways = opening
    yield made
    made.close()


OURS = ConnectedOrganisation("tenant-1", "Fake Rehab", "c-9")


def test_several_and_none_named_ties_nothing(new_home):
    """The home stays free for the right one."""
    new_home.xero.reached = (NORTH, OURS)
    with pytest.raises(ChooseOrganisationError):
        new_home.bench.connect()
    with pytest.raises(NotConnectedError):
        new_home.bench.pull()


def test_the_named_one_is_asked_and_kept(new_home):
    """From then on every session is of that tenant, and it is marked in the list."""
    bench, new_home.xero.reached = new_home.bench, (NORTH, OURS)
    assert [each.is_ours for each in bench.organisations()] == [False, False]
    assert bench.connect("fake rehab").tenant_id == "tenant-1"
    new_home.asked.clear()
    bench.pull()
    assert set(new_home.asked) == {"tenant-1"}
    assert bench.organisations() == (
        ReachedOrganisation("Fake Rehab", "tenant-1", is_ours=True),
        ReachedOrganisation("North Rehab", "t-north", is_ours=False),
    )


def test_a_tied_home_goes_on_without_a_name_and_takes_no_other(new_home):
    """One workbench is for one organisation, for ever."""
    bench, new_home.xero.reached = new_home.bench, (OURS,)
    bench.connect()
    new_home.xero.reached = (NORTH, OURS)
    assert bench.connect().tenant_id == "tenant-1"
    with pytest.raises(WrongOrganisationError, match="t-north"):
        bench.connect("North Rehab")
