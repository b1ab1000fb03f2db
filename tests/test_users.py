"""Who may sign in: names, roles, hashed passwords, the file."""

import stat

import pytest
from argon2 import PasswordHasher

from cmxero.core.errors import NothingToDoError, SettingsError
from cmxero.core.roles import Role, may, role_fault
from cmxero.users import User, Users

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@pytest.fixture
def users(tmp_path):
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    made = Users(tmp_path / "config" / "users.json", quick)
    made.add("Bea Ng", Role.RESOLVE, PASSWORD)
    return made


def test_the_file_is_its_owners_only_and_holds_no_password(users):
    """Mode 0600; Argon2id with its own salt each time, never the words themselves."""
    users.add("Vera", Role.VIEW, PASSWORD)
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    text = users.path.read_text("utf-8")
    assert PASSWORD not in text
    first, second = (user.password for user in users.all())
    assert first.startswith("$argon2id$")
    assert first != second
    assert [path.name for path in users.path.parent.iterdir()] == ["users.json", "users.json.lock"]


def test_the_right_password_of_the_right_person_is_taken(users):
    """Capitals and spaces of a name do not matter, of a password everything does."""
    assert users.check(" bea  ng", PASSWORD) == users.find("Bea Ng")
    assert users.check("Bea Ng", PASSWORD.upper()) is None
    assert users.check("Bea Ng", "") is None
    assert users.check("Nobody", PASSWORD) is None


def test_passwords_are_hashed_at_the_cost_the_library_recommends(tmp_path):
    """RFC 9106, low memory: Argon2id, 64 MiB, three passes, four lanes."""
    made = Users(tmp_path / "users.json").add("Bea", Role.VIEW, PASSWORD)
    assert made.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_an_unknown_name_is_hashed_against_as_well(users, monkeypatch):
    """The answer takes as long as for a known one, so that names cannot be found out."""
    looked_at = []
    real = type(users._hasher).verify

    def counted(hasher, hashed, password):
        looked_at.append(hashed.split("$")[3])
        return real(hasher, hashed, password)

    monkeypatch.setattr(type(users._hasher), "verify", counted)
    assert users.check("Bea Ng", "wrong") is None
    assert users.check("Nobody", "wrong") is None
    assert len(looked_at) == 2
    assert looked_at[0] == looked_at[1]  # the same cost: memory, time, threads


def test_somebody_without_a_password_cannot_sign_in_with_one(users):
    """They come in by the company's sign-in only; the empty password is none."""
    users.add("Olga", Role.VIEW, None)
    assert users.check("Olga", "") is None
    assert users.check("Olga", PASSWORD) is None


@pytest.mark.parametrize("taken", ["Bea Ng", "bea ng", "BeaNg"])
def test_two_people_cannot_have_one_name(users, taken):
    """Decisions, and who approves whose, go by the name."""
    with pytest.raises(SettingsError, match="a user called Bea Ng already"):
        users.add(taken, Role.VIEW, PASSWORD)
    assert len(users.all()) == 1


@pytest.mark.parametrize("name", ["", "  ", "a\x07b", "x" * 81, "\u202eBea"])
def test_a_name_that_is_none_is_refused(users, name):
    """Nothing that could not be read in a list of decisions."""
    with pytest.raises(SettingsError, match="no name"):
        users.add(name, Role.VIEW, PASSWORD)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "maximilian stone", "x1" * 101])
def test_a_weak_password_is_refused_before_anything_is_stored(users, password):
    """Too short, too long, one letter, or the name itself."""
    with pytest.raises(SettingsError, match="password"):
        users.add("Maximilian Stone", Role.VIEW, password)
    with pytest.raises(SettingsError, match="password"):
        users.set_password("Bea Ng", password[:9])
    assert [user.name for user in users.all()] == ["Bea Ng"]
    assert users.check("Bea Ng", PASSWORD) is not None


def test_role_password_and_removal(users):
    """Each changes one thing and keeps the rest."""
    users.set_role("bea ng", Role.APPROVE)
    assert users.check("Bea Ng", PASSWORD).role is Role.APPROVE
    users.set_password("Bea Ng", "another horse entirely")
    assert users.check("Bea Ng", PASSWORD) is None
    assert users.check("Bea Ng", "another horse entirely").role is Role.APPROVE
    users.remove("Bea Ng")
    assert users.all() == ()
    for change in (lambda: users.remove("Bea Ng"), lambda: users.set_role("Bea Ng", Role.VIEW)):
        with pytest.raises(NothingToDoError, match="Nobody is called 'Bea Ng'"):
            change()


def test_a_change_by_another_process_is_seen(users):
    """The server does not have to be started anew."""
    assert users.find("Vera") is None
    Users(users.path).add("Vera", Role.VIEW, PASSWORD)
    assert users.find("Vera") is not None


@pytest.mark.parametrize("content", ["", "{", '[{"name": "Eve", "role": "owner"}]', '{"a": 1}'])
def test_a_damaged_file_lets_nobody_in(users, content):
    """It is not taken for an empty one, which would open the door."""
    users.path.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="damaged"):
        users.all()
    with pytest.raises(SettingsError, match="damaged"):
        users.check("Bea Ng", PASSWORD)


def test_a_file_that_others_may_read_is_refused(users):
    """As ssh does with keys; the message says what to do."""
    users.path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        users.all()


def test_a_user_shows_no_hash():
    """Not in a log, not in a traceback."""
    user = User("Bea", Role.VIEW, "$argon2id$secret")
    assert "secret" not in f"{user!r} {user} {user.__rich_repr__()}"


def test_roles_stand_in_one_order():
    """View, resolve, approve; each may what the one before may."""
    assert [[may(has, needs) for needs in Role] for has in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert role_fault(Role.APPROVE, Role.RESOLVE) == ""
    assert role_fault(Role.VIEW, Role.RESOLVE) == "This needs the role 'resolve'; yours is 'view'."
