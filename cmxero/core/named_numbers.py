"""What a free text names: the numbers in it, written so that both systems' spellings meet.

Case Manager's ``1001`` is ``CM-1001`` in Xero (case-manager.md 2.4), a bank's ``BCT 000097`` may
have lost its blank, and what is only a date, a year or an amount names nothing.
"""

import re

from cmxero.core.folding import fold, squeeze
from cmxero.core.numbering import PREFIX

_DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")
_AMOUNT = re.compile(r"\$\s*\d[\d,]*(?:\.\d+)?|\b\d[\d,]*\.\d{2}\b")
_BETWEEN_WORDS = re.compile(r"[\s,;:()&+/]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PREFIX = squeeze(PREFIX)
LEAST_DIGITS = 4
"""Digits alone name something from so many on: a 12 may be a day, hours, anything."""


def named_in(text: str) -> frozenset[str]:
    """What a reference, a reason or a note names, folded.

    Each word that holds a digit, and both words of a code such as ``BCT 000097`` in one. Not
    dates, years, amounts, nor fewer than four digits by themselves.
    """
    bare = _AMOUNT.sub(" ", _DATE.sub(" ", fold(text)))
    words = [squeeze(word) for word in _BETWEEN_WORDS.split(bare)]
    found = {_number(word) for word in words if _names_something(word)}
    match [word for word in words if word]:
        case [letters, digits] if letters.isalpha() and digits in found:
            found.add(_number(letters + digits))
    return frozenset(found)


def number_of(text: str) -> str:
    """A document's own number as ``named_in`` writes it; empty if it has none."""
    return _number(squeeze(text))


def _number(word: str) -> str:
    rest = word.removeprefix(_PREFIX)
    return rest if rest[:1].isdigit() else word


def _names_something(word: str) -> bool:
    if not any(character.isdigit() for character in word):
        return False
    if word.isdigit():
        return len(word) >= LEAST_DIGITS and not _YEAR.fullmatch(word)
    return True
