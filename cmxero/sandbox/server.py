"""The HTTP layer: thin, it only turns requests into calls and answers into responses."""

import secrets
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cmxero.sandbox.accounting import ROOT
from cmxero.sandbox.calls import Answer, Call, json_answer
from cmxero.sandbox.control import control_answer
from cmxero.sandbox.edge import Edge
from cmxero.sandbox.gate import accounting_answer, sign_in_refusal
from cmxero.sandbox.identity import (
    App,
    client_of,
    connections_json,
    disconnect,
    find_access,
    revoke,
    token_answer,
)
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.page import SECURITY_HEADERS, page_html
from cmxero.sandbox.world import Clock, World

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
"""A page of another site cannot reach the sandbox by giving its name a loopback address."""

_METHODS = ["GET", "PUT", "POST", "DELETE"]


def create_app(
    organisation_state: OrganisationState,
    clock: Clock,
    *,
    app: App | None = None,
    journal: Journal | None = None,
) -> Starlette:
    """The sandbox as an ASGI application.

    Args:
        organisation_state: what it holds, e.g. ``OrganisationState.new(now_utc)``.
        clock: the time, naive UTC.
        app: the client id and secret that may sign in.
        journal: where changes are kept; None keeps them in memory.
    """
    world = World(organisation_state, clock, app or App(), journal)
    http = _Http(world)
    starlette = Starlette(
        routes=[
            Route("/", http.page, methods=["GET"]),
            Route("/connect/token", http.token, methods=["POST"]),
            Route("/connect/revocation", http.revocation, methods=["POST"]),
            Route("/connections", http.connections, methods=["GET"]),
            Route("/connections/{connection_id}", http.connection, methods=["DELETE"]),
            Route(ROOT + "/{rest:path}", http.accounting, methods=_METHODS),
            Route("/sandbox/{name}", http.control, methods=_METHODS),
        ],
        middleware=[
            Middleware(Edge, world=world),
            Middleware(TrustedHostMiddleware, allowed_hosts=ALLOWED_HOSTS),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
    )
    starlette.state.world = world
    return starlette


class _Http:
    """The endpoints."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def page(self, _: Request) -> Response:
        return HTMLResponse(page_html(self._world), headers=SECURITY_HEADERS)

    async def accounting(self, request: Request) -> Response:
        call = await self._call(request)
        return _response(accounting_answer(self._world, call))

    async def control(self, request: Request) -> Response:
        body = await request.body()
        if body and not request.headers.get("content-type", "").startswith("application/json"):
            # a form of another site can send no JSON without asking first
            return _response(json_answer({"error": "send application/json"}, 415))
        name = request.path_params["name"]
        nonce = secrets.token_urlsafe(32)
        return _response(control_answer(self._world, request.method, name, body, nonce))

    async def token(self, request: Request) -> Response:
        world, form = self._world, await _form(request)
        if client_of(form, request.headers.get("authorization", "")) != world.app:
            return _response(json_answer({"error": "invalid_client"}, 400))
        nonce = secrets.token_urlsafe(32)
        answer = token_answer(world.state, form, nonce, world.now_utc(), world.app.client_id)
        world.commit()
        return _response(answer)

    async def revocation(self, request: Request) -> Response:
        world, form = self._world, await _form(request)
        if client_of(form, request.headers.get("authorization", "")) != world.app:
            return _response(json_answer({"error": "invalid_client"}, 400))
        revoke(world.state, form.get("token", ""))
        world.commit()
        return _response(Answer(200))

    async def connections(self, request: Request) -> Response:
        refusal = self._refusal(request)
        return _response(refusal or json_answer(connections_json(self._world.state)))

    async def connection(self, request: Request) -> Response:
        world = self._world
        if refusal := self._refusal(request):
            return _response(refusal)
        if request.path_params["connection_id"].lower() != world.state.settings.connection_id:
            return Response(status_code=404)
        disconnect(world.state)
        world.commit()
        return Response(status_code=204)

    def _refusal(self, request: Request) -> Answer | None:
        token = find_access(self._world.state, request.headers.get("authorization", ""))
        return sign_in_refusal(token, self._world.now_utc())

    async def _call(self, request: Request) -> Call:
        return Call(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.body(),
            now_utc=self._world.now_utc(),
            client_id=self._world.app.client_id,
        )


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def _response(answer: Answer) -> Response:
    headers = dict(answer.headers)
    if answer.body:
        headers["content-type"] = answer.media_type
    return Response(answer.body, answer.status, headers)
