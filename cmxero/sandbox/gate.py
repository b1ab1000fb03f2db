"""What every call passes: sign-in, tenant, limits, idempotency, then the operation."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from cmxero.sandbox.accounting import answer_call
from cmxero.sandbox.calls import Answer, Call, json_answer
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.idempotency import find_answer, remember_answer
from cmxero.sandbox.identity import find_access
from cmxero.sandbox.records import Token
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
    state = world.state
    token = find_access(state, call.headers.get("authorization", ""))
    refusal = sign_in_refusal(token, call.now_utc)
    if refusal or token is None:
        return refusal or _problem(401, "Unauthorized", "", call.now_utc)
    tenant = call.headers.get("xero-tenant-id", "").lower()
    if tenant != state.tenant_id or not state.settings.connection_id:
        return _problem(403, "Forbidden", "AuthenticationUnsuccessful", call.now_utc)
    refusal = world.limits.refusal(state.settings.switches, call.now_utc)
    if refusal:
        return refusal
    known = find_answer(state, call)
    if known:
        return known
    answer = answer_call(state, world.lister, call)
    remember_answer(state, call, answer)
    return answer


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
