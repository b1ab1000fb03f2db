"""The control API for webhooks, under /sandbox/webhooks: Xero's developer portal, in short."""

import ipaddress
import secrets
from urllib.parse import urlsplit

import msgspec

from cmxero.core.errors import SettingsError
from cmxero.sandbox.calls import Answer, json_answer
from cmxero.sandbox.fields import JsonObject, decode
from cmxero.sandbox.refusals import BadRequestError
from cmxero.sandbox.webhook_events import CATEGORIES
from cmxero.sandbox.webhooks import Subscription, Trick
from cmxero.sandbox.world import World

_ID_LENGTH = 8


async def webhook_answer(world: World, method: str, path: str, body: bytes, origin: str) -> Answer:
    """Carry out one call.

    ``GET`` lists, ``GET deliveries`` tells what was sent. ``POST`` with url, key and categories
    subscribes: the intent to receive is asked at once; the same url again changes the
    subscription. ``POST deliver`` sends what is due now, ``POST <id>/enable`` asks the intent
    again, ``POST tricks`` with kind and times arranges for duplicates, disorder and loss.
    ``DELETE`` ends all subscriptions, or with an id one.

    Args:
        path: what follows ``/sandbox/webhooks``.
        origin: of this sandbox, as the caller reaches it.
    """
    try:
        sent = decode(body) if body else {}
        answer = await _posted(world, method, path.strip("/"), sent, origin)
    except (BadRequestError, SettingsError, ValueError, TypeError) as fault:
        return json_answer({"error": str(fault)}, 400)
    return answer or json_answer({"error": f"{method} webhooks/{path} does not exist"}, 404)


async def _posted(
    world: World, method: str, path: str, sent: JsonObject, origin: str
) -> Answer | None:
    """The calls that send something; the rest are answered at once."""
    if method != "POST":
        return _asked(world, method, path)
    if path == "":
        return await _subscribe(world, sent, origin)
    if path == "tricks":
        return _add_tricks(world, sent)
    ident, _, word = path.partition("/")
    if word == "enable":
        await world.courier.prove(_find(world, ident))
        await world.courier.deliver_due()
        return json_answer(subscription_json(world, _find(world, ident)))
    if path == "deliver":
        made = await world.courier.deliver_due()
        return json_answer({"posts": made, "subscriptions": list_json(world)})
    return None


def _asked(world: World, method: str, path: str) -> Answer | None:
    match method, path:
        case "GET", "":
            return json_answer(list_json(world))
        case "GET", "deliveries":
            return json_answer(list(world.courier.deliveries))
        case "DELETE", "tricks":
            world.webhooks.tricks.clear()
            return Answer(204)
        case "DELETE", _:
            ended = list(world.webhooks.subscriptions.values())
            for subscription in [_find(world, path)] if path else ended:
                world.webhooks.remove(subscription)
            return Answer(204)
        case _:
            return None


def list_json(world: World) -> list[JsonObject]:
    """Every subscription and how it stands; never its key."""
    return [subscription_json(world, s) for s in world.webhooks.subscriptions.values()]


def subscription_json(world: World, subscription: Subscription) -> JsonObject:
    """One subscription; never its key."""
    body: JsonObject = msgspec.to_builtins(subscription)
    body.pop("key")
    return {
        **body,
        "status": subscription.status,
        "categories": sorted(subscription.categories),
        "waiting": len(world.webhooks.waiting(subscription)),
    }


async def _subscribe(world: World, sent: JsonObject, origin: str) -> Answer:
    url, key = str(sent.get("url") or ""), str(sent.get("key") or "")
    _check_url(url)
    if not key:
        raise SettingsError("webhooks", "there is no key.", "Send the key to sign with.")
    wanted = frozenset(sent.get("categories") or CATEGORIES)
    if unknown := sorted(str(word) for word in wanted - CATEGORIES):
        known = ", ".join(sorted(CATEGORIES))
        raise SettingsError("webhooks", f"{unknown[0]} is no category.", f"Known are {known}.")
    same = (s for s in world.webhooks.subscriptions.values() if s.url == url)
    old = next(same, None)
    subscription = Subscription(
        subscription_id=old.subscription_id if old else secrets.token_hex(_ID_LENGTH),
        url=url,
        key=key,
        origin=origin.rstrip("/"),
        categories=wanted,
        last_sequence=old.last_sequence if old else 0,
    )
    world.webhooks.put(subscription)
    proven = await world.courier.prove(subscription)
    return json_answer(subscription_json(world, proven), 201)


def _add_tricks(world: World, sent: JsonObject) -> Answer:
    try:
        trick = Trick(str(sent.get("kind")))
    except ValueError as fault:
        raise SettingsError("tricks", f"{fault}.", f"Kinds are {', '.join(Trick)}.") from fault
    times = int(sent.get("times") or 1)
    if not 0 < times <= 100:  # noqa: PLR2004
        raise SettingsError("tricks", "times is out of range.", "Give 1 to 100.")
    world.webhooks.tricks += [trick] * times
    return json_answer(world.webhooks.tricks, 201)


def _find(world: World, ident: str) -> Subscription:
    found = world.webhooks.subscriptions.get(ident)
    if found is None:
        raise SettingsError("webhooks", f"{ident} is no subscription.", "GET lists them.")
    return found


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    is_plain = not (parts.username or parts.fragment) and parts.port != 0  # or ValueError
    if parts.scheme != "http" or not is_loopback or not is_plain:
        raise SettingsError(
            "webhooks",
            "the address is not on this machine.",
            "Give one like http://127.0.0.1:PORT/.",
        )
