"""The receiver's answers: what Xero proves before it sends anything, and what others may try."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import datetime

import httpx
import pytest
from signed_posts import KEY, body_of, event, signature

from cmxero.agent.inbox import Inbox
from cmxero.agent.receiver import LONGEST_BODY, PATH, Receiver, WebhookKeys

NEW_KEY = "the-key-that-comes-next"
NOW = datetime(2026, 11, 22, 2, 0)
GOOD = body_of(event(), first=7)


class Client:
    """Posts to a receiver in this process."""

    def __init__(self, receiver):
        self._transport = httpx.ASGITransport(receiver.app())

    def request(self, method, path, **words):
        """One request."""
        return asyncio.run(self._request(method, path, words))

    async def _request(self, method, path, words):
        address = "http://receiver"
        async with httpx.AsyncClient(transport=self._transport, base_url=address) as client:
            return await client.request(method, path, **words)


@pytest.fixture
def inbox(tmp_path):
    """An empty inbox."""
    with closing(Inbox(tmp_path / "events")) as made:
        yield made


@pytest.fixture
def client(inbox):
    """A receiver in this process that takes two keys."""
    receiver = Receiver(WebhookKeys((KEY, NEW_KEY)), inbox, lambda: NOW)
    yield Client(receiver)
    receiver.close()


def send(client, body, signed):
    """Post a body."""
    headers = {} if signed is None else {"x-xero-signature": signed}
    return client.request("POST", PATH, content=body, headers=headers)


def bodies(inbox):
    """What was stored."""
    return [delivery.body for _, delivery in inbox.waiting()]


@pytest.mark.parametrize("key", [KEY, NEW_KEY])
def test_a_right_signature_is_stored_and_answered_with_nothing(client, inbox, key):
    """200, no body, no cookie; either key will do while one replaces the other."""
    answer = send(client, GOOD, signature(GOOD, key))
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (200, b"", False)
    ((_, delivery),) = inbox.waiting()
    assert (delivery.body, delivery.received_utc) == (GOOD, NOW)
    assert key not in delivery.signed_with


@pytest.mark.parametrize(
    "signed",
    [
        None,
        "",
        "not base64",
        signature(GOOD, "another key"),
        signature(GOOD, ""),
        signature(GOOD + b" "),
        signature(GOOD).lower(),
        signature(GOOD)[:-1],
        signature(GOOD).rstrip("="),
    ],
)
def test_a_wrong_signature_is_refused_and_forgotten(client, inbox, signed):
    """401, no body, no cookie, nothing stored."""
    answer = send(client, GOOD, signed)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (401, b"", False)
    assert bodies(inbox) == []


def test_the_raw_bytes_are_signed_not_what_they_mean(client, inbox):
    """Escaped slashes mean the same JSON, and are other bytes with another signature."""
    escaped = GOOD.replace(b"/", rb"\/")
    assert json.loads(escaped) == json.loads(GOOD)
    assert send(client, escaped, signature(GOOD)).status_code == 401
    assert send(client, escaped, signature(escaped)).status_code == 200
    assert bodies(inbox) == [escaped]


def test_intent_to_receive(client):
    """Sequence 0 and no events: the rightly signed get 200, the wrongly signed 401."""
    intent = body_of()
    assert b'"firstEventSequence": 0' in intent
    signed = [signature(intent), signature(intent, "other"), signature(intent), "x"]
    assert [send(client, intent, each).status_code for each in signed] == [200, 401, 200, 401]


def test_an_empty_body_needs_a_signature_too(client):
    """No byte is signed like any other number of bytes."""
    assert send(client, b"", "").status_code == 401
    assert send(client, b"", signature(b"")).status_code == 200


def test_without_a_key_nothing_is_right(inbox):
    """An empty key would let anybody sign."""
    receiver = Receiver(WebhookKeys(("",)), inbox, lambda: NOW)
    assert send(Client(receiver), GOOD, signature(GOOD, "")).status_code == 401
    receiver.close()


def test_a_body_beyond_the_limit_is_refused_declared_or_not(client, inbox):
    """413 before it is in memory, also when its length is not told beforehand."""
    big = b"x" * (LONGEST_BODY + 1)
    assert send(client, big, signature(big)).status_code == 413

    async def pieces():
        for _ in range(LONGEST_BODY // 1000 + 1):
            yield b"x" * 1000

    headers = {"x-xero-signature": signature(big)}
    assert client.request("POST", PATH, content=pieces(), headers=headers).status_code == 413
    assert bodies(inbox) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_post_is_taken(client, method):
    """Anything else on the path is refused."""
    assert client.request(method, PATH).status_code == 405


def test_nothing_else_is_there_but_the_health(client):
    """The health tells nothing about the workbench."""
    assert client.request("GET", "/healthz").text == "ok\n"
    assert client.request("GET", "/").status_code == 404
    assert client.request("POST", "/healthz").status_code == 405


def test_what_cannot_be_stored_is_not_answered_as_stored(client, inbox, monkeypatch):
    """503 lets Xero send it again; the receiver goes on."""

    def full(_deliveries):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "keep", full)
        assert send(client, GOOD, signature(GOOD)).status_code == 503
    assert send(client, GOOD, signature(GOOD)).status_code == 200
    assert bodies(inbox) == [GOOD]
