"""Which Xero a home talks to: the sandbox on this machine, or the real one. Never both."""

import json
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cmxero.config import Home, Settings
from cmxero.core.errors import AlreadyRunningError, SettingsError, XeroUnreachableError
from cmxero.core.settings_report import PERSON, SANDBOX, SignIn
from cmxero.store.locks import LockHeldError, process_lock
from cmxero.workflows.ports import Clock, XeroGateway
from cmxero.workflows.usage import UsageCount
from cmxero.xero.connection import LIVE_API_URL, LIVE_IDENTITY_URL, SCOPES, XeroConnection
from cmxero.xero.tokens import TokenFile

if TYPE_CHECKING:
    from cmxero.xero.limits import CallLimits

GatewayFactory = Callable[[Home, Settings, Clock, str | None], XeroGateway]
"""Opens Xero for a home; the last argument is the tenant the home is tied to."""
SANDBOX_CLIENT = "sandbox"
REFRESH_LASTS = timedelta(days=60)
"""How long Xero takes a refresh token that nobody uses (xero-api.md 5)."""
REHEARSED_A_MINUTE = 6_000
"""Calls; so many that a rehearsal never waits."""
MACHINE_SCOPES = tuple(scope for scope in SCOPES if scope.startswith("accounting."))


def connected_gateway(
    home: Home,
    settings: Settings,
    clock: Clock,
    tenant_id: str | None,
    *,
    counted: UsageCount,
) -> XeroGateway:
    """The real SDK, on the sandbox in demo mode and on Xero in live mode.

    Args:
        counted: told of every call.
    """
    from cmxero.xero.gateway import connect_gateway  # noqa: PLC0415  (the SDK is slow to load)

    connection = connection_for(home, settings, tenant_id)
    limits = _limits_of(connection.api_url, clock, _limits_folder(home, settings))
    return connect_gateway(
        connection,
        clock=clock,
        sleep=time.sleep,
        limits=limits,
        on_call=lambda call: counted.add(
            call.bytes_received, call.bytes_decoded, call.day_remaining
        ),
    )


def unhurried_gateway(
    home: Home, settings: Settings, clock: Clock, tenant_id: str | None
) -> XeroGateway:
    """The sandbox without waiting for minutes it does not count.

    For rehearsals that play in a minute what people do over days.
    """
    from cmxero.xero.gateway import connect_gateway  # noqa: PLC0415
    from cmxero.xero.limits import CallLimits  # noqa: PLC0415

    connection = connection_for(home, settings, tenant_id)
    limits = CallLimits(clock=clock, sleep=time.sleep, a_minute=REHEARSED_A_MINUTE)
    return connect_gateway(connection, clock=clock, sleep=time.sleep, limits=limits)


def sign_in_where_needed(home: Home, settings: Settings, clock: Clock) -> None:
    """Let a person sign in to Xero in the browser; the sandbox and custom connections need none.

    Raises:
        XeroSignInError: refused, cancelled or too late.
    """
    if settings.xero.mode != "live":
        return
    from cmxero.xero.browser import sign_in_with_browser  # noqa: PLC0415

    connection = connection_for(home, settings, None)
    if not connection.signs_in_alone:
        sign_in_with_browser(connection, clock=clock, open_page=webbrowser.open)


def sign_in_state(home: Home, settings: Settings) -> SignIn:
    """How cmxero is let in and until when; asks nobody, and gives no token away."""
    options = settings.xero
    if options.mode != "live":
        file, client, who, scopes = "sandbox-token", SANDBOX_CLIENT, SANDBOX, MACHINE_SCOPES
    else:
        file, client = f"token-{settings.organisation.key}", options.client_id
        who, scopes = PERSON, SCOPES  # offline_access is always asked for
    path = home.secrets / f"{file}.json"
    token = TokenFile(path).read()
    if token is None or token.client_id != client:
        return SignIn(who, scopes)
    renewed = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    again = renewed + REFRESH_LASTS if who == PERSON and token.refresh_token else None
    return SignIn(who, scopes, renewed, token.expires_utc, again)


@cache
def _limits_of(_api_url: str, clock: Clock, folder: Path | None) -> "CallLimits":
    """One count of calls a process and service, however often a gateway is opened."""
    from cmxero.xero.limits import CallLimits  # noqa: PLC0415

    return CallLimits(clock=clock, sleep=time.sleep, folder=folder)


def _limits_folder(home: Home, settings: Settings) -> Path | None:
    """Where the processes of a home keep count together.

    Not of calls to the sandbox: it limits nothing unless asked to, and a rehearsal of many
    commands in a row would wait for a minute that nobody counts.
    """
    if settings.xero.mode != "live":
        return None
    return home.data / "limits" / settings.organisation.key


@contextmanager
def exporting(home: Home, settings: Settings, person: str) -> Iterator[None]:
    """One export an organisation at a time; the lock goes with a killed process.

    Raises:
        AlreadyRunningError: somebody else's export runs; names them.
    """
    key = settings.organisation.key
    path = home.data / f"export-{key}.lock"
    try:
        with process_lock(path, purpose=f"started by {person}", patience_s=0):
            yield
    except LockHeldError as fault:
        raise AlreadyRunningError(f"An export for '{key}'", fault.holder) from fault


def connection_for(home: Home, settings: Settings, tenant_id: str | None) -> XeroConnection:
    """The connection of a home.

    Raises:
        SettingsError: live mode without a client id.
        XeroUnreachableError: demo mode and no sandbox is running.
    """
    if settings.xero.mode == "live":
        return _live(home, settings, tenant_id)
    url = sandbox_url(home.sandbox_ready_file)
    return XeroConnection(
        api_url=url,
        identity_url=url,
        client_id=SANDBOX_CLIENT,
        client_secret=SANDBOX_CLIENT,
        scopes=MACHINE_SCOPES,
        token_file=home.secrets / "sandbox-token.json",
        is_live=False,
        tenant_id=tenant_id,
    )


def sandbox_url(ready_file: Path) -> str:
    """Where the sandbox of a home listens.

    Raises:
        XeroUnreachableError: it is not running.
    """
    try:
        port = int(json.loads(ready_file.read_text("utf-8"))["port"])
    except (OSError, ValueError, KeyError) as fault:
        raise XeroUnreachableError(
            "The sandbox, the stand-in for Xero, is not running. Start it with "
            "`cmxero sandbox serve` (or run `cmxero demo`), then try again. Nothing was sent."
        ) from fault
    return f"http://127.0.0.1:{port}"


def _live(home: Home, settings: Settings, tenant_id: str | None) -> XeroConnection:
    options = settings.xero
    if not options.client_id:
        raise SettingsError(
            str(home.config_file),
            "xero.client_id is missing, and xero.mode is 'live'.",
            "Copy the client id of your Xero app there; the client secret goes into the "
            "environment variable CMXERO_XERO__CLIENT_SECRET.",
        )
    return XeroConnection(
        api_url=LIVE_API_URL,
        identity_url=LIVE_IDENTITY_URL,
        client_id=options.client_id,
        client_secret=options.client_secret.get_secret_value(),
        scopes=SCOPES,
        token_file=home.secrets / f"token-{settings.organisation.key}.json",
        is_live=True,
        tenant_id=tenant_id,
    )
