"""Signing in to Xero: machine to machine, by refresh, or with a code a person got (OAuth 2.0).

Authlib builds the requests; they travel over the same hardened transport as the calls: one
attempt, tuple time limits, no redirects (xero-api.md 5).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import urllib3
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from cmxero.core.errors import XeroAnswerError, XeroError, XeroSignInError
from cmxero.xero.connection import XeroConnection
from cmxero.xero.faults import scrub, status_fault, unreachable
from cmxero.xero.tokens import Token

TIMEOUT = urllib3.Timeout(connect=5, read=30)
_OPERATION = "sign in"
_SIGN_IN = "Run `cmxero connect` to sign in and try again."


@dataclass(frozen=True, slots=True)
class _Reply:
    """What Authlib expects of an HTTP answer."""

    status_code: int
    content: bytes

    def json(self) -> object:
        return msgspec.json.decode(self.content)

    def raise_for_status(self) -> None:
        """Never needed: ``_Session`` has raised for everything but an answer to read."""


class _RefusedError(Exception):
    """The identity service said no; Authlib raises this with its words."""

    def __init__(self, error: str = "", description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description or ""


class _TokenClient(OAuth2Client):  # type: ignore[misc]  # Authlib ships no types
    oauth_error_class = _RefusedError


class _Session:
    """The one method Authlib needs of a session, on our pool."""

    def __init__(self, pool: urllib3.PoolManager) -> None:
        self._pool = pool

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth
    ) -> _Reply:
        url, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        try:
            answer = self._pool.request(
                "POST", url, body=body, headers=sent, timeout=TIMEOUT, redirect=False
            )
        except urllib3.exceptions.HTTPError as caught:
            # The cause is kept off the chain: frames of a failed sign-in hold the secret.
            raise unreachable(caught, operation=_OPERATION, is_write=False) from None
        if not (answer.status < 300 or answer.status in {400, 401, 403}):  # noqa: PLR2004
            raise status_fault(answer.status, answer.headers, answer.data, operation=_OPERATION)
        return _Reply(answer.status, answer.data)


class SignIn:
    """Gets tokens for one connection.

    Args:
        connection: which app, where.
        clock: now, naive UTC; the end of a token is counted from it.
    """

    def __init__(self, connection: XeroConnection, *, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock
        self._pool = urllib3.PoolManager(retries=False, maxsize=1, ca_certs=_roots())

    def renewed(self, token: Token | None) -> Token:
        """A new token from the old one, or without one where no person is needed.

        Raises:
            XeroSignInError: a person has to sign in, or Xero refused.
        """
        alone = self._connection.signs_in_alone
        if token and token.refresh_token:
            try:
                return self._refreshed(token.refresh_token)
            except XeroSignInError:
                if not alone:
                    raise
        if not alone:
            raise XeroSignInError(f"Nobody has signed in to Xero yet. {_SIGN_IN}")
        return self._ask(
            lambda client: client.fetch_token(
                self._connection.token_url,
                grant_type="client_credentials",
                scope=" ".join(self._connection.machine_scopes),
            )
        )

    def from_code(self, callback_url: str, *, state: str, verifier: str, redirect: str) -> Token:
        """The token for the code a person's browser brought back.

        Args:
            callback_url: the address Xero sent the browser to, with code and state.
            state: what we sent along; another one is refused.
            verifier: the PKCE secret whose hash we sent along.
            redirect: the registered address, exactly as sent before.
        """
        return self._ask(
            lambda client: client.fetch_token(
                self._connection.token_url,
                authorization_response=callback_url,
                state=state,
                code_verifier=verifier,
                redirect_uri=redirect,
            )
        )

    def page_url(self, *, verifier: str, redirect: str) -> tuple[str, str]:
        """The address a person signs in at, and the state that must come back."""
        client = _TokenClient(
            None,
            client_id=self._connection.client_id,
            scope=" ".join(self._connection.scopes),
            redirect_uri=redirect,
            code_challenge_method="S256",
        )
        url, state = client.create_authorization_url(
            self._connection.sign_in_url, code_verifier=verifier
        )
        return str(url), str(state)

    def is_ours(self, token: Token) -> bool:
        """Whether a stored token was issued to this app by this identity service."""
        return (token.client_id, token.identity_url) == (
            self._connection.client_id,
            self._connection.identity_url,
        )

    def close(self) -> None:
        """Free the sockets."""
        self._pool.clear()

    def _refreshed(self, refresh_token: str) -> Token:
        return self._ask(
            lambda client: client.refresh_token(
                self._connection.token_url, refresh_token=refresh_token
            ),
            kept=refresh_token,
        )

    def _ask(self, request: Callable[[Any], Mapping[str, Any]], kept: str = "") -> Token:
        secret = self._connection.client_secret
        client = _TokenClient(
            _Session(self._pool),
            client_id=self._connection.client_id,
            client_secret=secret or None,
        )
        try:
            given = request(client)
        except XeroError:
            raise
        except _RefusedError as refused:
            words = scrub(refused.description or refused.error, (secret, kept))
            raise XeroSignInError(
                f"Xero refused the sign-in: {words}. {_SIGN_IN}", messages=(words,)
            ) from None
        except Exception as caught:  # noqa: BLE001 - Authlib's own kinds hold requests and secrets
            raise XeroSignInError(
                f"The sign-in to Xero failed ({type(caught).__name__}). {_SIGN_IN}"
            ) from None
        return self._token(given, kept)

    def _token(self, given: Mapping[str, Any], kept: str) -> Token:
        access, seconds = given.get("access_token"), given.get("expires_in")
        if not isinstance(access, str) or not access or not str(seconds).isdecimal():
            raise XeroAnswerError(
                "The identity service answered without a token or its lifetime. "
                "Check identity_url in the settings and try again."
            )
        return Token(
            access_token=access,
            expires_utc=self._clock() + timedelta(seconds=int(str(seconds))),
            refresh_token=str(given.get("refresh_token") or kept),
            client_id=self._connection.client_id,
            identity_url=self._connection.identity_url,
        )


def _roots() -> str:
    import certifi  # noqa: PLC0415 - comes with the SDK, which trusts the same roots

    return str(certifi.where())
