"""A playbook: the ways out of one finding, each with its entries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.findings import Finding
from cmxero.core.playbook_dates import last_locked, outside_locks
from cmxero.core.playbook_entries import Entry, System
from cmxero.core.playbook_facts import PlaybookFacts
from cmxero.core.wording import date_words

XERO_RIGHT, CASE_RIGHT = "Xero is right", "Case Manager is right"


@dataclass(frozen=True, slots=True)
class Way:
    """One way out.

    Attributes:
        name: which side is right, or what is done.
        when: in which situation this is the way, in a sentence.
        entries: what to do, in this order; empty where another finding comes first.
        notes: what a person should know before: moved dates, what Xero deletes along.
        questions: what only a person can supply; nothing can be done before.
    """

    name: str
    when: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def sendable(self) -> tuple[Entry, ...]:
        """The first entries, as far as cmxero may send them; the rest a person does after."""
        kept = [place for place, entry in enumerate(self.entries) if not entry.is_sendable]
        return self.entries[: kept[0]] if kept else self.entries

    @property
    def system(self) -> System | None:
        """Where the first entry is made; None where neither Xero nor Case Manager gets one."""
        systems = (entry.system for entry in self.entries)
        return next((system for system in systems if system is not System.CMXERO), None)

    @property
    def can_be_sent(self) -> bool:
        """Whether cmxero can send it, or its beginning."""
        return bool(self.sendable) and not self.questions


@dataclass(frozen=True, slots=True)
class Playbook:
    """What settles one finding.

    Attributes:
        ways: the first one is the default.
        rule: by which rule it is the first.
        waits_for: keys of findings to settle before; this one may be gone then.
        unknown: what could not be taken into account, in sentences.
    """

    finding_key: str
    kind: FindingKind
    ways: tuple[Way, ...]
    rule: str
    waits_for: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def default(self) -> Way:
        """The way to take unless a person knows better."""
        return self.ways[0]

    @property
    def ready(self) -> Way:
        """The first way that can be gone at once: without open questions and without waiting."""
        free = (
            way
            for way in self.ways
            if not way.questions and not any(e.operation == "wait" for e in way.entries)
        )
        return next(free, self.default)


@dataclass
class Sheet:
    """Where the ways of one finding are worked out.

    Attributes:
        unknown: sentences for the whole playbook.
    """

    finding: Finding
    facts: PlaybookFacts
    unknown: list[str] = field(default_factory=list)

    def way(
        self,
        name: str,
        when: str,
        entries: Iterable[Entry],
        *,
        notes: Iterable[str] = (),
        questions: Iterable[str] = (),
    ) -> Way:
        """A way with every remark once."""
        return Way(
            name,
            when,
            tuple(entries),
            tuple(dict.fromkeys(filter(None, notes))),
            tuple(dict.fromkeys(filter(None, questions))),
        )

    def playbook(self, ways: Iterable[Way], rule: str, waits_for: Iterable[str] = ()) -> Playbook:
        """The finished playbook."""
        return Playbook(
            self.finding.key,
            self.finding.kind,
            tuple(ways),
            rule,
            tuple(waits_for),
            tuple(dict.fromkeys(self.unknown)),
        )

    def by_words(self, question: str) -> Playbook:
        """Where the facts do not reach for an entry: what the kind says, and what to find out."""
        way = self.way("Look first", self.finding.explanation.remedy, (), questions=[question])
        return self.playbook([way], "Too little is known for an entry.")

    def day(self, wished: date) -> date:
        """A date for a new entry, moved out of a locked period."""
        if self.facts.organisation is None:
            self.unknown.append(
                "Xero's lock dates were not asked yet: an entry dated in a locked period is "
                "refused, so date it after the lock date then."
            )
        return outside_locks(wished, self.facts.organisation)

    def moved(self, wished: date) -> str:
        """Says that a date was moved; empty if it was not."""
        locked = last_locked(self.facts.organisation)
        if locked is None or wished > locked:
            return ""
        return (
            f"Dated {date_words(self.day(wished))} instead of {date_words(wished)}: the books are "
            f"locked in Xero up to {date_words(locked)}."
        )

    def siblings(self, *kinds: FindingKind) -> tuple[str, ...]:
        """Keys of other open findings of these kinds about the same invoice."""
        return tuple(one.key for one in self.facts.siblings if one.kind in kinds)
