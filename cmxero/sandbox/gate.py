"""What every call passes: sign-in, scope, tenant, limits, size, idempotency, the operation."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from cmxero.sandbox.accounting import ROOT, answer_call
from cmxero.sandbox.calls import Answer, Call, json_answer
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.idempotency import find_answer, remember_answer
from cmxero.sandbox.identity import find_access
from cmxero.sandbox.quirks import with_quirks
from cmxero.sandbox.records import Token
from cmxero.sandbox.scopes import allows
from cmxero.sandbox.switches import Switches
from cmxero.sandbox.world import World


def accounting_answer(world: World, call: Call) -> Answer:
    """The answer to a call under /api.xro/2.0; all it changed is on disk when this returns."""
    answer = _checked(world, call)
    world.commit()
    headers = {
        **answer.headers,
        **world.limits.headers(world.state.settings.switches, call.now_utc),
        "xero-correlation-id": str(uuid5(NAMESPACE_URL, f"{call.path}/{call.now_utc.isoformat()}")),
    }
    return Answer(answer.status, answer.body, headers, answer.media_type)


def sign_in_refusal(token: Token | None, now_utc: datetime) -> Answer | None:
    """Xero's 401 for a call without a valid token, or None."""
    if token is None:
        return _problem(401, "Unauthorized", "AuthenticationUnsuccessful", now_utc)
    if token.expires_utc <= now_utc:
        expired = f"{token.expires_utc:%m/%d/%Y %H:%M:%S}"
        detail = f"TokenExpired: token expired at {expired}"
        return _problem(401, "Unauthorized", detail, now_utc)
    return None


def _checked(world: World, call: Call) -> Answer:
    state, switches = world.state, world.state.settings.switches
    refusal = _access_refusal(world, call) or world.limits.refusal(switches, call.now_utc)
    if refusal:
        return refusal
    if len(call.body) > switches.payload_limit:
        return _problem(413, "Payload Too Large", "The request is too large", call.now_utc)
    known = find_answer(state, call)
    if known:
        return known
    answer = with_quirks(answer_call(state, world.lister, call), call, switches)
    remember_answer(state, call, answer)
    return answer


def _access_refusal(world: World, call: Call) -> Answer | None:
    """The 401 or 403 for a call with the wrong token, scope or tenant, or None."""
    state = world.state
    token = find_access(state, call.headers.get("authorization", ""))
    refusal = sign_in_refusal(token, call.now_utc)
    if refusal or token is None:
        return refusal
    if not allows(token.scope, call.method, call.path.removeprefix(ROOT)):
        return _scope_refusal(state.settings.switches, call.now_utc)
    tenant = call.headers.get("xero-tenant-id", "").lower()
    if tenant != state.tenant_id or not state.settings.connection_id:
        return _problem(403, "Forbidden", "AuthenticationUnsuccessful", call.now_utc)
    return None


def _scope_refusal(switches: Switches, now_utc: datetime) -> Answer:
    if switches.missing_scope_is_401:
        return _problem(401, "Unauthorized", "AuthorizationUnsuccessful", now_utc)
    return _problem(403, "Forbidden", "AuthorizationUnsuccessful", now_utc)


def _problem(status: int, title: str, detail: str, now_utc: datetime) -> Answer:
    body: JsonObject = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid5(NAMESPACE_URL, now_utc.isoformat())),
        "Extensions": {},
    }
    return json_answer(body, status)
