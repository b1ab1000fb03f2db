"""Finding words in a text whatever their case, accents and invisible characters."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
_INVISIBLE = {"Mn", "Me", "Cf"}
"""Accents that stand by themselves, and characters nobody sees."""


def fold(text: str) -> str:
    """A text in lower case, without accents or invisible characters."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def letters_and_digits(text: str) -> list[str]:
    """The words of a text, folded: ``O'Brien-Smith`` has three."""
    return re.findall(r"[^\W_]+", fold(text))


def squeeze(text: str) -> str:
    """Only the letters and digits of a text, folded."""
    return re.sub(r"[\W_]+", "", fold(text))


def find_all(text: str, pattern: re.Pattern[str]) -> tuple[tuple[Span, str], ...]:
    """Where a pattern for folded text matches, as places in the text itself, and what matched."""
    if text.isascii():
        return tuple((match.span(), match[0]) for match in pattern.finditer(text.lower()))
    folded, places = _with_places(text)
    return tuple(
        ((places[match.start()], _end(text, places[match.end() - 1])), match[0])
        for match in pattern.finditer(folded)
    )


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap put together."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _folded(character: str) -> str:
    if character.isascii():
        return character.lower()
    parts = unicodedata.normalize("NFKD", character)
    seen = "".join(part for part in parts if unicodedata.category(part) not in _INVISIBLE)
    return seen.casefold()


def _with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place in the text it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in _folded(character):
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def _end(text: str, last: int) -> int:
    end = last + 1
    while end < len(text) and not _folded(text[end]):
        end += 1
    return end
