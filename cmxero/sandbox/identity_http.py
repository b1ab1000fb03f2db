"""The endpoints of the identity service: authorise, token, revocation, connections."""

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cmxero.sandbox.authorise import (
    SignInPageError,
    SignInRequest,
    allowed_address,
    cancelled_address,
    is_sealed,
    read_request,
    seal,
)
from cmxero.sandbox.authorise_page import consent_html, refused_html
from cmxero.sandbox.calls import Answer, json_answer
from cmxero.sandbox.gate import read_access
from cmxero.sandbox.grants import Asking, oauth_error, token_answer
from cmxero.sandbox.html import security_headers
from cmxero.sandbox.identity import (
    App,
    client_of,
    connections_json,
    find_connection,
    revoke,
)
from cmxero.sandbox.records import Token
from cmxero.sandbox.responses import to_response
from cmxero.sandbox.world import World

AUTHORISE = "/identity/connect/authorize"
_FOUND = 302


class IdentityHttp:
    """Turns requests into questions to identity.py and back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._secret = secrets.token_bytes(32)

    def routes(self) -> list[Route]:
        """Where the endpoints are."""
        return [
            Route(AUTHORISE, self.ask, methods=["GET"]),
            Route(AUTHORISE, self.decide, methods=["POST"]),
            Route("/connect/token", self.token, methods=["POST"]),
            Route("/connect/revocation", self.revocation, methods=["POST"]),
            Route("/connections", self.connections, methods=["GET"]),
            Route("/connections/{connection_id}", self.connection, methods=["DELETE"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Show the person what the app wants."""
        query = request.url.query
        try:
            return self._page(self._read(query), query)
        except SignInPageError as fault:
            return _refused(fault)

    async def decide(self, request: Request) -> Response:
        """Carry out Allow or Cancel and send the browser back to the app."""
        world, now_utc = self._world, self._world.now_utc()
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        query, sealed = form.get("request", [""])[0], form.get("sealed", [""])[0]
        if not _is_same_site(request) or not is_sealed(self._secret, query, sealed, now_utc):
            return _refused(SignInPageError("this form is not from this page, or too old"))
        try:
            asked = self._read(query)
        except SignInPageError as fault:
            return _refused(fault)
        if form.get("decision") != ["allow"]:
            return _go(cancelled_address(asked))
        try:
            ticked = form.get("organisation", [])
            address = allowed_address(
                world.sandbox, asked, ticked, secrets.token_urlsafe(32), now_utc
            )
        except SignInPageError as fault:
            return self._page(asked, query, str(fault))
        world.commit()
        return _go(address)

    def _client(self, form: Mapping[str, str], request: Request) -> App | None:
        """The app that asks; None if it is another one, or its secret is wrong."""
        given, own = client_of(form, request.headers.get("authorization", "")), self._world.app
        if given is None or given.client_id != own.client_id:
            return None
        return None if given.client_secret and given != own else given

    async def token(self, request: Request) -> Response:
        """POST /connect/token."""
        world, form = self._world, await _form(request)
        given = self._client(form, request)
        if given is None:
            return to_response(oauth_error("invalid_client"))
        asking = Asking(
            form=form,
            client_id=given.client_id,
            is_public=not given.client_secret,
            nonce=secrets.token_urlsafe(32),
            now_utc=world.now_utc(),
        )
        answer = token_answer(world.sandbox, asking)
        world.commit()
        return to_response(answer)

    async def revocation(self, request: Request) -> Response:
        """POST /connect/revocation; an unknown token is no error."""
        world, form = self._world, await _form(request)
        given = self._client(form, request)
        if given is None:
            return to_response(oauth_error("invalid_client"))
        revoke(world.sandbox.app, form.get("token", ""))
        world.commit()
        return to_response(Answer(200))

    async def connections(self, request: Request) -> Response:
        """GET /connections."""
        token = self._access(request)
        if isinstance(token, Answer):
            return to_response(token)
        event = request.query_params.get("authEventId", "")
        return to_response(json_answer(connections_json(self._world.sandbox, token, event)))

    async def connection(self, request: Request) -> Response:
        """DELETE /connections/{id}."""
        world, token = self._world, self._access(request)
        if isinstance(token, Answer):
            return to_response(token)
        app, asked = world.sandbox.app, request.path_params["connection_id"]
        connection = find_connection(app, token, asked)
        if connection is None:
            return Response(status_code=404)
        app.disconnect([connection.tenant_id])
        world.commit()
        return Response(status_code=204)

    def _access(self, request: Request) -> Token | Answer:
        return read_access(self._world, request.headers.get("authorization", ""))

    def _read(self, query: str) -> SignInRequest:
        return read_request(query, self._world.app, self._world.switches)

    def _page(self, asked: SignInRequest, query: str, said: str = "") -> Response:
        sealed = seal(self._secret, query, self._world.now_utc())
        organisations = [one.settings for one in self._world.sandbox.organisations.values()]
        html = consent_html(asked, query, sealed, organisations, said)
        # browsers hold the redirect after the form to form-action as well
        return HTMLResponse(html, headers=security_headers(f"'self' {asked.redirect_origin}"))


def _is_same_site(request: Request) -> bool:
    """Whether the form was sent by our own page, as far as the browser tells."""
    origin = request.headers.get("origin")
    own = {f"{request.url.scheme}://{request.url.netloc}", None}
    return origin in own and request.headers.get("sec-fetch-site") not in {
        "cross-site",
        "same-site",
    }


def _refused(fault: SignInPageError) -> Response:
    return HTMLResponse(refused_html(str(fault)), 400, headers=security_headers())


def _go(address: str) -> Response:
    return RedirectResponse(
        address, _FOUND, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
