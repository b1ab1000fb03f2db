"""Plays a script of what people do in Xero; the demo's script is such a list (hands.py)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from cmxero.core.errors import InexactAmountError, SettingsError
from cmxero.core.money import money
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands import DEFAULT_ACCOUNT, PaymentWish, Played, XeroUser
from cmxero.sandbox.play_credits import CreditSteps

_RELATIVE = re.compile(r"^today(?:\s*([+-])\s*(\d{1,4}))?$")


def read_script_day(text: str, today: date) -> date:
    """The date in ``2026-11-22``, ``today``, ``today+3`` or ``today-3``.

    Raises:
        SettingsError: none of these.
    """
    found = _RELATIVE.match(text.strip())
    try:
        if found is None:
            return date.fromisoformat(text)
        days = int(found[2] or 0)
        return today + timedelta(days=-days if found[1] == "-" else days)
    except (ValueError, OverflowError) as fault:
        raise SettingsError(
            "script", f"'{text}' is not a date.", "Write 2026-11-22 or today+3."
        ) from fault


def play(user: XeroUser, steps: Sequence[JsonObject], today: date) -> Played:
    """Play a script; played again, it does nothing that was done before.

    A script that is played in several parts needs one ``ScriptPlayer`` for all of them.

    Args:
        user: whose hands.
        steps: objects with ``action`` and its arguments; amounts and dates as text.
        today: what ``today`` means in the script.

    Raises:
        SettingsError: an action or argument that does not exist; nothing after it was played.
    """
    return ScriptPlayer(user, today).play(steps)


class ScriptPlayer:
    """Plays a script, whole or part by part.

    Payments count: the second payment of the same invoice and reference in the script is done
    when Xero knows two of them, live or deleted. So a script may delete and re-enter, and the
    count goes on from one part to the next.
    """

    def __init__(self, user: XeroUser, today: date) -> None:
        self._user, self._today = user, today
        self._entered: Counter[tuple[str, str]] = Counter()
        self._deleted: Counter[tuple[str, str]] = Counter()
        self._actions: dict[str, Callable[[JsonObject], Played]] = {
            "create_invoice": self._create_invoice,
            "approve_all": self._approve_all,
            "edit_line": self._edit_line,
            "edit_dates": self._edit_dates,
            "edit_contact": self._edit_contact,
            "edit_number": lambda step: user.edit_number(step["number"], step["new_number"]),
            "delete_draft": lambda step: user.delete_draft(step["number"]),
            "void": lambda step: user.void(step["number"]),
            "pay_batch": self._pay_batch,
            "delete_payment": self._delete_payment,
            "redate_payment": self._redate_payment,
            **CreditSteps(user, lambda text: read_script_day(text, today)).actions,
        }

    def play(self, steps: Sequence[JsonObject]) -> Played:
        """Play a part, as ``play`` does.

        Raises:
            SettingsError: an action or argument that does not exist.
        """
        played = Played()
        for place, (action, group) in enumerate(_grouped(steps), start=1):
            try:
                played.add(self._play_group(action, group))
            except (KeyError, TypeError, ValueError, InexactAmountError) as fault:
                raise SettingsError(
                    "script",
                    f"group {place}, action '{action}': {fault!r} is missing or wrong.",
                    f"Actions are pay, {', '.join(self._actions)}.",
                ) from fault
        return played

    def _play_group(self, action: str, group: list[JsonObject]) -> Played:
        if action == "pay":
            return self._user.pay_many([self._wish(step) for step in group])
        played = Played()
        for step in group:
            played.add(self._actions[action](step))
        return played

    def _day(self, text: str | None) -> date | None:
        return read_script_day(text, self._today) if text else None

    def _wish(self, step: JsonObject) -> PaymentWish:
        amount = step.get("amount")
        return PaymentWish(
            number=step["number"],
            payment_date=read_script_day(step["date"], self._today),
            reference=step["reference"],
            amount=None if amount is None else money(amount),
            account_code=step.get("account_code") or DEFAULT_ACCOUNT,
            nth=self._nth(self._entered, step["number"], step["reference"]),
        )

    def _nth(self, counter: Counter[tuple[str, str]], number: str, reference: str) -> int:
        counter[number, reference] += 1
        return counter[number, reference]

    def _create_invoice(self, step: JsonObject) -> Played:
        return self._user.create_invoice(
            step["number"],
            step["contact"],
            read_script_day(step["date"], self._today),
            self._day(step.get("due_date")),
            step["lines"],
            step.get("status") or "DRAFT",
        )

    def _approve_all(self, step: JsonObject) -> Played:
        but = {text: text for text in step.get("except") or ()}
        days = {read_script_day(text, self._today).isoformat() for text in but if _is_day(text)}
        return self._user.approve(but={*but, *days})

    def _edit_line(self, step: JsonObject) -> Played:
        return self._user.edit_line(step["number"], int(step["line"]), step["unit_amount"])

    def _edit_dates(self, step: JsonObject) -> Played:
        return self._user.edit_dates(
            step["number"], self._day(step.get("date")), self._day(step.get("due_date"))
        )

    def _edit_contact(self, step: JsonObject) -> Played:
        return self._user.edit_contact(step["number"], step["contact"])

    def _pay_batch(self, step: JsonObject) -> Played:
        numbers = [part["number"] for part in step["payments"]]
        nth = [self._nth(self._entered, number, step["reference"]) for number in numbers]
        return self._user.pay_batch(
            [(part["number"], part.get("amount")) for part in step["payments"]],
            read_script_day(step["date"], self._today),
            step["reference"],
            step.get("account_code") or DEFAULT_ACCOUNT,
            nth=nth,
        )

    def _delete_payment(self, step: JsonObject) -> Played:
        number = step.get("number")
        nth = self._nth(self._deleted, number or "", step["reference"])
        return self._user.delete_payment(step["reference"], number, nth=nth)

    def _redate_payment(self, step: JsonObject) -> Played:
        number, reference = step["number"], step["reference"]
        self._nth(self._deleted, number, reference)
        return self._user.redate_payment(
            reference,
            number,
            read_script_day(step["date"], self._today),
            nth=self._nth(self._entered, number, reference),
        )


def _grouped(steps: Sequence[JsonObject]) -> Iterator[tuple[str, list[JsonObject]]]:
    """Steps in order; neighbours of the same action together, so that payments go in bulk."""
    for action, group in groupby(steps, key=lambda step: str(step.get("action"))):
        yield action, list(group)


def _is_day(text: str) -> bool:
    return bool(_RELATIVE.match(text.strip()) or re.match(r"^\d{4}-\d{2}-\d{2}$", text))
