"""The control API under /sandbox: what a test or the demo may do that no app can."""

from datetime import date, timedelta
from typing import Any

import msgspec

from cmxero.core.errors import SettingsError
from cmxero.sandbox.calls import Answer, json_answer
from cmxero.sandbox.contact_merge import merge_contacts
from cmxero.sandbox.dates import read_instant
from cmxero.sandbox.fields import JsonObject, decode
from cmxero.sandbox.grants import Asking, issue
from cmxero.sandbox.identity import connect, event_id
from cmxero.sandbox.refusals import BadRequestError
from cmxero.sandbox.scopes import DEFAULT_SCOPE
from cmxero.sandbox.switches import set_switches
from cmxero.sandbox.world import World

MICROSECOND = timedelta(microseconds=1)


def control_answer(world: World, method: str, name: str, body: bytes, nonce: str) -> Answer:
    """Carry out one control call; wrong ones are told what is wrong."""
    try:
        sent = decode(body) if body else {}
        answer = _answer(world, method, name, sent, nonce)
    except (BadRequestError, SettingsError, ValueError, TypeError) as fault:
        return json_answer({"error": str(fault)}, 400)
    world.commit()
    return answer


def _answer(world: World, method: str, name: str, sent: JsonObject, nonce: str) -> Answer:
    match method, name:
        case "GET", "health":
            return json_answer(health(world))
        case "GET", "requests":
            return json_answer(list(world.requests))
        case "GET", "faults":
            return json_answer(world.faults.coming)
        case "POST", "faults":
            return json_answer(world.faults.add(sent), 201)
        case "DELETE", "faults" | "requests":
            (world.faults.coming if name == "faults" else world.requests).clear()
            return Answer(204)
        case _:
            return _settings_answer(world, method, name, sent, nonce)


def _settings_answer(world: World, method: str, name: str, sent: JsonObject, nonce: str) -> Answer:
    state = world.state
    match method, name:
        case "POST", "clock":
            _set_clock(world, sent)
            world.webhooks.wake()
            return json_answer({"now_utc": world.now_utc().isoformat()})
        case "POST", "lock-dates":
            _set_lock_dates(world, sent)
            return json_answer(_lock_dates(world))
        case "GET", "switches":
            return json_answer(state.settings.switches)
        case "POST", "switches":
            switches = set_switches(state.settings.switches, sent)
            state.set_settings(msgspec.structs.replace(state.settings, switches=switches))
            return json_answer(switches)
        case _:
            return _person_answer(world, method, name, sent, nonce)


def _person_answer(world: World, method: str, name: str, sent: JsonObject, nonce: str) -> Answer:
    """What a person does on pages that the sandbox does not have."""
    match method, name:
        case "POST", "merge-contacts":
            source, target = str(sent.get("from") or ""), str(sent.get("into") or "")
            staying, moved = merge_contacts(world.state, source, target, world.now_utc())
            return json_answer({"contact_id": staying.contact_id, "moved": moved})
        case "POST", "sign-in":
            return json_answer(_sign_in(world, sent, nonce))
        case _:
            return json_answer({"error": f"{method} /sandbox/{name} does not exist"}, 404)


def _sign_in(world: World, sent: JsonObject, nonce: str) -> JsonObject:
    """What a person's sign-in would give, without the page."""
    client, now_utc, event = world.app.client_id, world.now_utc(), event_id(nonce)
    connect(world.state, client, event, now_utc)
    scope = str(sent.get("scope") or f"offline_access {DEFAULT_SCOPE}")
    asking = Asking({}, client, is_public=False, nonce=nonce, now_utc=now_utc)
    return issue(world.state, asking, scope, event, with_refresh=True)


def health(world: World) -> JsonObject:
    """That the sandbox is up, whose it is, and how much it holds."""
    state = world.state
    return {
        "ok": True,
        "organisation": state.settings.name,
        "tenant_id": state.tenant_id,
        "is_connected": bool(state.settings.connection_id),
        "keeps_state": world.journal is not None,
        "now_utc": world.now_utc().isoformat(),
        "today": state.today(world.now_utc()).isoformat(),
        "counts": {
            "contacts": len(state.contacts),
            "invoices": len(state.invoices),
            "credit_notes": len(state.credit_notes),
            "bank_credits": len(state.bank_credits),
            "allocations": sum(not one.is_deleted for one in state.allocations.values()),
            "payments": len(state.payments),
            "batch_payments": len(state.batches),
        },
        **_lock_dates(world),
    }


def _set_clock(world: World, sent: JsonObject) -> None:
    """Set the time, then move it on; it keeps running from there."""
    now_utc = world.now_utc()
    if sent.get("now_utc") is not None:
        now_utc = read_instant(str(sent["now_utc"]))
    now_utc += timedelta(seconds=int(sent.get("advance_s") or 0))
    shift = (now_utc - world.clock()) // MICROSECOND
    settings = world.state.settings
    world.state.set_settings(msgspec.structs.replace(settings, clock_shift_us=shift))


def _set_lock_dates(world: World, sent: JsonObject) -> None:
    """Set the lock dates that are sent; null takes one away."""
    known = ("period_lock_date", "end_of_year_lock_date")
    if unknown := sorted(set(sent) - set(known)):
        raise SettingsError("lock-dates", f"{unknown[0]} is not known.", f"Known are {known}.")
    changes: dict[str, Any] = {
        name: date.fromisoformat(text) if text else None for name, text in sent.items()
    }
    settings = world.state.settings
    world.state.set_settings(msgspec.structs.replace(settings, **changes))


def _lock_dates(world: World) -> JsonObject:
    settings = world.state.settings
    return {
        "period_lock_date": settings.period_lock_date,
        "end_of_year_lock_date": settings.end_of_year_lock_date,
    }
