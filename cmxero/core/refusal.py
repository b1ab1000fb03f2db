"""One way Xero refuses: the texts that mean it, the cause, and the way out."""

from dataclasses import dataclass

from cmxero.core.problem_catalogue import MendedIn

REPORT = (
    "Nobody can mend this in the books. Send it again once; if it comes back, hand the run and "
    "this text to whoever looks after cmxero."
)
"""Remedy of what no bookkeeper can mend."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cause and the texts that mean it.

    Attributes:
        title: the cause as a heading.
        words: the cause in a sentence or two.
        remedy: what to do.
        patterns: regular expressions; the groups ``about`` and ``also`` catch what separates one
            instance of the cause from another, e.g. the account.
    """

    code: str
    where: MendedIn
    title: str
    words: str
    remedy: str
    patterns: tuple[str, ...]
