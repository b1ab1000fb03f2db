"""The token: kept safely, renewed once, by whoever comes first."""

import json
import os
import stat
import subprocess
import sys
import threading
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from rich.pretty import pretty_repr

from cmxero.core.errors import (
    SettingsError,
    XeroAnswerError,
    XeroSignInError,
    XeroUnreachableError,
)
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.signin import SignIn
from cmxero.xero.tokens import Token, TokenFile, TokenKeeper


@pytest.fixture
def file(connection):
    return TokenFile(connection.token_file)


@pytest.fixture
def sign_in(connection, clock):
    made = SignIn(connection, clock=clock)
    yield made
    made.close()


def token(clock, connection, *, access="old", refresh="", minutes=30):
    return Token(
        access_token=access,
        refresh_token=refresh,
        expires_utc=clock.now + timedelta(minutes=minutes),
        client_id=connection.client_id,
        identity_url=connection.identity_url,
    )


def form_of(call):
    return {name: values[0] for name, values in parse_qs(call.body.decode()).items()}


def keeper_of(file, sign_in, clock):
    return TokenKeeper(file, renew=sign_in.renewed, is_ours=sign_in.is_ours, clock=clock)


def test_file_when_written_then_whole_and_for_its_owner_only(file, clock, connection):
    """Nobody else may read it, and no half file or temporary file stays behind."""
    file.write(token(clock, connection, refresh="r-1"))
    assert file.read().refresh_token == "r-1"  # noqa: S105 - of this test only
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert os.listdir(file.path.parent) == [file.path.name]  # noqa: PTH208 - names only


def test_file_when_others_may_read_it_then_that_is_mended(file, clock, connection):
    """A token file restored from a backup with loose rights is tightened."""
    file.write(token(clock, connection))
    file.path.chmod(0o644)
    file.read()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_file_when_the_write_fails_then_the_old_token_is_still_there(
    file, clock, connection, monkeypatch
):
    """A full disk must not cost the sign-in."""
    file.write(token(clock, connection, access="kept"))

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            file.write(token(clock, connection, access="lost"))
    assert file.read().access_token == "kept"  # noqa: S105 - of this test only
    assert os.listdir(file.path.parent) == [file.path.name]  # noqa: PTH208 - names only


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"access_token": 7}', b"\xff"])
def test_file_when_it_is_broken_then_as_if_there_were_none(file, content):
    """Signing in again mends it."""
    file.path.write_bytes(content)
    assert file.read() is None


def test_token_when_shown_then_without_its_secrets(clock, connection):
    """Neither repr nor str nor rich, which prints the variables of a traceback."""
    it = token(clock, connection, access="aaa", refresh="rrr")
    shown = f"{it!r} {it} {[it]} {pretty_repr(it)} {pretty_repr(connection)}"
    assert "aaa" not in shown
    assert "rrr" not in shown
    assert connection.client_secret not in shown


def test_machine_sign_in_when_no_token_then_client_credentials(xero, sign_in):
    """The secret travels in the Basic header, the scopes without those meant for people."""
    got = sign_in.renewed(None)
    (call,) = xero.sign_ins()
    assert form_of(call) == {
        "grant_type": "client_credentials",
        "scope": "accounting.invoices accounting.payments",
    }
    basic = b64encode(b"app:s3cr3t-of-the-app").decode()
    assert call.headers["Authorization"] == f"Basic {basic}"
    assert (got.access_token, got.refresh_token) == ("access-1", "")


def test_refresh_when_it_rotates_then_the_new_one_is_kept(xero, sign_in, clock, connection):
    """Both tokens come from the answer; the end is counted from our clock."""
    xero.tell_sign_in(
        {"access_token": "a-2", "refresh_token": "r-2", "expires_in": 1800, "token_type": "Bearer"}
    )
    got = sign_in.renewed(token(clock, connection, refresh="r-1"))
    assert form_of(xero.sign_ins()[0]) == {"grant_type": "refresh_token", "refresh_token": "r-1"}
    assert (got.access_token, got.refresh_token) == ("a-2", "r-2")
    assert got.expires_utc == clock.now + timedelta(seconds=1800)


def test_refresh_when_refused_and_a_machine_may_sign_in_then_it_does(
    xero, sign_in, clock, connection
):
    """A sandbox that forgot its tokens is signed in to anew."""
    xero.tell_sign_in({"error": "invalid_grant"}, status=400)
    got = sign_in.renewed(token(clock, connection, refresh="gone"))
    assert got.access_token == "access-1"  # noqa: S105 - of this test only


def test_refresh_when_refused_and_a_person_is_needed_then_said_so(xero, clock, connection):
    """After 60 days without use, somebody has to sign in again."""
    sign_in = SignIn(replace(connection, client_secret=""), clock=clock)
    xero.tell_sign_in({"error": "invalid_grant"}, status=400)
    with pytest.raises(XeroSignInError, match=r"invalid_grant.*cmxero connect"):
        sign_in.renewed(token(clock, connection, refresh="gone"))
    sign_in.close()


def test_sign_in_when_nobody_ever_did_then_said_so(xero, clock, connection):
    """Without a secret and without a token there is nothing to try."""
    sign_in = SignIn(replace(connection, client_secret=""), clock=clock)
    with pytest.raises(XeroSignInError, match="Nobody has signed in"):
        sign_in.renewed(None)
    assert xero.seen == []
    sign_in.close()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, b"", XeroUnreachableError),
        (302, b"", XeroAnswerError),
        (401, b'{"error": "invalid_client"}', XeroSignInError),
        (400, b"<html>", XeroSignInError),
        (400, b'{"error": "x", "error_description": "caf\\u00e9 \\"quoted\\""}', XeroSignInError),
        (200, b"{}", XeroAnswerError),
        (200, b'{"access_token": "a"}', XeroAnswerError),
        (200, b'{"access_token": "a", "expires_in": "soon"}', XeroSignInError),
        (200, b"[]", XeroSignInError),
    ],
)
def test_sign_in_when_the_identity_service_fails_then_its_class(xero, sign_in, status, body, kind):
    """Whatever comes back, it is one of our errors."""
    xero.tell_sign_in(body, status=status)
    with pytest.raises(kind) as caught:
        sign_in.renewed(None)
    assert type(caught.value) is kind


def test_gateway_when_the_identity_service_stumbles_then_a_write_still_goes_through(xero, gateway):
    """Getting a token writes nothing, so it is tried again even before a write."""
    xero.tell_sign_in({}, status=503)
    xero.tell({"Accounts": []})
    assert gateway.accounts() == ()
    assert len(xero.sign_ins()) == 2


def test_keeper_when_the_token_is_good_then_no_sign_in(xero, file, sign_in, clock, connection):
    """A stored token of another run is used as it is."""
    file.write(token(clock, connection, access="stored"))
    assert keeper_of(file, sign_in, clock).access_token() == "stored"
    assert xero.seen == []


@pytest.mark.parametrize(("seconds", "renewed"), [(61, False), (60, True), (-5, True)])
def test_keeper_when_the_end_is_near_then_renewed_a_minute_early(
    xero, file, sign_in, clock, connection, seconds, renewed
):
    """A token that would end during the call is not used."""
    file.write(token(clock, connection, access="stored", minutes=0))
    stored = file.read()
    clock.now = stored.expires_utc - timedelta(seconds=seconds)
    keeper_of(file, sign_in, clock).access_token()
    assert bool(xero.sign_ins()) is renewed


@pytest.mark.parametrize("field", ["client_id", "identity_url"])
def test_keeper_when_the_token_is_anothers_then_not_used(
    xero, file, sign_in, clock, connection, field
):
    """A token of the sandbox never goes to Xero, nor one app's to another."""
    stored = token(clock, connection, access="stranger", refresh="r")
    values = {name: getattr(stored, name) for name in stored.__struct_fields__}
    file.write(Token(**{**values, field: "other"}))
    assert keeper_of(file, sign_in, clock).access_token() == "access-1"
    assert form_of(xero.sign_ins()[0])["grant_type"] == "client_credentials"


def test_keeper_when_another_process_renewed_first_then_its_token_is_used(
    xero, file, sign_in, clock, connection
):
    """A rejected token is not refreshed again if the file already holds a newer one."""
    keeper = keeper_of(file, sign_in, clock)
    file.write(token(clock, connection, access="rejected", refresh="r-1"))
    assert keeper.access_token() == "rejected"
    file.write(token(clock, connection, access="newer", refresh="r-2"))
    keeper.renew("rejected")
    assert keeper.access_token() == "newer"
    assert xero.seen == []


def test_keeper_when_eight_threads_need_a_token_then_one_refresh(
    xero, file, sign_in, clock, connection
):
    """With rotation, two refreshes with one token are how connections die."""
    file.write(token(clock, connection, refresh="r-1", minutes=-1))
    keepers = [keeper_of(file, sign_in, clock) for _ in range(8)]
    found = []
    threads = [
        threading.Thread(target=lambda keeper=keeper: found.append(keeper.access_token()))
        for keeper in keepers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["access-1"] * 8
    assert len(xero.sign_ins()) == 1


def test_lock_when_another_process_holds_it_then_refused_after_patience(file):
    """Across processes, not only threads; a killed holder frees it."""
    holder = (
        "import sys; from pathlib import Path; from cmxero.xero.tokens import TokenFile\n"
        "with TokenFile(Path(sys.argv[1])).locked():\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(file.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(XeroSignInError, match="Another process"), file.locked(patience_s=0.1):
            pass
        process.kill()
        process.wait()
        with file.locked(patience_s=5):
            pass


def test_gateway_when_the_token_was_refreshed_then_the_file_has_the_new_one(
    xero, gateway, file, clock, connection
):
    """The next process starts from the rotated token."""
    file.write(token(clock, connection, access="dead", refresh="r-1"))
    xero.tell_sign_in({"access_token": "a-2", "refresh_token": "r-2", "expires_in": 1800})
    xero.tell({}, status=401)
    xero.tell({"Accounts": []})
    assert gateway.accounts() == ()
    assert [call.headers["Authorization"] for call in xero.calls()] == [
        "Bearer dead", "Bearer a-2",
    ]  # fmt: skip
    stored = json.loads(file.path.read_bytes())
    assert (stored["access_token"], stored["refresh_token"]) == ("a-2", "r-2")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_live": True}, "LIVE must never talk to this machine"),
        ({"is_live": True, "api_url": "https://127.0.0.2"}, "LIVE must never"),
        ({"is_live": True, "api_url": "https://localhost"}, "LIVE must never"),
        ({"is_live": True, "api_url": "https://[::1]"}, "LIVE must never"),
        ({"is_live": True, "api_url": "http://api.xero.com"}, "encrypted"),
        ({"api_url": "https://api.xero.com"}, "this machine only"),
        ({"identity_url": "https://identity.xero.com"}, "this machine only"),
        ({"authorise_url": "https://login.xero.com/x"}, "this machine only"),
        ({"api_url": "http://127.0.0.1.example.com"}, "this machine only"),
        ({"api_url": "http://user:word@127.0.0.1"}, "no web address"),
        ({"api_url": "127.0.0.1:5000"}, "no web address"),
        ({"client_id": ""}, "client id"),
    ],
)
def test_connection_when_sandbox_and_live_are_mixed_then_refused(connection, changes, words):
    """LIVE never talks to this machine, the sandbox never to any other."""
    with pytest.raises(SettingsError, match=words):
        replace(connection, **changes)


def test_connection_when_live_then_xeros_own_addresses(connection):
    """The origin with or without the path of the Accounting API means the same."""
    live = replace(
        connection,
        is_live=True,
        api_url="https://api.xero.com/api.xro/2.0",
        identity_url="https://identity.xero.com",
        scopes=("offline_access", "accounting.invoices"),
    )
    assert live.accounting_url == "https://api.xero.com/api.xro/2.0"
    assert live.token_url == "https://identity.xero.com/connect/token"  # noqa: S105 - an address
    assert live.sign_in_url == "https://login.xero.com/identity/connect/authorize"
    assert not live.signs_in_alone
    assert connection.client_secret not in repr(live)


def test_gateway_when_closed_then_it_can_be_used_again(xero, connection, clock):
    """Closing frees the sockets; nothing else ends."""
    gateway = connect_gateway(connection, clock=clock, sleep=clock.sleep)
    xero.tell({"Accounts": []})
    gateway.accounts()
    gateway.close()
    xero.tell({"Accounts": []})
    assert gateway.accounts() == ()
    gateway.close()
