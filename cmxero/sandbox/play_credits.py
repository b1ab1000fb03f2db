"""The steps of a script that make and use credits, and those of the office (see play.py)."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands import DEFAULT_ACCOUNT, Played, XeroUser

ReadDay = Callable[[str], date]
"""What turns a script's text into a date."""


class CreditSteps:
    """Plays them; like payments they count, so that a script can be played again."""

    def __init__(self, user: XeroUser, read_day: ReadDay) -> None:
        self._user, self._read_day = user, read_day
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self.actions: dict[str, Callable[[JsonObject], Played]] = {
            "credit": self._credit,
            "create_credit_note": self._create_credit_note,
            "allocate": self._allocate,
            "remove_allocation": self._remove_allocation,
            "refund": self._refund,
            "overpay": lambda step: self._receive("Overpayments", step),
            "prepay": lambda step: self._receive("Prepayments", step),
            "merge_contacts": lambda step: user.merge_contacts(step["from"], step["into"]),
            "rename_contact": lambda step: user.rename_contact(step["name"], step["new_name"]),
            "archive_contact": lambda step: user.archive_contact(step["name"]),
            "restore_contact": lambda step: user.restore_contact(step["name"]),
            "set_lock_dates": self._set_lock_dates,
        }

    def _nth(self, *key: str) -> int:
        kind, first, second = key
        self._counts[kind, first, second] += 1
        return self._counts[kind, first, second]

    def _credit(self, step: JsonObject) -> Played:
        number, credit = step["number"], step["credit"]
        return self._user.credit(
            number,
            credit,
            self._read_day(step["date"]),
            step.get("amount"),
            nth=self._nth("use", credit, number),
        )

    def _create_credit_note(self, step: JsonObject) -> Played:
        return self._user.create_credit_note(
            step["credit"],
            step["contact"],
            self._read_day(step["date"]),
            step["lines"],
            line_amount_types=step.get("line_amount_types") or "Exclusive",
            reference=step.get("reference") or "",
        )

    def _allocate(self, step: JsonObject) -> Played:
        number, credit = step["number"], step["credit"]
        return self._user.allocate(
            credit,
            number,
            self._read_day(step["date"]),
            step.get("amount"),
            nth=self._nth("use", credit, number),
        )

    def _remove_allocation(self, step: JsonObject) -> Played:
        number, credit = step["number"], step["credit"]
        nth = self._nth("take back", credit, number)
        return self._user.remove_allocation(credit, number, nth=nth)

    def _refund(self, step: JsonObject) -> Played:
        credit, reference = step["credit"], step["reference"]
        return self._user.refund(
            credit,
            step.get("amount"),
            self._read_day(step["date"]),
            reference,
            step.get("account_code") or DEFAULT_ACCOUNT,
            nth=self._nth("refund", credit, reference),
        )

    def _receive(self, kind: str, step: JsonObject) -> Played:
        return self._user.receive(
            kind,
            step["contact"],
            step["amount"],
            self._read_day(step["date"]),
            step["reference"],
            step.get("account_code") or DEFAULT_ACCOUNT,
            nth=self._nth("receive", kind, step["reference"]),
        )

    def _set_lock_dates(self, step: JsonObject) -> Played:
        names = ("period_lock_date", "end_of_year_lock_date")
        days = [self._read_day(step[name]) if step.get(name) else None for name in names]
        return self._user.set_lock_dates(*days)
