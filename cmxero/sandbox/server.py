"""The HTTP layer: thin, it only turns requests into calls and answers into responses."""

import asyncio
import secrets

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cmxero.core.errors import SettingsError
from cmxero.sandbox.accounting import ROOT
from cmxero.sandbox.calls import Call, json_answer
from cmxero.sandbox.control import Asked, control_answer
from cmxero.sandbox.edge import FAULT, Edge
from cmxero.sandbox.gate import accounting_answer
from cmxero.sandbox.html import security_headers
from cmxero.sandbox.identity import App
from cmxero.sandbox.identity_http import IdentityHttp
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.page import page_html
from cmxero.sandbox.responses import to_response
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.webhook_control import webhook_answer
from cmxero.sandbox.webhook_delivery import Courier, Sender, send_http
from cmxero.sandbox.webhook_file import open_webhooks
from cmxero.sandbox.webhooks import Webhooks
from cmxero.sandbox.world import Clock, World

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
"""A page of another site cannot reach the sandbox by giving its name a loopback address."""

QUICK = 1
"""A page of 1,000 invoices in 9 ms instead of 36, a third longer."""

_METHODS = ["GET", "PUT", "POST", "DELETE"]


def create_app(
    organisation_state: OrganisationState | SandboxState,
    clock: Clock,
    *,
    app: App | None = None,
    journal: Journal | None = None,
    send: Sender = send_http,
    in_background: bool = False,
) -> Starlette:
    """The sandbox as an ASGI application.

    Args:
        organisation_state: what it holds, e.g. ``SandboxState.new(now_utc)``, or its default
            organisation alone, e.g. ``OrganisationState.new(now_utc)``.
        clock: the time, naive UTC.
        app: the client id and secret that may sign in.
        journal: where changes are kept; None keeps them in memory.
        send: posts webhook events; another one than HTTP is for tests.
        in_background: webhook events are sent by themselves, from the first request on;
            otherwise only when POST /sandbox/webhooks/deliver asks for it.
    """
    sandbox = organisation_state
    if isinstance(sandbox, OrganisationState):
        sandbox = SandboxState.around(sandbox)
    webhooks = Webhooks(sandbox.organisations)
    if journal:
        folder, connected = journal.path.parent, sandbox.app.connections
        webhooks = open_webhooks(folder, sandbox.organisations, connected)
    world = World(sandbox, clock, app or App(), journal, webhooks, send)
    starlette = Starlette(
        routes=[*IdentityHttp(world).routes(), *_Http(world).routes()],
        middleware=[
            *([Middleware(Background, courier=world.courier)] if in_background else []),
            Middleware(Edge, world=world),
            Middleware(TrustedHostMiddleware, allowed_hosts=ALLOWED_HOSTS),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=QUICK),
        ],
    )
    starlette.state.world = world
    return starlette


class Background:
    """ASGI middleware that lets the courier run beside the requests."""

    def __init__(self, app: ASGIApp, courier: Courier) -> None:
        self._app, self._courier = app, courier
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start the courier with the first request, and again should it have failed."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._courier.run())
        await self._app(scope, receive, send)


class _Http:
    """The endpoints."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            Route("/", self.page, methods=["GET"]),
            Route(ROOT + "/{rest:path}", self.accounting, methods=_METHODS),
            Route("/sandbox/webhooks", self.webhooks, methods=_METHODS),
            Route("/sandbox/webhooks/{rest:path}", self.webhooks, methods=_METHODS),
            Route("/sandbox/{name}", self.control, methods=_METHODS),
        ]

    async def page(self, request: Request) -> Response:
        name = request.query_params.get("organisation", "")
        try:
            chosen = self._world.sandbox.find(name)
        except SettingsError as fault:
            return to_response(json_answer({"error": str(fault)}, 404))
        return HTMLResponse(page_html(self._world, chosen), headers=security_headers())

    async def accounting(self, request: Request) -> Response:
        call = await self._call(request)
        return to_response(accounting_answer(self._world, call))

    async def webhooks(self, request: Request) -> Response:
        body = await request.body()
        if refusal := _json_refusal(request, body):
            return refusal
        rest = request.path_params.get("rest", "")
        origin = str(request.base_url)
        return to_response(await webhook_answer(self._world, request.method, rest, body, origin))

    async def control(self, request: Request) -> Response:
        body = await request.body()
        if refusal := _json_refusal(request, body):
            return refusal
        asked = Asked(
            method=request.method,
            name=request.path_params["name"],
            organisation=request.query_params.get("organisation", ""),
            nonce=secrets.token_urlsafe(32),
        )
        return to_response(control_answer(self._world, asked, body))

    async def _call(self, request: Request) -> Call:
        return Call(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.body(),
            now_utc=self._world.now_utc(),
            client_id=self._world.app.client_id,
            fault=request.scope.get(FAULT),
        )


def _json_refusal(request: Request, body: bytes) -> Response | None:
    """A form of another site can send no JSON without asking first, so nothing else is taken."""
    if body and not request.headers.get("content-type", "").startswith("application/json"):
        return to_response(json_answer({"error": "send application/json"}, 415))
    return None
