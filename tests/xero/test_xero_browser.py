"""A person signs in: the browser goes out, comes back with a code, and the token is kept."""

import base64
import hashlib
import http.client
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cmxero.core.errors import XeroSignInError
from cmxero.xero.browser import sign_in_with_browser
from cmxero.xero.tokens import TokenFile


class Browser:
    """Stands for the person's browser: visits what it is told, in a thread of its own."""

    def __init__(self, *visits):
        self.visits = visits
        self.asked = {}
        self.port = 0
        self.statuses = []
        self.thread = None

    def open(self, url):
        """Xero's page; answers by sending the browser back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.port = urlsplit(self.asked["redirect_uri"]).port
        self.thread = threading.Thread(target=self.go)
        self.thread.start()

    def go(self):
        """Visit the listener, one address after another."""
        for path in self.visits:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", path.format(state=self.asked["state"]))
            self.statuses.append(connection.getresponse().status)
            connection.close()


def test_sign_in_when_the_person_agrees_then_the_token_is_kept(xero, connection, clock):
    """Code, state and PKCE verifier fit together, and strangers on the port are ignored."""
    browser = Browser(
        "/favicon.ico", "/callback?code=evil&state=guess", "/callback?code=c-1&state={state}"
    )
    xero.tell_sign_in({"access_token": "a-1", "refresh_token": "r-1", "expires_in": 1800})
    sign_in_with_browser(connection, clock=clock, open_page=browser.open, port=0)
    browser.thread.join()
    assert browser.statuses == [404, 404, 200]
    (call,) = xero.sign_ins()
    form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
    assert (form["grant_type"], form["code"]) == ("authorization_code", "c-1")
    assert form["redirect_uri"] == f"http://localhost:{browser.port}/callback"
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert browser.asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert browser.asked["code_challenge_method"] == "S256"
    assert browser.asked["scope"] == "accounting.invoices accounting.payments"
    assert TokenFile(connection.token_file).read().refresh_token == "r-1"  # noqa: S105 - of this test only


def test_sign_in_when_the_person_declines_then_said_so(xero, connection, clock):
    """Nothing is kept."""
    browser = Browser("/callback?error=access_denied&state={state}")
    with pytest.raises(XeroSignInError, match="access_denied"):
        sign_in_with_browser(connection, clock=clock, open_page=browser.open, port=0)
    browser.thread.join()
    assert xero.seen == []
    assert not connection.token_file.exists()


def test_sign_in_when_nobody_comes_back_then_it_ends(connection, clock):
    """The clock runs out; the port is free again."""
    shown = []

    def ignore(url):
        shown.append(url)
        clock.now += timedelta(minutes=6)

    def late():
        now = clock.now
        clock.now += timedelta(minutes=6)
        return now

    with pytest.raises(XeroSignInError, match="Nobody signed in"):
        sign_in_with_browser(connection, clock=late, open_page=ignore, port=0)
    assert shown


def test_sign_in_when_the_port_is_taken_then_said_which(xero, connection, clock):
    """Xero knows one address only, so another port would not help."""
    port = xero.server.server_port
    with pytest.raises(XeroSignInError, match=f"Port {port}"):
        sign_in_with_browser(connection, clock=clock, open_page=print, port=port)
