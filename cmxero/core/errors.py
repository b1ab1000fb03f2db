"""Everything cmxero raises. Each message ends with what to do.

CmxeroError
├── SettingsError             fix the configuration; names the file and key
├── InexactAmountError        an amount that is not exact cents
├── ExportFileError           the Case Manager file cannot be read at all (bad rows are Problems)
├── NotConnectedError         no organisation has been connected yet
├── WrongOrganisationError    this home belongs to another Xero organisation
├── NothingToDoError          the journal, finding or file asked for is not there
├── AlreadyRunningError       another process holds what this one needs
├── StaleDecisionError        somebody was faster
├── NotAllowedError           the person's role is not enough
├── PeriodNotClosedError      a period that may not be certified yet
├── NotPlayedError            a rehearsed entry was refused: the playbook is wrong
├── StoreError
│   ├── StoreBusyError        another process is writing
│   └── MigrationError
└── XeroError                 .status .messages .correlation_id
    ├── XeroUnreachableError  no answer, or half of one; look first after a write
    ├── XeroRateLimitError    .limit "minute" | "day" | ...  .retry_after seconds or None
    ├── XeroSignInError       sign in again
    ├── XeroRejectedError     every validation message, not only the first
    └── XeroAnswerError       an answer that cannot be understood
"""

from collections.abc import Sequence
from datetime import date

from cmxero.core.roles import Role, role_fault
from cmxero.core.wording import date_words


class CmxeroError(Exception):
    """Base of everything cmxero raises on purpose."""


class SettingsError(CmxeroError):
    """The configuration is wrong."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what} {remedy}")


class InexactAmountError(CmxeroError):
    """A value that is not an exact amount."""

    def __init__(self, value: object) -> None:
        super().__init__(
            f"{value!r} is not an exact amount in dollars and cents. "
            "Write it with at most two decimal places, as text or Decimal, never as a float."
        )
        self.value = value


class ExportFileError(CmxeroError):
    """A Case Manager file that cannot be read at all."""

    def __init__(self, file_name: str, what: str, remedy: str) -> None:
        super().__init__(f"{file_name} cannot be read: {what} {remedy} Nothing was imported.")


class NotConnectedError(CmxeroError):
    """No Xero organisation has been connected."""

    def __init__(self) -> None:
        super().__init__(
            "No Xero organisation is connected to this workbench. "
            "Run `cmxero connect` (or `cmxero demo` to rehearse on the sandbox) and try again."
        )


class ChooseOrganisationError(CmxeroError):
    """The sign-in does not lead to one organisation, or not to the one that was named."""


class WrongOrganisationError(CmxeroError):
    """The home was used with another organisation before."""

    def __init__(self, organisation: str, known: str, found: str) -> None:
        super().__init__(
            f"The organisation '{organisation}' of this workbench is Xero tenant {known}, "
            f"but the sign-in leads to tenant {found}. Nothing was read or sent. "
            "Use another --home for another organisation, or sign in to the right one."
        )


class NothingToDoError(CmxeroError):
    """What was asked for does not exist."""


class AlreadyRunningError(CmxeroError):
    """Another process holds what this one needs."""

    def __init__(self, what: str, holder: str) -> None:
        super().__init__(
            f"{what} is already running ({holder}). Nothing was done. "
            "Wait until it has ended and run the command again."
        )


class DecisionRefusedError(CmxeroError):
    """A decision that may not be stored as it is: a reason is missing, or it does not fit."""


class NotAllowedError(CmxeroError):
    """The person's role is not enough.

    Args:
        doing: what was asked for, as in "may not export to Xero".
    """

    def __init__(self, person: str, role: Role, needed: Role, doing: str) -> None:
        super().__init__(
            f"{person} may not {doing}. {role_fault(role, needed)} Nothing was changed. "
            "Ask whoever looks after cmxero here for another role (`cmxero users role`)."
        )


class PeriodNotClosedError(CmxeroError):
    """A period that may not be certified yet."""

    def __init__(self, as_of: date, why: str, remedy: str) -> None:
        super().__init__(f"The period to {date_words(as_of)} was not closed: {why} {remedy}")


class NotPlayedError(CmxeroError):
    """What a playbook says could not be done in a rehearsal."""

    def __init__(self, entry: object, why: object) -> None:
        super().__init__(
            f"The rehearsal could not enter {entry}: {why} Nothing of your own books is touched. "
            "Keep the home's folder and ask for help."
        )


class StaleDecisionError(CmxeroError):
    """Somebody decided the same finding first.

    Args:
        finding: what it is about, e.g. ``CM-1001``.
        by, action: who was faster, and what they did.
        at: when, in words; empty if it is not known.
        others: how many more of the findings asked for were overtaken.
    """

    def __init__(self, finding: str, by: str, action: str, at: str = "", others: int = 0) -> None:
        when = f" ({at})" if at else ""
        more = f" {others} more of these findings were overtaken too." if others else ""
        super().__init__(
            f"{by} was faster: '{action}' on {finding}{when}.{more} Your decision was not stored. "
            "Look at the finding again and decide anew if it is still needed."
        )


class StoreError(CmxeroError):
    """The workbench database cannot be used."""


class StoreBusyError(StoreError):
    """Another process kept the database longer than our patience."""

    def __init__(self, holder: str, waited_s: int) -> None:
        super().__init__(
            f"The workbench database is busy: {holder}. Waited {waited_s} s; nothing was changed. "
            "Close the other program (a database viewer, a stuck notebook) and try again."
        )


class MigrationError(StoreError):
    """The database could not be brought to the present form."""


class XeroError(CmxeroError):
    """A call to Xero that did not end well."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        messages: Sequence[str] = (),
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.messages = tuple(messages)
        self.correlation_id = correlation_id


class XeroUnreachableError(XeroError):
    """No answer, or not all of it: the request may or may not have been carried out."""


class XeroRateLimitError(XeroError):
    """Xero's limits were reached (xero-api.md 6)."""

    def __init__(
        self,
        message: str,
        *,
        limit: str,
        retry_after: int | None,
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message, status=429, correlation_id=correlation_id)
        self.limit = limit
        self.retry_after = retry_after


class XeroSignInError(XeroError):
    """The sign-in is missing, expired or revoked."""


class XeroRejectedError(XeroError):
    """Xero understood the request and refused it."""


class XeroAnswerError(XeroError):
    """An answer that breaks Xero's own contract in a field we rely on."""
