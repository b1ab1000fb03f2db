"""The options a person can set, a class for each section of ``cmxero.toml``."""

from datetime import date
from decimal import Decimal
from ipaddress import ip_network
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from cmxero.core.errors import InexactAmountError
from cmxero.core.line_texts import (
    DESCRIPTION_PARTS,
    REFERENCE_PARTS,
    TRACKING_PARTS,
    find_part_fault,
)
from cmxero.core.money import money
from cmxero.core.payment_import import (
    DEFAULT_COLUMNS,
    DEFAULT_PAYMENT_TYPE,
    DateFormat,
    FileFormat,
    PaymentType,
    find_columns_fault,
)
from cmxero.core.roles import Role
from cmxero.core.rounding import Rounding
from cmxero.core.schedule import read_time
from cmxero.core.shield import ShieldMode
from cmxero.core.shield_words import HEALTH_WORDS


def _description_part(part: str) -> str:
    return _checked(part, DESCRIPTION_PARTS)


def _reference_part(part: str) -> str:
    return _checked(part, REFERENCE_PARTS)


def _checked(part: str, known: tuple[str, ...]) -> str:
    if fault := find_part_fault(part, known):
        raise ValueError(fault)
    return part


def _time_of_day(text: str) -> str:
    read_time(text)
    return text


def _dollars(amount: Decimal) -> Decimal:
    try:
        return money(amount)
    except InexactAmountError as fault:
        raise ValueError(str(fault)) from fault


def _payment_columns(columns: dict[str, str]) -> dict[str, str]:
    if fault := find_columns_fault(columns):
        raise ValueError(fault)
    return columns


def _network(text: str) -> str:
    return str(ip_network(text, strict=False))


def _host_name(text: str) -> str:
    return text.strip().rstrip(".").lower()


DescriptionPart = Annotated[str, AfterValidator(_description_part)]
ReferencePart = Annotated[str, AfterValidator(_reference_part)]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
Network = Annotated[str, AfterValidator(_network)]
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9.:\-]+$"), AfterValidator(_host_name)]
TrackingPart = Literal[TRACKING_PARTS]  # type: ignore[valid-type]


class Options(BaseModel):
    """Base of all sections: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationOptions(Options):
    """Which organisation this home is for."""

    key: str = "main"
    currency_code: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "AUD"


class XeroOptions(Options):
    """How to reach Xero."""

    mode: Literal["demo", "live"] = "demo"
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")


class MappingOptions(Options):
    """How an invoice becomes a draft; see ``core.mapping``."""

    account_code: str = "200"
    surname_first: bool = True
    description_parts: tuple[DescriptionPart, ...] = ("cost_name", "cost_date", "charge_code")
    description_separator: str = " - "
    reference_parts: tuple[ReferencePart, ...] = ("case_number",)
    reference_separator: str = " "
    send_item_code: bool = False
    rounding: Rounding = Rounding.AUTOMATIC
    rounding_account_code: str = ""
    tracking: Annotated[dict[str, TrackingPart], Field(max_length=2)] = Field(default_factory=dict)
    tracking_options: dict[str, str] = Field(default_factory=dict)
    tax_codes: dict[str, str] = Field(default_factory=dict)


class ShieldOptions(Options):
    """What may not leave; see ``core.shield``."""

    mode: ShieldMode = ShieldMode.MASK
    claim_numbers: bool = True
    client_names: bool = True
    words: tuple[str, ...] = HEALTH_WORDS


class ExportOptions(Options):
    """How far an export goes; see ``core.export_rules``."""

    approve: bool = False
    history_note: bool = False
    contact_details: Literal["name only", "create with details"] = "name only"
    number_after_delete: Literal["suffix", "same"] = "suffix"
    at_once: Annotated[int, Field(ge=1, le=5)] = 4
    day_reserve: Annotated[int, Field(ge=0, le=100_000)] = 300


class PaymentOptions(Options):
    """Whether payments come from Xero."""

    from_xero: date | None = None
    forward_days: Annotated[int, Field(ge=0, le=3650)] = 7
    default_type: PaymentType = DEFAULT_PAYMENT_TYPE
    types: dict[Annotated[str, Field(min_length=1)], PaymentType] = Field(default_factory=dict)


class OutboxOptions(Options):
    """The form of the file for Case Manager's Import Payments; see ``core.payment_import``."""

    format: FileFormat = "csv"
    date_format: DateFormat = "dd/mm/yyyy"
    columns: Annotated[dict[str, str], AfterValidator(_payment_columns)] = Field(
        default_factory=lambda: dict(DEFAULT_COLUMNS)
    )


class DecisionOptions(Options):
    """What decisions on findings need; see ``core.deciding``."""

    second_person_above: Annotated[Decimal, Field(ge=0), AfterValidator(_dollars)] | None = None


class AnalystOptions(Options):
    """What analysts get."""

    publish_after_each_run: bool = True


class WatchOptions(Options):
    """What ``cmxero watch`` does when; see ``core.schedule``."""

    sweep_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    full_recount_hours: Annotated[int, Field(ge=1, le=24 * 31)] = 24
    full_recount_at: TimeOfDay = ""
    digest_at: TimeOfDay = "07:00"


class ServeOptions(Options):
    """Where the dashboards listen and who may come in; see ``ui.door``."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    names: tuple[HostName, ...] = ()
    session_hours: Annotated[int, Field(ge=1, le=24 * 7)] = 12
    user_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9\-]*$")] = ""
    proxies: tuple[Network, ...] = ()
    default_role: Role | Literal[""] = ""
    keep_kernel_ready: bool = True

    @model_validator(mode="after")
    def _header_needs_proxies(self) -> Self:
        if self.user_header and not self.proxies:
            raise ValueError(
                "user_header is believed only from the addresses in proxies, and there are none"
            )
        return self
