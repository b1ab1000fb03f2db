"""What the words of the sandbox mean, for help texts; taken from where they are defined."""

import inspect
import re
from itertools import takewhile

_ENTRY = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)


def attributes_of(kind: type) -> dict[str, str]:
    """The ``Attributes`` of a docstring: each name with its explanation on one line."""
    _, _, listed = (inspect.getdoc(kind) or "").partition("Attributes:")
    return {name: " ".join(text.replace("``", "").split()) for name, text in _ENTRY.findall(listed)}


def summary_of(kind: type) -> str:
    """The first sentence or so of a docstring, up to its first empty line."""
    lines = (inspect.getdoc(kind) or "").splitlines()
    return " ".join(takewhile(str.strip, lines)).replace("``", "")
