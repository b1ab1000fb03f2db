"""Decisions on findings as the issue tells them, written without looking at the real ones.

A finding is what Xero shows of it (None: gone) and a stack of states; every decision puts a state
on top, and an undo puts the one below on top once more. Whether a state still holds is worked out
from the figures and the day each time somebody asks.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

LIMIT = Decimal("50.00")
CASE = Decimal("100.00")


@dataclass(frozen=True)
class State:
    """Where a decision leaves a finding; ``claim`` numbers the decision it comes from."""

    what: str = "nothing"
    by: str = ""
    figure: Decimal | None = None
    cap: Decimal | None = None
    last_day: date | None = None
    until: date | None = None
    group: int = 0
    approved_by: str = ""
    needs_approval: bool = False
    owner: str = ""
    claim: int = 0


@dataclass
class Item:
    """One finding."""

    figure: Decimal | None
    states: list[State] = field(default_factory=lambda: [State()])
    deeds: list[str] = field(default_factory=list)
    proven: set[int] = field(default_factory=set)
    sending: dict[int, str] = field(default_factory=dict)

    @property
    def top(self) -> State:
        """The state now."""
        return self.states[-1]

    @property
    def effect(self) -> Decimal:
        """Dollars."""
        return CASE - self.figure


class Model:
    """Findings by name, today, and what two people may do."""

    def __init__(self, figures: dict[str, Decimal], today: date) -> None:
        self.items = {name: Item(figure) for name, figure in figures.items()}
        self.today = today
        self.claims = 0
        self.groups = 0

    def status(self, name: str) -> str:
        """What a person reads."""
        item = self.items[name]
        top = item.top
        if top.what == "nothing" or not self.holds(name):
            return "open"
        if top.needs_approval and not top.approved_by:
            return "waiting for approval"
        if top.what == "send":
            return (
                "waiting for proof"
                if item.sending.get(top.claim) == "sent"
                else ("waiting to be sent")
            )
        return {"did": "waiting for proof", "accept": "accepted", "link": "linked"}.get(
            top.what, "snoozed"
        )

    def holds(self, name: str) -> bool:
        """Whether the decision on top still counts."""
        item = self.items[name]
        top = item.top
        rules = {
            "snooze": lambda: self.today < top.until,
            "link": lambda: self._link_holds(top.group),
            "accept": lambda: self._acceptance_holds(item),
            "send": lambda: self._sending_holds(item),
        }
        return top.claim not in item.proven and rules.get(top.what, lambda: True)()

    def _link_holds(self, group: int) -> bool:
        members = [each for each in self.items.values() if self._was_in(each, group)]
        return all(
            each.figure is not None and each.top.group == group and each.figure == each.top.figure
            for each in members
        )

    def _acceptance_holds(self, item: Item) -> bool:
        top = item.top
        if top.last_day and self.today > top.last_day:
            return False
        return item.figure == top.figure if top.cap is None else abs(item.effect) <= top.cap

    def _sending_holds(self, item: Item) -> bool:
        got = item.sending.get(item.top.claim)
        return got != "refused" and (item.figure == item.top.figure or got is not None)

    @staticmethod
    def _was_in(item: Item, group: int) -> bool:
        return any(state.group == group for state in item.states)

    def changed(self, name: str) -> bool:
        """Whether figures differ from those of the decision."""
        top = self.items[name].top
        return top.what != "nothing" and self.items[name].figure != top.figure

    def decide(self, deed: str, names: list[str], person: str, **given) -> bool:
        """Do it on all of them and say True, or on none and say False."""
        if deed == "undo":
            return self._undo(names)
        if any(self.items[name].figure is None for name in names):
            return False
        if not all(self._may(deed, name, person, given) for name in names):
            return False
        if deed == "link":
            effects = [self.items[name].effect for name in names]
            if len(names) < 2 or sum(effects) != 0 or not any(effects):
                return False
            self.groups += 1
        for name in names:
            self._push(deed, name, person, given)
        return True

    def _may(self, deed: str, name: str, person: str, given) -> bool:
        item, status = self.items[name], self.status(name)
        top = item.top
        if deed == "assign":
            return True
        if top.what == "send" and item.sending.get(top.claim) == "begun":
            return False
        if deed in {"reopen", "approve", "decline"}:
            return {
                "reopen": status != "open",
                "approve": status == "waiting for approval" and person != top.by,
                "decline": status == "waiting for approval",
            }[deed]
        fits = status in {"open", "snoozed"} or (
            status == "waiting for proof" and deed in {"did", "accept"}
        )
        return fits and not (given.get("cap") is not None and abs(item.effect) > given["cap"])

    def _push(self, deed: str, name: str, person: str, given) -> None:
        item = self.items[name]
        self.claims += 1
        if deed == "assign":
            state = replace(item.top, owner=given["owner"])
        elif deed == "approve":
            state = replace(item.top, approved_by=person)
        elif deed in {"reopen", "decline"}:
            state = State(owner=item.top.owner)
        else:
            large = max(abs(item.effect), given.get("cap") or Decimal(0))
            if deed == "send" and not item.effect:
                large = CASE
            state = State(
                what=deed,
                by=person,
                figure=item.figure,
                cap=given.get("cap"),
                last_day=given.get("last_day"),
                until=given.get("until"),
                group=self.groups if deed == "link" else 0,
                needs_approval=deed in {"accept", "send"} and large > LIMIT,
                owner=item.top.owner,
                claim=self.claims,
            )
        item.states.append(state)
        item.deeds.append(deed)

    def _undo(self, names: list[str]) -> bool:
        taken = list(names)
        for name in names:
            item = self.items[name]
            last = item.deeds[-1] if item.deeds else ""
            if last in {"", "undo", "approve", "decline"}:
                return False
            if last not in {"assign", "reopen"} and (
                item.top.claim in item.proven or item.top.claim in item.sending
            ):
                return False
            if last == "link":
                for other, each in self.items.items():
                    if other not in taken and self._was_in(each, item.top.group):
                        if each.deeds[-1] != "link" or each.top.group != item.top.group:
                            return False
                        taken.append(other)
        for name in taken:
            self.items[name].states.append(self.items[name].states[-2])
            self.items[name].deeds.append("undo")
        return True

    def reconcile(self) -> int:
        """Prove what waits and is gone; how many."""
        proven = 0
        for item in self.items.values():
            top = item.top
            waits = top.what == "did" or item.sending.get(top.claim) == "sent"
            if item.figure is None and waits and top.claim not in item.proven:
                item.proven.add(top.claim)
                proven += 1
        return proven

    def begin(self, name: str) -> bool:
        """Begin to send it, if it may be sent."""
        item = self.items[name]
        if item.figure is None or self.status(name) != "waiting to be sent":
            return False
        if item.top.claim in item.sending:
            return False
        item.sending[item.top.claim] = "begun"
        return True
