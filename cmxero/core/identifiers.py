"""How a client's name and claim number are recognised in a text, however they are written."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cmxero.core.casejournal import CaseContact
from cmxero.core.folding import letters_and_digits

SHORTEST_SURNAME = 3
SHORTEST_CLAIM = 3
CLAIM_ANYWHERE = 6
"""Letters and digits from which a claim number is found inside a longer word, too."""
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"}
_GAP = r"[\W_]{0,3}"
_BETWEEN = r"[\W_]+"
_MIDDLE_NAMES = r"(?:[\W_]+[^\W_]+){0,2}?[\W_]+"


def claim_pattern(claim_number: str) -> re.Pattern[str] | None:
    """A claim number with or without its spaces and punctuation, in folded text.

    None where it is too short to be told from other figures.
    """
    characters = "".join(letters_and_digits(claim_number))
    if len(characters) < SHORTEST_CLAIM:
        return None
    spelt = _GAP.join(map(re.escape, characters))
    return re.compile(spelt if len(characters) >= CLAIM_ANYWHERE else _whole([spelt]))


def name_pattern(client_name: str) -> re.Pattern[str] | None:
    """A client's name in both orders, and a surname of three letters or more by itself."""
    spelt = list(_spellings(client_name))
    return re.compile(_whole(spelt)) if spelt else None


@lru_cache(maxsize=8)
def words_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of these words or phrases, as whole words of folded text."""
    parts = sorted({tuple(letters_and_digits(word)) for word in words} - {()}, key=len)
    spelt = [_BETWEEN.join(map(re.escape, each)) for each in reversed(parts)]
    return re.compile(_whole(spelt)) if spelt else None


def surname(client_name: str) -> str:
    """The letters and digits of a surname, folded; every spelling of a name holds them."""
    return "".join(_first_and_last(client_name)[1])


def is_billed(client_name: str, contact: CaseContact) -> bool:
    """Whether the client pays for themselves, so that their name is the contact's anyway."""
    if contact.company_name.strip():
        return False
    first, last = _first_and_last(client_name)
    billed = letters_and_digits(contact.last_name)
    given = letters_and_digits(contact.first_name)
    return bool(last) and last == billed and (not first or not given or first[0] == given[0])


def _spellings(client_name: str) -> Iterator[str]:
    first, last = _first_and_last(client_name)
    family = _GAP.join(map(re.escape, last))
    if first and last:
        given = re.escape(first[0])
        yield given + _MIDDLE_NAMES + family
        yield family + _BETWEEN + given
    if len("".join(last)) >= SHORTEST_SURNAME:
        yield family


def _first_and_last(name: str) -> tuple[list[str], list[str]]:
    """The given names and the surname, of ``Citizen, Alex`` or ``Ms Alex Citizen``."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = " ".join(name.split()).rpartition(" ")
    given = [word for word in letters_and_digits(first) if word not in _TITLES]
    return given, letters_and_digits(last)


def _whole(alternatives: Iterable[str]) -> str:
    return r"(?<![^\W_])(?:" + "|".join(alternatives) + r")(?![^\W_])"
