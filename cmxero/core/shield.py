"""Health data stays at home: texts are looked through before they leave (case-manager.md 2.3).

An invoice says to accounting what was done and what it costs. Who the client is and what is wrong
with them belongs in Case Manager. Notes, when they are sent, hold both.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.documents import InvoiceDraft
from cmxero.core.folding import find_all, fold, letters_and_digits, merge, squeeze
from cmxero.core.identifiers import (
    claim_pattern,
    is_billed,
    name_pattern,
    surname,
    words_pattern,
)
from cmxero.core.preflight import check_texts
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem
from cmxero.core.shield_words import HEALTH_WORDS

WITHHELD = "[withheld]"
"""What stands where something was masked."""


class ShieldMode(StrEnum):
    """What happens to an invoice whose texts say too much."""

    ALLOW = "allow"
    """Nothing is looked for."""

    MASK = "mask"
    """It goes with ``[withheld]`` in place of what was found, and a person is told."""

    BLOCK = "block"
    """It is held back."""


@dataclass(frozen=True, slots=True)
class ShieldRules:
    """What may not leave.

    Attributes:
        words: whole words or phrases, whatever their case and accents.
        reference_allows: reference parts a person chose to send (``claim_number``,
            ``client_name``); those are not looked for in the Reference.
    """

    mode: ShieldMode = ShieldMode.MASK
    claim_numbers: bool = True
    client_names: bool = True
    words: tuple[str, ...] = HEALTH_WORDS
    reference_allows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Secret:
    """Something that may not leave.

    Attributes:
        name: what it is called; empty for a word, which is called by itself.
        part: the reference part that holds it, if one does.
        pattern: how it is recognised in folded text.
    """

    name: str
    part: str
    pattern: re.Pattern[str]


def screen(
    draft: InvoiceDraft, invoice: CaseInvoice, rules: ShieldRules
) -> tuple[InvoiceDraft, tuple[Problem, ...]]:
    """The draft as it may leave, and what was found in it.

    In mode mask the texts come back masked, with a warning for each; in mode block they come back
    as they are, with a problem that holds the invoice; in mode allow nothing is looked for.
    """
    if rules.mode is ShieldMode.ALLOW:
        return draft, ()
    texts = [line.description for line in draft.lines]
    secrets = tuple(_secrets(invoice, rules, squeeze("".join((*texts, draft.reference)))))
    if not secrets:
        return draft, ()
    found, masked = [], []
    for place, text in enumerate(texts, start=1):
        kept, names = _mask(text, secrets)
        masked.append(kept)
        found += [(f"the text of line {place}", names)] if names else []
    in_reference = [secret for secret in secrets if secret.part not in rules.reference_allows]
    reference, names = _mask(draft.reference, in_reference)
    found += [("the Reference", names)] if names else []
    problems = [_problem(draft, what, names, rules.mode) for what, names in found]
    if rules.mode is ShieldMode.BLOCK or not problems:
        return draft, tuple(problems)
    lines = tuple(
        replace(line, description=text) for line, text in zip(draft.lines, masked, strict=True)
    )
    draft = replace(draft, lines=lines, reference=reference)
    # a mask can be longer than what it stands for
    return draft, (*problems, *check_texts(draft))


def screen_text(
    text: str, invoice: CaseInvoice | None, rules: ShieldRules
) -> tuple[str, tuple[str, ...]]:
    """One text masked, and what was found in it, in words; nothing is looked for in mode allow.

    In mode block, whoever meant to send it has to hold it back when something was found.

    Args:
        invoice: whose claim number and client are looked for; without one, only words are.
    """
    if rules.mode is ShieldMode.ALLOW:
        return text, ()
    if invoice is None:
        return _mask(text, tuple(_words(rules)))
    return _mask(text, tuple(_secrets(invoice, rules, squeeze(text))))


def _secrets(invoice: CaseInvoice, rules: ShieldRules, squeezed: str) -> Iterator[_Secret]:
    """What to look for; patterns are made only for what can be in the texts at all."""
    claim = "".join(letters_and_digits(invoice.claim_number))
    if rules.claim_numbers and claim in squeezed and (found := claim_pattern(claim)):
        yield _Secret("the claim number", "claim_number", found)
    if (
        rules.client_names
        and surname(invoice.client_name) in squeezed
        and not is_billed(invoice.client_name, invoice.contact)
        and (found := name_pattern(invoice.client_name))
    ):
        yield _Secret("the client's name", "client_name", found)
    yield from _words(rules)


def _words(rules: ShieldRules) -> Iterator[_Secret]:
    if found := words_pattern(rules.words):
        yield _Secret("", "", found)


def _mask(text: str, secrets: Iterable[_Secret]) -> tuple[str, tuple[str, ...]]:
    """The text with what was found masked, and the names of it; until nothing more is found.

    Once is not enough: what remains beside a mask may be a whole word only now.
    """
    if not _holds_any(text, secrets):
        return text, ()
    names: dict[str, None] = {}
    while True:
        parts = text.split(WITHHELD)
        masked = [_mask_part(part, secrets, names) for part in parts]
        if masked == parts:
            return text, tuple(names)
        text = WITHHELD.join(masked)


def _holds_any(text: str, secrets: Iterable[_Secret]) -> bool:
    folded = fold(text)
    return any(secret.pattern.search(folded) for secret in secrets)


def _mask_part(text: str, secrets: Iterable[_Secret], names: dict[str, None]) -> str:
    spans = []
    for secret in secrets:
        for span, matched in find_all(text, secret.pattern):
            names[secret.name or f"the word '{' '.join(letters_and_digits(matched))}'"] = None
            spans.append(span)
    for start, end in reversed(merge(spans)):
        text = text[:start] + WITHHELD + text[end:]
    return text


def _problem(draft: InvoiceDraft, what: str, names: tuple[str, ...], mode: ShieldMode) -> Problem:
    code = "text-withheld" if mode is ShieldMode.MASK else "text-not-allowed"
    number, found = draft.case_invoice_number, " and ".join(names)
    return problem(code, number, what=what, found=found, mark=WITHHELD)
