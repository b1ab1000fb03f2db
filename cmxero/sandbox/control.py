"""The control API under /sandbox: what a test or the demo may do that no app can."""

from dataclasses import dataclass
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
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import BadRequestError
from cmxero.sandbox.scopes import DEFAULT_SCOPE
from cmxero.sandbox.switches import set_switches
from cmxero.sandbox.world import World

MICROSECOND = timedelta(microseconds=1)
_COUNTED = {
    "contacts": "contacts",
    "invoices": "invoices",
    "credit_notes": "credit_notes",
    "bank_credits": "bank_credits",
    "payments": "payments",
    "batch_payments": "batches",
}
"""What health calls a table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One control call, apart from its body.

    Attributes:
        name: what follows ``/sandbox/``.
        organisation: tenant id or short key; empty for the default one. The body may name it too.
        nonce: a fresh random text.
    """

    method: str
    name: str
    organisation: str = ""
    nonce: str = ""


def control_answer(world: World, asked: Asked, body: bytes) -> Answer:
    """Carry out one control call; wrong ones are told what is wrong."""
    try:
        answer = _answer(world, asked, decode(body) if body else {})
    except (BadRequestError, SettingsError, ValueError, TypeError) as fault:
        return json_answer({"error": str(fault)}, 400)
    world.commit()
    return answer


def _answer(world: World, asked: Asked, sent: JsonObject) -> Answer:
    match asked.method, asked.name:
        case "GET", "requests":
            return json_answer(list(world.requests))
        case "GET", "faults":
            return json_answer(world.faults.coming)
        case "POST", "faults":
            return json_answer(world.faults.add(sent), 201)
        case "DELETE", "faults" | "requests":
            (world.faults.coming if asked.name == "faults" else world.requests).clear()
            return Answer(204)
        case _:
            return _sandbox_answer(world, asked, sent)


def _sandbox_answer(world: World, asked: Asked, sent: JsonObject) -> Answer:
    """What concerns all organisations alike; the rest is further on."""
    match asked.method, asked.name:
        case "POST", "clock":
            _set_clock(world, sent)
            world.webhooks.wake()
            return json_answer({"now_utc": world.now_utc().isoformat()})
        case "GET", "switches":
            return json_answer(world.switches)
        case "POST", "switches":
            switches = set_switches(world.switches, sent)
            world.sandbox.set_switches(switches)
            return json_answer(switches)
        case "POST", "sign-in":
            return json_answer(_sign_in(world, sent, asked.nonce))
        case _:
            name = str(sent.pop("organisation", None) or asked.organisation)
            return _organisation_answer(world, asked, sent, world.sandbox.find(name))


def _organisation_answer(
    world: World, asked: Asked, sent: JsonObject, state: OrganisationState
) -> Answer:
    """What concerns one organisation."""
    match asked.method, asked.name:
        case "GET", "health":
            return json_answer(health(world, state))
        case "POST", "lock-dates":
            _set_lock_dates(state, sent)
            return json_answer(_lock_dates(state))
        case "POST", "merge-contacts":
            source, target = str(sent.get("from") or ""), str(sent.get("into") or "")
            staying, moved = merge_contacts(state, source, target, world.now_utc())
            return json_answer({"contact_id": staying.contact_id, "moved": moved})
        case _:
            return json_answer(
                {"error": f"{asked.method} /sandbox/{asked.name} does not exist"}, 404
            )


def _sign_in(world: World, sent: JsonObject, nonce: str) -> JsonObject:
    """What a person's sign-in would give, without the page; the default organisation at least."""
    client, now_utc, event = world.app.client_id, world.now_utc(), event_id(nonce)
    names = sent.get("organisations") or [""]
    if not isinstance(names, list):
        raise SettingsError("sign-in", "organisations is no list.", 'Send e.g. ["au", "nz"].')
    chosen = [world.sandbox.find(str(name)).tenant_id for name in names]
    app = world.sandbox.app
    connect(app, chosen, event, now_utc)
    scope = str(sent.get("scope") or f"offline_access {DEFAULT_SCOPE}")
    asking = Asking({}, client, is_public=False, nonce=nonce, now_utc=now_utc)
    return issue(app, asking, scope, event, with_refresh=True)


def health(world: World, chosen: OrganisationState) -> JsonObject:
    """That the sandbox is up, and how much it holds; one organisation first, then each."""
    told = _organisation_json(world, chosen)
    return {
        "ok": True,
        "organisation": chosen.settings.name,
        **{key: told[key] for key in ("tenant_id", "is_connected")},
        "keeps_state": world.journal is not None,
        "now_utc": world.now_utc().isoformat(),
        **{key: told[key] for key in ("today", "counts", *_lock_dates(chosen))},
        "organisations": [
            _organisation_json(world, state) for state in world.sandbox.organisations.values()
        ],
    }


def _organisation_json(world: World, state: OrganisationState) -> JsonObject:
    settings = state.settings
    live = sum(not one.is_deleted for one in state.allocations.values())
    return {
        "key": settings.key,
        "name": settings.name,
        "tenant_id": state.tenant_id,
        "country": settings.country_code,
        "currency": settings.currency_code,
        "is_connected": state.tenant_id in world.sandbox.app.connections,
        "today": state.today(world.now_utc()).isoformat(),
        "counts": {
            **{name: len(getattr(state, table)) for name, table in _COUNTED.items()},
            "allocations": live,
        },
        **_lock_dates(state),
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


def _set_lock_dates(state: OrganisationState, sent: JsonObject) -> None:
    """Set the lock dates that are sent; null takes one away."""
    known = ("period_lock_date", "end_of_year_lock_date")
    if unknown := sorted(set(sent) - set(known)):
        raise SettingsError("lock-dates", f"{unknown[0]} is not known.", f"Known are {known}.")
    changes: dict[str, Any] = {
        name: date.fromisoformat(text) if text else None for name, text in sent.items()
    }
    state.set_settings(msgspec.structs.replace(state.settings, **changes))


def _lock_dates(state: OrganisationState) -> JsonObject:
    settings = state.settings
    return {
        "period_lock_date": settings.period_lock_date,
        "end_of_year_lock_date": settings.end_of_year_lock_date,
    }
