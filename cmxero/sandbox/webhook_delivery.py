"""Sending webhook events: signature, intent to receive, retries (xero-api.md 4)."""

import asyncio
import base64
import hmac
import secrets
import string
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import msgspec

from cmxero.sandbox.calls import encode
from cmxero.sandbox.webhook_events import Event, event_json
from cmxero.sandbox.webhooks import GIVE_UP, RETRY_EVERY, Status, Subscription, Trick, Webhooks

SIGNATURE = "x-xero-signature"
ANSWER_WITHIN_S = 5
MAX_EVENTS = 100
"""Events in one delivery."""

REMEMBERED_DELIVERIES = 200
_INTENT = (True, False, True, False)
_ENTROPY_LENGTH = 20
_UNAUTHORISED = 401


@dataclass(frozen=True, slots=True)
class Received:
    """How a subscriber answered; status None if it did not."""

    status: int | None
    has_body: bool = False
    has_cookies: bool = False


Sender = Callable[[str, bytes, dict[str, str]], Awaitable[Received]]
"""Posts a body with headers to an address."""


def sign(key: str, body: bytes) -> str:
    """The signature of a body: base64 of its HMAC-SHA256."""
    return base64.b64encode(hmac.digest(key.encode(), body, "sha256")).decode()


async def send_http(url: str, body: bytes, headers: dict[str, str]) -> Received:
    """Send over real HTTP; a redirect is not followed, five seconds are all it gets."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
                answer = await client.post(url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError):
        return Received(None)
    return Received(answer.status_code, bool(answer.content), "set-cookie" in answer.headers)


class Courier:
    """Carries events to the subscribers."""

    def __init__(
        self,
        webhooks: Webhooks,
        now_utc: Callable[[], datetime],
        send: Sender = send_http,
    ) -> None:
        self.deliveries: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_DELIVERIES)
        self._webhooks = webhooks
        self._now_utc, self._send = now_utc, send
        self._lock = asyncio.Lock()

    async def prove(self, subscription: Subscription) -> Subscription:
        """The intent to receive: several posts, some wrongly signed; all must be answered right.

        Only then events are collected and sent; those that waited are replayed in order.
        """
        problem = ""
        for is_good in _INTENT:
            body = self._payload(subscription, [])
            key = subscription.key if is_good else secrets.token_urlsafe(32)
            received = await self._post(subscription, body, key, [])
            problem = problem or _problem(received, is_good=is_good)
        status = Status.INTENT_FAILED if problem else Status.OK
        if problem and subscription.status is Status.DISABLED:
            status = Status.DISABLED
        proven = msgspec.structs.replace(
            self._webhooks.subscriptions.get(subscription.subscription_id, subscription),
            status=status,
            said=problem,
            first_failed_utc=None,
            next_try_utc=None,
        )
        self._webhooks.put(proven)
        return proven

    async def deliver_due(self) -> int:
        """Send everything whose time has come; how many posts were made."""
        async with self._lock:
            made = 0
            self._webhooks.forget_old(self._now_utc())
            while due := self._webhooks.due(self._now_utc()):
                before = made
                for subscription in due:
                    made += await self._deliver(subscription)
                if made == before:
                    break  # only what waits for a second event is left
            return made

    async def run(self) -> None:
        """Deliver in the background until cancelled."""
        awake = asyncio.Event()
        self._webhooks.wake = awake.set
        awake.set()
        while True:
            # the clock may be moved, so a retry's time is looked at rather than slept until
            patience = 1 if self._webhooks.has_retries else None
            try:
                async with asyncio.timeout(patience):
                    await awake.wait()
            except TimeoutError:
                pass
            awake.clear()
            await self.deliver_due()

    async def _deliver(self, subscription: Subscription) -> int:
        waiting = self._webhooks.waiting(subscription)[:MAX_EVENTS]
        trick = self._webhooks.tricks[0] if self._webhooks.tricks else None
        if trick is Trick.REORDER and len(waiting) == 1:
            return 0
        if trick:
            self._webhooks.tricks.pop(0)
        if trick is Trick.DROP:
            self._webhooks.done(subscription, waiting)
            self._note(subscription, waiting, "dropped")
            return 1
        parts = [[e] for e in reversed(waiting)] if trick is Trick.REORDER else [waiting]
        made = 0
        for part in parts:
            made += await self._try_twice(subscription, part)
            current = self._webhooks.subscriptions.get(subscription.subscription_id)
            if current is None or current.next_try_utc or current.status is not Status.OK:
                break
            if trick is Trick.DUPLICATE:
                await self._post(current, self._payload(current, part), current.key, part)
                made += 1
        return made

    async def _try_twice(self, subscription: Subscription, events: list[Event]) -> int:
        """Send, and at once again if that fails; after that every 15 minutes."""
        problem, made = "", 0
        body = self._payload(subscription, events)
        while made < 2:  # noqa: PLR2004 - twice
            made += 1
            received = await self._post(subscription, body, subscription.key, events)
            problem = _problem(received, is_good=True)
            if not problem:
                break
        current = self._webhooks.subscriptions.get(subscription.subscription_id)
        if current is None:
            return made
        if not problem:
            self._webhooks.done(current, events)
        self._webhooks.put(_after(current, problem, self._now_utc()))
        return made

    async def _post(
        self, subscription: Subscription, body: bytes, key: str, events: list[Event]
    ) -> Received:
        headers = {"content-type": "application/json", SIGNATURE: sign(key, body)}
        received = await self._send(subscription.url, body, headers)
        self._note(subscription, events, received.status)
        return received

    def _note(self, subscription: Subscription, events: list[Event], outcome: object) -> None:
        self.deliveries.append(
            {
                "at_utc": self._now_utc().isoformat(timespec="milliseconds"),
                "url": subscription.url,
                "sequences": [event.sequence for event in events],
                "outcome": outcome,
            }
        )

    def _payload(self, subscription: Subscription, events: list[Event]) -> bytes:
        rows = [event_json(e, subscription.origin) for e in events]
        sequences = [event.sequence for event in events] or [0]
        letters = (secrets.choice(string.ascii_uppercase) for _ in range(_ENTROPY_LENGTH))
        return encode(
            {
                "events": rows,
                "firstEventSequence": min(sequences),
                "lastEventSequence": max(sequences),
                "entropy": "".join(letters),
            }
        )


def _after(subscription: Subscription, problem: str, now_utc: datetime) -> Subscription:
    """A subscription after a delivery that was good (no problem) or failed twice."""
    if not problem:
        return msgspec.structs.replace(
            subscription, first_failed_utc=None, next_try_utc=None, said=""
        )
    first = subscription.first_failed_utc or now_utc
    is_over = now_utc - first >= GIVE_UP
    return msgspec.structs.replace(
        subscription,
        status=Status.DISABLED if is_over else subscription.status,
        first_failed_utc=first,
        next_try_utc=None if is_over else now_utc + RETRY_EVERY,
        said=problem,
    )


def _problem(received: Received, *, is_good: bool) -> str:
    """What is wrong with an answer; empty if nothing."""
    status = received.status
    if status is None:
        return f"no answer within {ANSWER_WITHIN_S} seconds"
    if is_good and not httpx.codes.is_success(status):
        return f"a rightly signed post was answered {status} instead of 200"
    if not is_good and status != _UNAUTHORISED:
        return f"a wrongly signed post was answered {status} instead of 401"
    if received.has_body:
        return "the answer has a body; Xero wants none"
    if received.has_cookies:
        return "the answer sets cookies; Xero wants none"
    return ""
