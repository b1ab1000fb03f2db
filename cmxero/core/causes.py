"""Why an invoice did not go to Xero, what to do about it, and where.

An outcome of an export is a state and messages: Xero's texts, or our own as ``code: message
remedy``. Here they become causes, so that 31 failures can be read as 2 things to mend. A message
that nobody foresaw is a cause of its own, in its own words; nothing is dropped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter

from cmxero.core.problem_catalogue import CATALOGUE, MendedIn, describe
from cmxero.core.refusal import Refusal
from cmxero.core.refusal_texts import REFUSALS

OTHER = "other"
"""Code of a message that no rule knows."""
OPEN = "OPEN"
"""State of an invoice that was sent and whose outcome nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is wrong, whichever invoices it stops.

    Attributes:
        title: the cause as a heading.
        words: the cause in a sentence or two.
        where: where a person mends it.
        about: what separates one instance from another: the account, the contact, the lock date.
    """

    code: str
    title: str
    words: str
    remedy: str
    where: MendedIn
    about: str = ""

    @property
    def key(self) -> str:
        """What failures are grouped by."""
        return f"{self.code}: {self.about}" if self.about else self.code

    def __str__(self) -> str:
        return f"{self.title}: {self.about}" if self.about else self.title


STATE_CAUSES: dict[str, Cause] = {
    "NOT SAVED": Cause(
        "answer-lost",
        "The request never arrived, or was not carried out",
        "No answer came; Xero was then asked for the number and does not have it. Nothing was "
        "created.",
        "Nothing to mend: send it again.",
        MendedIn.NOWHERE,
    ),
    OPEN: Cause(
        "answer-awaited",
        "Sent, answer not known yet",
        "The export was interrupted after this was sent, so Xero may or may not have it.",
        "Run the export again: it first looks what Xero has, and sends nothing twice.",
        MendedIn.NOWHERE,
    ),
    "ERROR": Cause(
        "no-reason",
        "Refused without a reason",
        "Xero refused the invoice and said nothing more.",
        "Send it again once; if it comes back, hand the run to whoever looks after cmxero.",
        MendedIn.NOWHERE,
    ),
}
_ABOUT: Mapping[str, tuple[str, ...]] = {
    "unknown-tax-code": ("value",),
    "unknown-terms": ("value",),
    "unknown-account": ("value",),
    "account-archived": ("value",),
    "account-not-allowed": ("value",),
    "tax-type-unknown": ("value",),
    "tax-type-archived": ("value",),
    "tax-type-not-for-sales": ("value",),
    "tax-type-not-for-account": ("value", "account"),
    "currency-not-base": ("value",),
    "locked-period": ("locked",),
    "contact-archived": ("value",),
    "contact-erased": ("value",),
    "contact-merged": ("value", "into"),
    "contact-ambiguous": ("value",),
    "item-unknown": ("value",),
    "item-not-sold": ("value",),
    "tracking-category-unknown": ("value",),
    "tracking-option-unknown": ("category", "value"),
}
"""Which facts of our own messages separate one instance of a cause from another."""
_OWN = re.compile(r"([a-z]+(?:-[a-z]+)+): (.*)", re.DOTALL)
_AS_SAID = "Do what the text says."
_NUMBER = re.compile(r"\bCM-[\w/.-]*\w", re.IGNORECASE)


def causes_of(state: str, messages: Sequence[str]) -> tuple[Cause, ...]:
    """Every cause of an outcome, each once, in the order of the messages.

    Args:
        state: the outcome's state, e.g. ``ERROR``; ``OPEN`` where nobody knows it yet.
        messages: Xero's texts, or our own as ``code: message remedy``.

    Returns:
        Nothing for an invoice that went without a remark; else one cause at least.
    """
    found = {cause.key: cause for cause in map(cause_of, filter(str.strip, messages))}
    if not found and state in STATE_CAUSES:
        return (STATE_CAUSES[state],)
    return tuple(found.values())


@lru_cache(maxsize=4096)
def cause_of(message: str) -> Cause:
    """What one message means."""
    own = _OWN.fullmatch(message)
    for refusal, patterns in _compiled():
        for pattern in patterns:
            # Our own texts are known by their code; only a rule that names the code overrides it.
            if own and not pattern.pattern.startswith("^"):
                continue
            if match := pattern.search(message):
                return _refused(refusal, map(match.groupdict().get, ("about", "also")))
    return _own_cause(own[1], own[2]) if own else _other(message)


def search_patterns(word: str) -> tuple[str, ...]:
    """Patterns of the messages (or states) whose cause is described with a word.

    For search: who types "locked" means every message that says so in whatever words. The
    patterns go by Python's and by RE2's rules, capitals aside; ``^`` is the start of a message.
    """
    wanted = word.casefold()
    return tuple(
        pattern for text, patterns in _described() for pattern in patterns if wanted in text
    )


@cache
def _described() -> tuple[tuple[str, tuple[str, ...]], ...]:
    described = [
        (f"{r.code} {r.title} {r.words} {r.remedy} {r.where}", tuple(map(_plain, r.patterns)))
        for r in REFUSALS
    ]
    described += [
        (f"{e.code} {e.means} {e.remedy} {e.mended_in}", (f"^{e.code}: ",))
        for e in CATALOGUE.values()
    ]
    described += [
        (f"{c.code} {c.title} {c.words} {c.remedy} {c.where}", (f"^{state}$",))
        for state, c in STATE_CAUSES.items()
    ]
    return tuple((text.casefold(), patterns) for text, patterns in described)


def _plain(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


@cache
def _compiled() -> tuple[tuple[Refusal, tuple[re.Pattern[str], ...]], ...]:
    flags = re.IGNORECASE | re.DOTALL
    return tuple((r, tuple(re.compile(p, flags) for p in r.patterns)) for r in REFUSALS)


def _refused(refusal: Refusal, about: Iterable[str | None]) -> Cause:
    return Cause(
        refusal.code,
        refusal.title,
        refusal.words,
        refusal.remedy,
        refusal.where,
        _joined(about),
    )


def _own_cause(code: str, text: str) -> Cause:
    """The cause of one of our own messages, by the catalogue or, for an older code, by itself."""
    entry = describe(code)
    if entry is None:
        title = code.replace("-", " ").capitalize()
        return Cause(code, title, _anonymous(text), _AS_SAID, MendedIn.CASE_MANAGER)
    match = _reading(entry.message).match(text)
    facts = match.groupdict() if match else {}
    about = [facts.get(name) for name in _ABOUT.get(code, ())]
    for refusal in REFUSALS:
        if refusal.code == code:  # found before sending or refused by Xero: one and the same
            return _refused(refusal, about)
    said = text[match.end() :] if match else ""
    remedy = entry.remedy if "{" not in entry.remedy else _anonymous(said) or _AS_SAID
    title = entry.means.split(". ")[0].rstrip(".")
    return Cause(code, title, entry.means, remedy, entry.mended_in, _joined(about))


def _joined(about: Iterable[str | None]) -> str:
    return ", ".join(fact.strip() for fact in about if fact and fact.strip())


@cache
def _reading(template: str) -> re.Pattern[str]:
    """The pattern that reads a message made from a template."""
    return re.compile("".join(_read_parts(template)), re.DOTALL)


def _read_parts(template: str) -> Iterator[str]:
    seen: set[str] = set()
    for literal, name, _, _ in Formatter().parse(template):
        yield re.escape(literal)
        if name:
            yield f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)


def _other(message: str) -> Cause:
    words = _anonymous(message)
    return Cause(
        OTHER,
        "Xero says",
        words,
        "Xero's own words; do what they ask for, then send it again.",
        MendedIn.XERO,
        words,
    )


def _anonymous(text: str) -> str:
    """A text without the invoice it was said of, so that equal texts are one cause."""
    return _NUMBER.sub("CM-…", text.strip())
