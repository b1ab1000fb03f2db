"""Who may come in: sign-ins, slow-down, the header of a proxy. No web server needed."""

import pytest
from argon2 import PasswordHasher

from cmxero.config import Home
from cmxero.core.errors import SettingsError
from cmxero.core.roles import Role
from cmxero.options import ServeOptions
from cmxero.ui.door import Door, SlowDown, Visitor
from cmxero.ui.host_guard import HostGuard
from cmxero.ui.serve import _config, make_door
from cmxero.users import Users

HEADER = {"user_header": "X-Forwarded-User", "proxies": ("10.0.0.0/24", "::1")}
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


class Seconds:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Seconds()


@pytest.fixture
def users(tmp_path):
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return Users(tmp_path / "users.json", quick)


def door_of(users, clock, *, is_local=True, **options):
    return Door(users, ServeOptions(**options), is_local, clock)


def test_one_person_on_a_laptop_needs_no_sign_in_until_somebody_is_added(users, clock):
    """And not where others can reach the server, nor where a proxy signs people in."""
    local = door_of(users, clock)
    assert local.is_open
    assert not door_of(users, clock, is_local=False).is_open
    assert not door_of(users, clock, **HEADER).is_open
    users.add("Bea", Role.VIEW, PASSWORD)
    assert not local.is_open
    assert not local.is_welcome(Visitor())


def test_a_sign_in_lasts_its_hours_and_no_longer(users, clock):
    """Afterwards the ticket is worth nothing."""
    door = door_of(users, clock, session_hours=2)
    ticket = door.sign_in(users.add("Bea", Role.RESOLVE, PASSWORD))
    clock.now += 2 * 3600 - 1
    assert door.by_session(ticket) == Visitor("Bea", Role.RESOLVE, ticket)
    clock.now += 1
    assert door.by_session(ticket) is None
    assert door.by_session("") is None


def test_a_sign_in_ends_with_sign_out_another_password_or_removal(users, clock):
    """Each for itself; another role is had at once, and the pages of the old one end."""
    door, bea = door_of(users, clock), users.add("Bea", Role.RESOLVE, PASSWORD)
    users.add("Alex", Role.APPROVE, PASSWORD)
    first, second = door.sign_in(bea), door.sign_in(bea)
    door.sign_out(first)
    assert door.by_session(first) is None
    inside = door.by_session(second)
    assert door.is_welcome(inside)
    users.set_role("Bea", Role.VIEW)
    assert door.by_session(second).role is Role.VIEW
    assert not door.is_welcome(inside)
    users.set_password("Bea", "another horse entirely")
    assert door.by_session(second) is None
    third = door.sign_in(users.find("Bea"))
    users.remove("Bea")
    assert door.by_session(third) is None


def test_the_header_is_believed_from_the_proxy_only(users, clock):
    """From anywhere else, twice, or empty it is as if it were not there."""
    users.add("Bea Ng", Role.RESOLVE, None)
    door = door_of(users, clock, **HEADER)
    assert door.by_header("10.0.0.7", ["bea ng"]) == Visitor("Bea Ng", Role.RESOLVE)
    assert door.by_header("::1", ["Bea Ng"]) == Visitor("Bea Ng", Role.RESOLVE)
    assert door.by_header("::ffff:10.0.0.7", ["Bea Ng"]) == Visitor("Bea Ng", Role.RESOLVE)
    for peer in ("10.0.1.7", "127.0.0.1", "", "unix"):
        assert door.by_header(peer, ["Bea Ng"]) is None
    for values in ([], [""], ["Bea Ng", "Alex"], ["Bea\x07Ng"], ["x" * 81]):
        assert door.by_header("10.0.0.7", values) is None
    assert door_of(users, clock, proxies=("10.0.0.0/24",)).by_header("10.0.0.7", ["Bea"]) is None


def test_somebody_only_the_proxy_knows_gets_the_default_role_or_is_refused(users, clock):
    """The bare name comes back, to be told; with a default role they are in, and may lose it."""
    assert door_of(users, clock, **HEADER).by_header("::1", ["Olga"]) == "Olga"
    door = door_of(users, clock, default_role="view", **HEADER)
    olga = door.by_header("::1", ["Olga"])
    assert olga == Visitor("Olga", Role.VIEW)
    assert door.is_welcome(olga)
    users.add("Olga", Role.APPROVE, None)
    assert not door.is_welcome(olga)


def test_repeated_wrong_passwords_wait_longer_and_longer(clock):
    """Four are free; then 2, 4, 8 … seconds up to a minute; a quarter of an hour forgives."""
    slow = SlowDown(clock)
    pauses = []
    for _try in range(12):
        pauses.append(slow.pause("Bea", "10.0.0.7"))
        clock.now += pauses[-1]
        assert slow.pause("Bea", "10.0.0.7") == 0
        slow.tried("Bea", "10.0.0.7")
    assert pauses == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60]
    assert slow.pause("b ea", "10.0.0.7") == 60
    assert slow.pause("Bea", "10.0.0.8") == 0
    clock.now += 15 * 60
    assert slow.pause("Bea", "10.0.0.7") == 0


def test_one_address_cannot_try_name_after_name(clock):
    """Twenty of any name are free; a right password forgives the name and the address."""
    slow = SlowDown(clock)
    for number in range(21):
        slow.tried(f"name {number}", "10.0.0.7")
    assert slow.pause("Bea", "10.0.0.7") == 2
    slow.succeeded("Bea", "10.0.0.7")
    assert slow.pause("Bea", "10.0.0.7") == 0


def test_what_is_remembered_of_wrong_tries_has_an_end(clock):
    """Millions of invented names do not fill the memory."""
    slow = SlowDown(clock)
    for number in range(10_010):
        slow.tried(f"name {number}", f"address {number}")
    assert len(slow._wrong) <= 10_002


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("localhost:8866", True),
        ("127.0.0.1:8866", True),
        ("127.9.9.9", True),
        ("[::1]:8866", True),
        ("cmxero.example.com", True),
        ("CMXERO.example.com.:443", True),
        ("evil.example", False),
        ("cmxero.example.com.evil.example", False),
        ("10.0.0.7:8866", False),
        ("", False),
    ],
)
def test_only_our_own_names_are_answered(host, ours):
    """This machine's, and those that the settings name."""
    assert HostGuard(None, ("cmxero.example.com", "127.0.0.1")).is_ours(host) is ours


def settings(tmp_path, text=""):
    home = Home(tmp_path)
    home.config_file.parent.mkdir(parents=True, exist_ok=True)
    home.config_file.write_text(f"[serve]\n{text}\n", "utf-8")
    return home


@pytest.mark.parametrize(
    "text", ['host = "0.0.0.0"', 'host = "10.0.0.7"', 'names = ["cmxero.example.com"]']
)
def test_nobody_in_the_file_is_served_to_this_machine_only(tmp_path, text):
    """Another address, or a name of a proxy, asks for users first; the error says how."""
    home = settings(tmp_path, text)
    with pytest.raises(SettingsError, match="cmxero users add NAME"):
        make_door(home)
    home.config_file.unlink()
    assert make_door(home).is_open
    with pytest.raises(SettingsError, match="cmxero users add NAME"):
        make_door(home, "10.0.0.7")
    Users(home.users_file).add("Bea", Role.VIEW, PASSWORD)
    assert not make_door(home, "10.0.0.7").is_open


def test_every_address_needs_a_name_to_be_asked_for(tmp_path):
    """At 0.0.0.0 no browser could come in: the Host header would never be ours."""
    home = settings(tmp_path, 'host = "0.0.0.0"')
    Users(home.users_file).add("Bea", Role.VIEW, PASSWORD)
    with pytest.raises(SettingsError, match=r"serve\.names"):
        make_door(home)


def test_forgotten_tabs_end_and_dead_kernels_stay_dead(tmp_path):
    """Culled after 20 minutes without a touch, open page or not; the banner tells (ui.md 4.4)."""
    config = _config(tmp_path, tmp_path, poll_s=15)
    culling = config.MappingKernelManager
    assert (culling.cull_interval, culling.cull_idle_timeout) == (60, 1200)
    assert culling.cull_connected
    assert not config.KernelManager.autorestart


@pytest.mark.parametrize(
    "text",
    [
        'user_header = "X-Forwarded-User"',
        'user_header = "X: y"\nproxies = ["::1"]',
        'proxies = ["proxy"]',
        'default_role = "owner"',
        "session_hours = 0",
    ],
)
def test_wrong_options_are_named(tmp_path, text):
    """A header needs the addresses it is believed from."""
    with pytest.raises(SettingsError, match=r"'serve"):
        make_door(settings(tmp_path, text))
