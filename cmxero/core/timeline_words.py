"""What an entry of the history means to a person: a sentence, more about it, its changes."""

import re
from collections.abc import Callable, Mapping

from cmxero.core.causes import causes_of
from cmxero.core.finding_keys import kind_and_subject
from cmxero.core.resolutions import NOBODY
from cmxero.core.timeline import HistoryEntry, HistoryKind
from cmxero.core.wording import capitalised, counted

KINDS: Mapping[HistoryKind, str] = {
    HistoryKind.RUN: "Runs",
    HistoryKind.EXPORT: "Exports to Xero",
    HistoryKind.DECISION: "Decisions",
    HistoryKind.PROOF: "Proofs",
    HistoryKind.SENT: "Sent to settle",
    HistoryKind.PAYMENT: "Payments in Xero",
    HistoryKind.DOCUMENT: "Documents in Xero",
    HistoryKind.JOURNAL: "Changed journals",
    HistoryKind.PERIOD: "Closed periods",
    HistoryKind.WEBHOOK: "Webhooks",
}
RUNS: Mapping[str, str] = {
    "import": "Import of a journal export",
    "export": "Export to Xero",
    "pull": "Pull from Xero",
    "full recount": "Full recount of Xero",
    "reconcile": "Reconcile",
    "outbox": "Payments for Case Manager",
    "outbox done": "Hand list ticked off",
    "settle": "Entries sent to Xero",
    "close period": "Closing of a period",
    "digest": "Digest of the day",
    "connect": "Connected to Xero",
}
OUTCOMES: Mapping[str, str] = {
    "CREATED": "created in Xero",
    "WARNING": "created in Xero, with a remark",
    "ADOPTED": "found in Xero as it was sent, and taken over",
    "ERROR": "refused by Xero",
    "CONFLICT": "its number is already used in Xero",
    "HELD": "held back, not sent",
    "NOT SAVED": "not saved by Xero",
    "OPEN": "sent, answer not known yet",
}
DECISIONS: Mapping[str, str] = {
    "did it in Xero": "said to be done in Xero",
    "did it in Case Manager": "said to be done in Case Manager",
    "let cmxero create it in Xero": "to be created in Xero by cmxero",
    "link": "linked with what explains it",
    "accept": "difference accepted",
    "assign": "assigned",
    "snooze": "snoozed",
    "reopen": "reopened",
    "undo": "last decision taken back",
    "approve": "approved",
    "decline": "declined",
    "send again": "given free to be sent to Xero again",
    "done by hand": "said to be done by hand in Case Manager",
}
PROOFS: Mapping[str, str] = {
    "gone": "seen gone, so the decision is proven",
    "back": "there again after it was proven, so it is open",
}
STEPS: Mapping[str, str] = {
    "credit note": "credit note created in Xero",
    "allocation": "credit note used for the invoice in Xero",
    "deletion": "draft deleted in Xero",
    "history note": "note left in the invoice's history in Xero",
}
TRIED: Mapping[str, str] = {
    "credit note": "credit note for Xero",
    "allocation": "use of a credit note in Xero",
    "deletion": "deletion of a draft in Xero",
    "history note": "note for the invoice's history in Xero",
}
"""The same where it is not said whether it was done."""
STEP_STATES: Mapping[str, str] = {
    "DONE": "",
    "ADOPTED": "Xero had done it although its answer never came",
    "SKIPPED": "there was nothing to do any more",
    "REFUSED": "Xero refused",
    "CONFLICT": "Xero holds something else in its place, which was left as it is",
    "NOT SAVED": "Xero did not save it",
}
PAYMENTS: Mapping[str, str] = {
    "added": "payment entered",
    "changed": "payment changed",
    "deleted": "payment deleted",
}
STATUSES: Mapping[str, str] = {
    "DRAFT": "draft",
    "SUBMITTED": "waiting for approval",
    "AUTHORISED": "approved",
    "PAID": "paid",
    "VOIDED": "voided",
    "DELETED": "deleted",
    "ACTIVE": "active",
    "ARCHIVED": "archived",
}
"""Xero's status words in people's; the decisions' own are people's already."""
_FAULT = re.compile(r"([A-Za-z]\w*): ?(.*)", re.DOTALL)
_STOPPED = {"KeyboardInterrupt", "SystemExit", "GeneratorExit"}


def what_happened(entry: HistoryEntry) -> str:
    """The entry in one sentence, without who, when and what it is about."""
    return _SENTENCES[entry.kind](entry)


def finding_kind(entry: HistoryEntry, organisation: str) -> str:
    """The kind of the finding a decision or proof is about; empty for every other entry."""
    return kind_and_subject(entry.finding_key, organisation)[0] if entry.finding_key else ""


def value_words(field: str, text: str) -> str:
    """A stored value that is a text, in people's words."""
    if field == "lines":
        return "other lines"
    if field == "linked with":
        return ", ".join(text.splitlines())
    return STATUSES.get(text, text) if field == "status" else text


def codes_for(word: str) -> tuple[str, ...]:
    """The stored codes whose words hold what a person searches for."""
    wanted = word.casefold()
    known = (RUNS, OUTCOMES, DECISIONS, PROOFS, STEPS, STEP_STATES, PAYMENTS, STATUSES)
    return tuple(
        dict.fromkeys(
            code for words in known for code, text in words.items() if wanted in text.casefold()
        )
    )


def _run(entry: HistoryEntry) -> str:
    title = RUNS.get(entry.what, entry.what)
    if entry.what == "connect":
        return f"{title} ({entry.said})."
    if entry.state == "not ended":
        return f"{title}: has not ended; it is running, or it was interrupted."
    if entry.state == "failed":
        return f"{title}: failed. {_fault_words(entry.said)}".strip()
    said = re.sub(r"^(Pull|Full recount): ", "", entry.said)  # the title says so already
    return f"{title}. {' '.join(said.splitlines())}".strip()


def _fault_words(message: str) -> str:
    """What a run ended with, without the programmer's name of it."""
    match = _FAULT.fullmatch(message)
    if match and match[1] in _STOPPED:
        return "It was stopped."
    return match[2] if match and match[2] else message


def _export(entry: HistoryEntry) -> str:
    why = "; ".join(str(cause) for cause in causes_of(entry.state, entry.messages))
    state = OUTCOMES.get(entry.state, entry.state)
    return _sentence(f"{state}: {why}" if why and entry.state != "OPEN" else state)


def _decision(entry: HistoryEntry) -> str:
    words = DECISIONS.get(entry.what, entry.what)
    if entry.what == "assign":
        to = next((each.after for each in entry.changes if each.field == "assigned to"), None)
        words = f"assigned to {to or NOBODY}"
    if entry.what == "send again" and entry.state:
        words += f", as it was {STATUSES.get(entry.state, entry.state)} there"
    if entry.what == "undo" and entry.said:  # an undo is stored with what it took back
        said = entry.said
    else:
        said = f"{words}: {entry.said}" if entry.said else words
    return _sentence(f"{said} ({entry.note})" if entry.note else said)


def _proof(entry: HistoryEntry) -> str:
    return _sentence(PROOFS.get(entry.what, entry.what))


def _sent(entry: HistoryEntry) -> str:
    state = STEP_STATES.get(entry.state, entry.state)
    messages = " ".join(entry.messages)
    tried = TRIED.get(entry.what, entry.what)
    told = f"{tried}: {state}" if state else STEPS.get(entry.what, entry.what)
    return _sentence(told) + (f" {messages}" if messages else "")


def _payment(entry: HistoryEntry) -> str:
    words = PAYMENTS.get(entry.what, entry.what)
    return _sentence(f"{words}, reference {entry.said}" if entry.said else words)


def _document(entry: HistoryEntry) -> str:
    if entry.state == "first seen":
        return f"{entry.what.capitalize()} of {entry.said} first seen; cmxero did not send it."
    if entry.state == "no longer found":
        return f"{entry.what.capitalize()} no longer found by a full recount."
    if not entry.changes:
        return f"{entry.what.capitalize()} changed, but none of its amounts, dates or texts."
    status = next((each for each in entry.changes if each.field == "status"), None)
    if status and status.after:
        was = f" (was {value_words('status', status.before)})" if status.before else ""
        return f"{entry.what.capitalize()} {value_words('status', status.after)}{was}."
    return f"{entry.what.capitalize()} changed: {_listed([c.field for c in entry.changes])}."


def _journal(entry: HistoryEntry) -> str:
    return f"{entry.what.capitalize()} of locked journal {entry.note} came otherwise: {entry.said}."


def _period(entry: HistoryEntry) -> str:
    again = f" again (certificate {entry.state})" if entry.state != "1" else ""
    return _sentence(f"period closed{again}") + (f" {entry.note}" if entry.note else "")


def _webhook(entry: HistoryEntry) -> str:
    if entry.state == "not understood":
        return f"A delivery could not be understood: {entry.said}"
    if entry.note == "0":
        return "Xero asked whether the receiver listens."
    told = re.sub(r"(\w+) (\w+) (\d+)", lambda m: f"{m[1]} {m[2]} {m[3]}".lower(), entry.said)
    return f"Xero told of {counted(int(entry.note), 'change')}: {told}."


def _sentence(words: str) -> str:
    text = capitalised(words)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_SENTENCES: dict[HistoryKind, Callable[[HistoryEntry], str]] = {
    HistoryKind.RUN: _run,
    HistoryKind.EXPORT: _export,
    HistoryKind.DECISION: _decision,
    HistoryKind.PROOF: _proof,
    HistoryKind.SENT: _sent,
    HistoryKind.PAYMENT: _payment,
    HistoryKind.DOCUMENT: _document,
    HistoryKind.JOURNAL: _journal,
    HistoryKind.PERIOD: _period,
    HistoryKind.WEBHOOK: _webhook,
}
