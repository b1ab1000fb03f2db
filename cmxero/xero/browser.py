"""A person signs in once, in a browser: authorisation code with PKCE (xero-api.md 5).

Xero sends the browser back to ``http://localhost`` on this machine, where a listener that lives
for this one sign-in takes the code. The address must be registered with the Xero app.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from authlib.common.security import generate_token

from cmxero.core.errors import XeroSignInError
from cmxero.xero.connection import XeroConnection
from cmxero.xero.signin import SignIn
from cmxero.xero.tokens import TokenFile

PORT = 8921
PATH = "/callback"
PATIENCE = timedelta(minutes=5)
"""Xero's code lives as long."""
_VERIFIER_LENGTH = 64
_DONE = b"<!doctype html><title>cmxero</title><p>cmxero is signed in. You can close this page."
_NOT_DONE = b"<!doctype html><title>cmxero</title><p>Not signed in. Go back to cmxero."
_AGAIN = "Run `cmxero connect` again."


def redirect_address(port: int = PORT) -> str:
    """What to register with the Xero app; Xero wants the word localhost, not 127.0.0.1."""
    return f"http://localhost:{port}{PATH}"


def sign_in_with_browser(
    connection: XeroConnection,
    *,
    clock: Callable[[], datetime],
    open_page: Callable[[str], object],
    port: int = PORT,
    patience: timedelta = PATIENCE,
) -> None:
    """Let a person sign in, and keep the token.

    Args:
        connection: which app, where; its token file is replaced.
        clock: now, naive UTC.
        open_page: shows an address to the person, e.g. ``webbrowser.open``.
        port: of the registered redirect address; 0 takes a free one (sandbox only).
        patience: how long the person may take.

    Raises:
        XeroSignInError: refused, cancelled, too late, or the port is taken.
    """
    sign_in = SignIn(connection, clock=clock)
    verifier = generate_token(_VERIFIER_LENGTH)
    listener = _listen(port)
    try:
        redirect = redirect_address(listener.server_port)
        url, state = sign_in.page_url(verifier=verifier, redirect=redirect)
        open_page(url)
        listener.wait(state, until=clock() + patience, clock=clock)
        token = sign_in.from_code(
            f"http://localhost:{listener.server_port}{listener.callback}",
            state=state,
            verifier=verifier,
            redirect=redirect,
        )
    finally:
        listener.server_close()
        sign_in.close()
    file = TokenFile(connection.token_file)
    with file.locked():
        file.write(token)


class _Listener(HTTPServer):
    """Waits for the browser to come back; the code never reaches a log."""

    callback = ""
    refusal = ""
    state = ""

    def wait(self, state: str, *, until: datetime, clock: Callable[[], datetime]) -> None:
        self.state = state
        while not self.callback and not self.refusal:
            left = (until - clock()).total_seconds()
            if left <= 0:
                raise XeroSignInError(f"Nobody signed in within the time Xero allows. {_AGAIN}")
            self.timeout = min(left, 1.0)
            self.handle_request()
        if self.refusal:
            raise XeroSignInError(f"Xero reports: {self.refusal}. {_AGAIN}")

    def handle_error(self, request: object, client_address: object) -> None:
        """A broken request of some other program is no reason to stop waiting."""


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    timeout = 5

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        is_ours = urlsplit(self.path).path == PATH and asked.get("state") == [self.server.state]
        # Anything else on the port (a favicon, a stranger's page) is answered and ignored.
        if is_ours and "error" in asked:
            self.server.refusal = asked["error"][0][:60]
        elif is_ours and "code" in asked:
            self.server.callback = self.path
        page = _DONE if self.server.callback else _NOT_DONE
        self.send_response(200 if is_ours else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: the request line holds the code."""


def _listen(port: int) -> _Listener:
    try:
        return _Listener(("127.0.0.1", port), _Handler)
    except OSError:
        raise XeroSignInError(
            f"Port {port} of this machine is taken, and Xero sends the browser there. "
            f"Close the other program. {_AGAIN}"
        ) from None
