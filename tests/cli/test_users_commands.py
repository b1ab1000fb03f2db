"""Commands about who may sign in, as people type them."""

import json

import pytest
from typer.testing import CliRunner

from cmxero.cli import app
from cmxero.config import Home
from cmxero.core.errors import NothingToDoError, SettingsError
from cmxero.core.roles import Role
from cmxero.users import Users

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@pytest.fixture
def say(tmp_path):
    """Type a command about users; what it would have raised is raised."""

    def typed(*words, keys=""):
        done = CliRunner().invoke(app, ["users", *words, "--home", str(tmp_path)], input=keys)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return typed


@pytest.fixture
def users(tmp_path):
    return Users(Home(tmp_path).users_file)


def test_a_password_is_asked_for_twice_and_never_shown(say, users):
    """Two that differ are asked for again."""
    keys = f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}\n"
    done = say("add", "Bea Ng", "--role", "resolve", keys=keys)
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    assert "Bea Ng may sign in. Role 'resolve': imports, exports," in done.output
    assert users.check("Bea Ng", PASSWORD).role is Role.RESOLVE


def test_a_password_may_come_from_the_input(say, users):
    """One line, for a script; its end of line is no part of it."""
    say("add", "Bea", "--role", "view", "--stdin", keys=f"{PASSWORD}\r\nmore\n")
    say("password", "bea", "--stdin", keys="another horse entirely\n")
    assert users.check("Bea", PASSWORD) is None
    assert users.check("Bea", "another horse entirely") is not None
    with pytest.raises(SettingsError, match="shorter than 10"):
        say("password", "bea", "--stdin", keys="")


def test_list_role_and_remove(say, users):
    """What each says, also for machines; the list never holds a hash."""
    assert "open without sign-in" in say("list").output
    say("add", "olga@practice.example", "--role", "view", "--no-password")
    assert (
        "approves what another person decided"
        in say("role", "olga@practice.example", "approve").output
    )
    listed = say("list", "--json")
    assert json.loads(listed.output) == {
        "users": [{"name": "olga@practice.example", "role": "approve", "password": False}]
    }
    assert "Nobody is left" in say("remove", "Olga@Practice.example").output
    assert users.all() == ()
    with pytest.raises(NothingToDoError, match="Nobody is called 'Olga'"):
        say("remove", "Olga")


def test_a_role_that_is_none_is_wrong_use(say, users):
    """Exit 2, and nobody was added."""
    assert say("add", "Bea", "--role", "owner", "--stdin", keys=f"{PASSWORD}\n").exit_code == 2
    assert users.all() == ()
