"""Settings: one commented TOML file a home, overridden by the environment (CMXERO_...).

Only this module and ``environment`` read the environment.
"""

import getpass
import os
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from cmxero.core.errors import SettingsError
from cmxero.core.export_rules import ExportRules
from cmxero.core.mapping import MappingRules
from cmxero.core.payment_import import Layout
from cmxero.core.schedule import Schedule, read_time
from cmxero.core.shield import ShieldRules
from cmxero.environment import ENVIRONMENT_PREFIX
from cmxero.options import (
    AnalystOptions,
    DecisionOptions,
    ExportOptions,
    MappingOptions,
    OrganisationOptions,
    OutboxOptions,
    PaymentOptions,
    ServeOptions,
    ShieldOptions,
    WatchOptions,
    XeroOptions,
)

HOME_VARIABLE = "CMXERO_HOME"
AU_RATES = {"OUTPUT": Decimal(10), "EXEMPTOUTPUT": Decimal(0)}
AU_TAX_CODES = {"GST": "OUTPUT", "FRE": "EXEMPTOUTPUT", "": "EXEMPTOUTPUT"}


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of one workbench lies."""

    root: Path

    @property
    def data(self) -> Path:
        """Everything cmxero keeps."""
        return self.root / "data"

    @property
    def database(self) -> Path:
        """The workbench database; only the store touches it."""
        return self.data / "cmxero.duckdb"

    @property
    def config_file(self) -> Path:
        """The options."""
        return self.data / "config" / "cmxero.toml"

    @property
    def columns_file(self) -> Path:
        """Header names of the journal export."""
        return self.data / "config" / "columns.toml"

    @property
    def users_file(self) -> Path:
        """Who may sign in to the dashboards; readable by its owner only."""
        return self.data / "config" / "users.json"

    @property
    def inbox(self) -> Path:
        """Journal exports exactly as received."""
        return self.data / "inbox"

    def find_file(self, file: Path) -> Path:
        """A file by its path, or by its bare name in the inbox or among the sample journals."""
        candidates = (file, self.inbox / file, self.data / "sample" / file)
        return next((path for path in candidates if path.is_file()), file)

    @property
    def outbox(self) -> Path:
        """Files that go on to Case Manager."""
        return self.data / "outbox"

    @property
    def published(self) -> Path:
        """The analysts' snapshot."""
        return self.data / "published"

    @property
    def digests(self) -> Path:
        """A page for each day that had a digest."""
        return self.data / "digests"

    @property
    def log(self) -> Path:
        """What a helper needs afterwards; no bodies, no secrets."""
        return self.data / "log"

    @property
    def secrets(self) -> Path:
        """Tokens, readable by their owner only."""
        return self.data / "secrets"

    @property
    def sandbox(self) -> Path:
        """The sandbox's state and its ready file."""
        return self.data / "sandbox"

    @property
    def sandbox_ready_file(self) -> Path:
        """Says where the running sandbox listens."""
        return self.sandbox / "ready.json"


class Settings(BaseSettings):
    """Everything a person can set."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    person: str = Field(default_factory=getpass.getuser)
    organisation: OrganisationOptions = OrganisationOptions()
    xero: XeroOptions = XeroOptions()
    mapping: MappingOptions = MappingOptions()
    shield: ShieldOptions = ShieldOptions()
    export: ExportOptions = ExportOptions()
    payments: PaymentOptions = PaymentOptions()
    outbox: OutboxOptions = OutboxOptions()
    decisions: DecisionOptions = DecisionOptions()
    analysts: AnalystOptions = AnalystOptions()
    watch: WatchOptions = WatchOptions()
    serve: ServeOptions = ServeOptions()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  (pydantic's signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (pydantic's signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file; ``load_settings`` hands the file in."""
        return env_settings, init_settings

    @property
    def mapping_rules(self) -> MappingRules:
        """The mapping options as the core knows them."""
        options = self.mapping
        return MappingRules(
            account_code=options.account_code,
            currency_code=self.organisation.currency_code,
            surname_first=options.surname_first,
            description_parts=options.description_parts,
            description_separator=options.description_separator,
            reference_parts=options.reference_parts,
            reference_separator=options.reference_separator,
            send_item_code=options.send_item_code,
            rounding=options.rounding,
            rounding_account_code=options.rounding_account_code,
            tracking=options.tracking,
            tracking_options=options.tracking_options,
            tax_types=AU_TAX_CODES | options.tax_codes,
            tax_rates=AU_RATES,
        )

    @property
    def shield_rules(self) -> ShieldRules:
        """The shield's options as the core knows them.

        A Reference part that a person chose is not withheld from the Reference.
        """
        options = self.shield
        return ShieldRules(
            mode=options.mode,
            claim_numbers=options.claim_numbers,
            client_names=options.client_names,
            words=options.words,
            reference_allows=self.mapping.reference_parts,
        )

    @property
    def export_rules(self) -> ExportRules:
        """The export's options as the core knows them."""
        options = self.export
        return ExportRules(
            approve=options.approve,
            history_note=options.history_note,
            create_contacts=options.contact_details == "create with details",
            reuse_number=options.number_after_delete == "same",
            at_once=options.at_once,
            day_reserve=options.day_reserve,
        )

    @property
    def schedule(self) -> Schedule:
        """The watch's options as the core knows them."""
        options = self.watch
        return Schedule(
            sweep=timedelta(minutes=options.sweep_minutes),
            full_recount=timedelta(hours=options.full_recount_hours),
            full_recount_at=read_time(options.full_recount_at),
            digest_at=read_time(options.digest_at),
        )

    @property
    def outbox_layout(self) -> Layout:
        """The form of a payment import file."""
        options = self.outbox
        return Layout(options.format, tuple(options.columns.items()), options.date_format)


def load_settings(home: Home) -> Settings:
    """Read a home's options; a missing file means the defaults.

    Raises:
        SettingsError: names the file and the key, and what is allowed there.
    """
    try:
        values: dict[str, Any] = {}
        if home.config_file.exists():
            values = TomlConfigSettingsSource(Settings, home.config_file)()
        return Settings(**values)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise SettingsError(
            str(home.config_file), f"'{key}' is wrong: {first['msg']}.", _REMEDY
        ) from fault
    except ValueError as fault:  # TOML that cannot be read
        raise SettingsError(
            str(home.config_file), f"this is not valid TOML: {fault}.", _REMEDY
        ) from fault


_REMEDY = "Correct it; the comments in data/config/cmxero.toml say what each option takes."


def find_home(given: Path | None = None, start: Path | None = None) -> Home:
    """The home asked for, else CMXERO_HOME, else the project the working directory lies in."""
    if given is not None:
        return Home(given.resolve())
    if named := os.environ.get(HOME_VARIABLE):
        return Home(Path(named).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "config" / "cmxero.toml").is_file():
            return Home(folder)
    return Home(here)


def kernel_environment(home: Home) -> dict[str, str]:
    """The environment for kernels and servers started for a home; JupySQL's telemetry is off."""
    return {**os.environ, HOME_VARIABLE: str(home.root), "PLOOMBER_STATS_ENABLED": "false"}
