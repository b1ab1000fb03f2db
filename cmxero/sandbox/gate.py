"""What every call passes: sign-in, scope, tenant, limits, size, idempotency, the operation."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from cmxero.sandbox.accounting import ROOT, answer_call
from cmxero.sandbox.calls import Answer, Call, json_answer
from cmxero.sandbox.fault_kinds import PartialBatch
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.idempotency import find_answer, remember_answer
from cmxero.sandbox.identity import find_access, reaches
from cmxero.sandbox.organisation import OrganisationState
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
        **world.limits.headers(world.switches, _tenant_id(call), call.now_utc),
        "xero-correlation-id": str(uuid5(NAMESPACE_URL, f"{call.path}/{call.now_utc.isoformat()}")),
    }
    return Answer(answer.status, answer.body, headers, answer.media_type)


def read_access(world: World, authorization: str) -> Token | Answer:
    """The token of an Authorization header, or Xero's 401 where there is no valid one."""
    token = find_access(world.sandbox.app, authorization)
    refusal = sign_in_refusal(token, world.now_utc())
    return token if token and not refusal else refusal or Answer(401)


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
    state, switches = _reached(world, call), world.switches
    if isinstance(state, Answer):
        return state
    if refusal := world.limits.refusal(switches, state.tenant_id, call.now_utc):
        return refusal
    if len(call.body) > switches.payload_limit:
        return _problem(413, "Payload Too Large", "The request is too large", call.now_utc)
    app = world.sandbox.app
    known = find_answer(app, state.tenant_id, call)
    if known:
        return known
    lister = world.listers[state.tenant_id]
    answer = with_quirks(answer_call(state, lister, call), call, switches)
    if isinstance(call.fault, PartialBatch):
        detail = "An error occurred in Xero"
        answer = _problem(call.fault.status, "Internal Server Error", detail, call.now_utc)
        if call.fault.cut:
            return answer  # it died before it could keep what it would have answered
    remember_answer(app, state.tenant_id, call, answer)
    return answer


def _reached(world: World, call: Call) -> OrganisationState | Answer:
    """The organisation of a call, or the 401 or 403 for a wrong token, scope or tenant."""
    token = read_access(world, call.headers.get("authorization", ""))
    if isinstance(token, Answer):
        return token
    if not allows(token.scope, call.method, call.path.removeprefix(ROOT)):
        return _scope_refusal(world.switches, call.now_utc)
    tenant_id = _tenant_id(call)
    state = world.sandbox.organisations.get(tenant_id)
    if state is None or not reaches(world.sandbox.app, token, tenant_id):
        return _problem(403, "Forbidden", "AuthenticationUnsuccessful", call.now_utc)
    return state


def _tenant_id(call: Call) -> str:
    return call.headers.get("xero-tenant-id", "").lower()


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
