"""Everything that can go wrong between an app and Xero, one class a kind (DESIGN 8).

The first line of each docstring is what ``cmxero sandbox fault --help`` says of the kind. Each
takes its own options only: one that it does not know would rehearse something else unnoticed.
"""

from typing import Annotated, TypeAlias

import msgspec

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Place = Annotated[int, msgspec.Meta(ge=1)]
_Status = Annotated[int, msgspec.Meta(ge=200, le=599)]
_Path = Annotated[str, msgspec.Meta(pattern=r"^\w+(\.\w+)*$")]


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which requests: empty fields match all; ``path`` matches anywhere in the path."""

    method: str = ""
    path: str = ""


class Fault(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
    """What all kinds have.

    Attributes:
        times: how many requests it catches.
        skip: how many matching requests it lets pass first.
    """

    match: Match = Match()
    times: _Place = 1
    skip: _Count = 0

    @property
    def kind(self) -> str:
        """The words by which it is asked for."""
        return str(self.__struct_config__.tag)

    def catches(self, method: str, path: str) -> bool:
        """Whether it would strike a request, ``skip`` left aside."""
        return self.match.method.upper() in {"", method} and self.match.path in path


class BatchFault(Fault, frozen=True):
    """What can only happen to a batch: it lets everything else pass."""

    def catches(self, method: str, path: str) -> bool:
        """Whether it would strike a request: a PUT or POST of the accounting API."""
        is_write = method in {"PUT", "POST"} and path.startswith("/api.xro/")
        return is_write and super().catches(method, path)


class LostAnswer(Fault, frozen=True, tag="lost answer"):
    """Carried out; the connection is cut before a byte of the answer."""


class CutBefore(Fault, frozen=True, tag="cut before"):
    """Not carried out; the connection is cut."""


class CutHalfway(Fault, frozen=True, tag="cut halfway"):
    """Carried out; the connection is cut in the middle of the answer."""


class Status(Fault, frozen=True, tag="status"):
    """Not carried out (unless 'processed'); another status is answered, e.g. 503.

    It comes from what stands in front of the service, which knows no Idempotency-Key: under
    ``processed`` the service itself has answered, and repeating the request gives that answer.

    Attributes:
        status: of the answer.
        body: of the answer.
        processed: the request is carried out all the same.
    """

    status: _Status = 503
    headers: dict[str, str] = {}
    body: str = ""
    processed: bool = False


class Slow(Fault, frozen=True, tag="slow"):
    """Carried out; the answer comes seconds later.

    Attributes:
        delay_s: seconds.
    """

    delay_s: _Count = 5


class BadJson(Fault, frozen=True, tag="bad json"):
    """Carried out; the answer's JSON breaks off in the middle."""


class NullField(Fault, frozen=True, tag="null field"):
    """Carried out; a field of the answer is null that Xero's schema never lets be null.

    As a proxy would spoil it: what is kept under an Idempotency-Key is the good answer.

    Attributes:
        field: a name or a dotted path in an element, e.g. ``Contact.Name``; where no element has
            the first name of it, in the answer itself, e.g. ``Invoices``.
        every: every element of a list on the way, not only the first.
    """

    field: _Path = "Date"
    every: bool = False


class UnknownStatus(Fault, frozen=True, tag="unknown status"):
    """Carried out; the answer has a status word that no schema knows.

    Xero adds words without a new version; the SDK gives up the whole page (xero-api.md 7.2).

    Attributes:
        field: as in ``NullField``.
        word: what stands there.
        every: as in ``NullField``.
    """

    field: _Path = "Status"
    word: str = "ARCHIVEDBYXERO"
    every: bool = False


class PartialBatch(BatchFault, frozen=True, tag="partial batch"):
    """Only the first elements of a batch are saved; then an error is answered, or nothing.

    The service failed in the middle of its work, so nobody can know from the answer what was
    saved. Its error is an answer like any other and is kept for six minutes under the
    Idempotency-Key (xero-api.md 1.9): repeating the request gives it again and saves nothing
    more. With ``cut`` it died before it could keep one, so the key is as good as new: a repeat
    is carried out afresh, and the first elements are refused, their numbers being taken. A
    request whose key is known, or whose sign-in is refused, is answered as always.

    Attributes:
        first: how many elements are saved; None is half of them, rounded up.
        status: of the answer.
        cut: the connection is cut instead.
    """

    first: _Count | None = None
    status: _Status = 500
    cut: bool = False

    def saved_of(self, count: int) -> int:
        """How many of so many elements are saved."""
        return (count + 1) // 2 if self.first is None else self.first


class RefuseElements(BatchFault, frozen=True, tag="refuse elements"):
    """Some elements of a batch come back as ERROR and are not saved, though they were fine.

    A passing trouble of the service: sent again they are taken, but under a new Idempotency-Key,
    as this answer is kept under the old one (xero-api.md 1.9).

    Attributes:
        places: which elements, counted from 1.
        message: the validation message of each.
    """

    places: tuple[_Place, ...] = (1,)
    message: str = "An error occurred in Xero. Please try again."


class ExpiredToken(Fault, frozen=True, tag="expired token"):
    """Not carried out; answered 401, as if the access token had just run out."""

    def catches(self, method: str, path: str) -> bool:
        """Whether it would strike a request: one that carries a token, so no sign-in."""
        return not path.startswith("/connect/") and super().catches(method, path)


class RateLimited(Fault, frozen=True, tag="rate limited"):
    """Not carried out; answered 429: one of Xero's limits of calls is reached.

    Attributes:
        problem: the X-Rate-Limit-Problem, e.g. minute, day, concurrent; empty sends none.
        retry_after: seconds of Retry-After; None sends none, as Xero does for the concurrent
            limit (xero-api.md 6).
    """

    problem: str = "minute"
    retry_after: _Count | None = 30


class ClockJump(Fault, frozen=True, tag="clock jump"):
    """The sandbox's clock moves before the request, forward or back; then it is carried out.

    The clock stays moved. UpdatedDateUTC never goes back: it stands still until the clock has
    caught up.

    Attributes:
        seconds: how far; negative goes back.
    """

    seconds: int = 3600


AnyFault: TypeAlias = (
    LostAnswer
    | CutBefore
    | CutHalfway
    | Status
    | Slow
    | BadJson
    | NullField
    | UnknownStatus
    | PartialBatch
    | RefuseElements
    | ExpiredToken
    | RateLimited
    | ClockJump
)

KINDS: dict[str, type[Fault]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (
        LostAnswer,
        CutBefore,
        CutHalfway,
        PartialBatch,
        RefuseElements,
        Status,
        ExpiredToken,
        RateLimited,
        Slow,
        BadJson,
        NullField,
        UnknownStatus,
        ClockJump,
    )
}
"""Every kind by the words it is asked for with, in the order in which they are explained."""
