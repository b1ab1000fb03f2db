"""What the Settings page shows: are we connected, to what, by which rules. It holds no secret."""

from dataclasses import dataclass
from datetime import date, datetime

from cmxero.core.option_lines import OptionInForce
from cmxero.core.usage import Usage

SANDBOX, PERSON = "the sandbox", "a person"
"""Who signs in; the sandbox lets everybody in."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How cmxero is let in; instants are naive UTC.

    Attributes:
        who: signs in: ``the sandbox`` (of itself) or ``a person``.
        scopes: what is asked for.
        renewed_utc: when the token was last renewed; None where there is none for this app.
        expires_utc: until when it can be used; it is then renewed by itself.
        again_by_utc: when a person must sign in again at the latest if nothing calls Xero until
            then; None where nobody ever must.
    """

    who: str
    scopes: tuple[str, ...]
    renewed_utc: datetime | None = None
    expires_utc: datetime | None = None
    again_by_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConnectedTo:
    """The organisation this home is tied to, as Xero last described it."""

    tenant_id: str
    name: str
    country_code: str
    currency_code: str
    timezone: str
    connected_utc: datetime
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """How far the pulls of a kind of document have got (naive UTC)."""

    what: str
    watermark_utc: datetime
    looked_utc: datetime


@dataclass(frozen=True, slots=True)
class MappedTo:
    """One row of a mapping.

    Attributes:
        group: which mapping.
        case: Case Manager's side.
        xero: Xero's side.
        known: what Xero last said about that; empty where it was never asked.
        is_fine: False where Xero does not have it, or not for this use.
    """

    group: str
    case: str
    xero: str
    known: str = ""
    is_fine: bool = True


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the workbench: its name, bytes, and when it was last written (naive UTC)."""

    name: str
    size: int
    written_utc: datetime


@dataclass(frozen=True, slots=True)
class SettingsReport:
    """Everything at a glance; instants are naive UTC.

    Attributes:
        connected_to: None before the first connection.
        asked_utc: when Xero last described itself in a way that was new.
        next_recount: by the organisation's clock; None where it is due now.
        webhooks: events expected and seen, in a sentence.
        second_person_above: dollars in words, or that it is off.
        home: the folder of the workbench.
        config_file: the file that options are changed in.
        backups: copies made before upgrades, the newest first.
    """

    organisation_key: str
    mode: str
    connected_to: ConnectedTo | None
    asked_utc: datetime | None
    sign_in: SignIn
    usage: Usage
    watermarks: tuple[ReadUpTo, ...]
    last_pull_utc: datetime | None
    last_recount_utc: datetime | None
    next_recount: datetime | None
    webhooks: str
    mappings: tuple[MappedTo, ...]
    options: tuple[OptionInForce, ...]
    second_person_above: str
    forward_days: int
    home: str
    config_file: str
    database: KeptFile | None
    backups: tuple[KeptFile, ...]
    snapshot: KeptFile | None
    versions: tuple[tuple[str, str], ...]
