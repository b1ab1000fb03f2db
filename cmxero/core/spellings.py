"""Two spellings of one company, which Xero would keep as two contacts (case-manager.md 2.4)."""

from collections import defaultdict
from collections.abc import Iterable

from cmxero.core.folding import letters_and_digits

_FORMS = {"pty", "ltd", "limited", "inc", "incorporated"}
_LEAST_ABBREVIATED = 2


class Spellings:
    """Company names known so far, and whether another is one of them in other letters.

    Names are one company's if they agree but for case, accents, blanks, punctuation, ``&`` for
    ``and``, the legal form and a plural s, or if the words one ends with are the other's last
    word's initials (``Compulsory Third Party`` and ``CTP``).
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._by_letters: dict[str, str] = {}
        self._by_first_word: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
        for name in sorted(names):
            self.add(name)

    def add(self, name: str) -> None:
        """Know another name."""
        words = _words(name)
        if name in self._names or not words:
            return
        self._names.add(name)
        self._by_letters.setdefault("".join(words), name)
        self._by_first_word[words[0]].append((words, name))

    def find_other(self, name: str) -> str | None:
        """The known name that this one spells otherwise; None if it is known itself or new."""
        words = _words(name)
        if name in self._names or not words:
            return None
        if found := self._by_letters.get("".join(words)):
            return found
        for known, other in self._by_first_word[words[0]]:
            if _abbreviates(words, known) or _abbreviates(known, words):
                return other
        return None


def _words(name: str) -> list[str]:
    words = letters_and_digits(name.replace("&", " and "))
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return [word.removesuffix("s") for word in words]


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Whether ``short`` ends with the initials of what ``long`` ends with."""
    shared = len(short) - 1
    rest = long[shared:]
    return (
        short[:shared] == long[:shared]
        and len(rest) >= _LEAST_ABBREVIATED
        and short[shared] == "".join(word[0] for word in rest)
    )
