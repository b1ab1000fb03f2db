"""Where the webhook key comes from, and what is said where it cannot be."""

import socket

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from running import cmxero

from cmxero.environment import WEBHOOK_KEY_VARIABLE, webhook_keys


class Keys(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, answer):
        super().__init__()
        self._answer = answer

    def get_password(self, service, username):
        assert (service, username) == ("cmxero", "webhook-key")
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def set_password(self, service, username, password):
        raise NotImplementedError


@pytest.fixture
def stored_in_keyring(monkeypatch):
    """Put something into the keyring; the environment says nothing."""
    monkeypatch.delenv(WEBHOOK_KEY_VARIABLE, raising=False)
    before = keyring.get_keyring()
    yield lambda answer: keyring.set_keyring(Keys(answer))
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("one", ("one",)),
        ("old,new", ("old", "new")),
        (" old \n new\n", ("old", "new")),
        (",", ()),
        ("", ()),
    ],
)
def test_keys_of_the_environment(monkeypatch, text, keys):
    """One, or two while a new one is brought in; an empty text is no key."""
    monkeypatch.setenv(WEBHOOK_KEY_VARIABLE, text)
    assert webhook_keys() == keys


@pytest.mark.parametrize(
    ("answer", "keys"), [("a,b", ("a", "b")), (None, ()), (KeyringLocked("locked"), ())]
)
def test_keys_of_the_keyring(stored_in_keyring, answer, keys):
    """The keyring is asked where the environment is silent; a server that has none needs none."""
    stored_in_keyring(answer)
    assert webhook_keys() == keys


def test_receiving_without_a_key_is_refused_in_words(tmp_path, stored_in_keyring):
    """Exit 2, and what to do."""
    stored_in_keyring(None)
    done = cmxero("watch", "--receive-only", home=tmp_path)
    assert (done.returncode, "developer portal" in done.stderr) == (2, True)


def test_a_taken_port_is_said_in_words(tmp_path, monkeypatch):
    """Exit 3, and the port."""
    monkeypatch.setenv(WEBHOOK_KEY_VARIABLE, "key")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = cmxero("watch", "--receive-only", "--port", port, home=tmp_path)
    assert (done.returncode, port in done.stderr) == (3, True)
