"""Settings in memory for the page's tests; every text from outside is hostile."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from fake_history import FakeHistory
from fake_workbench import NOW, SCRIPT

from cmxero.core.option_lines import ENVIRONMENT, FILE, OptionInForce, OptionLine
from cmxero.core.settings_report import (
    PERSON,
    ConnectedTo,
    KeptFile,
    MappedTo,
    ReadUpTo,
    SettingsReport,
    SignIn,
)
from cmxero.core.usage import DayUsage, usage_of
from cmxero.workflows.doctor import Examined

REPORT = SettingsReport(
    organisation_key="main",
    mode="LIVE",
    connected_to=ConnectedTo(
        "tenant-1", f"Harbour Rehab {SCRIPT}", "AU", "AUD", "Australia/Brisbane",
        datetime(2026, 1, 5, 2), period_lock_date=date(2026, 6, 30),
    ),
    asked_utc=datetime(2026, 11, 20, 2),
    sign_in=SignIn(
        PERSON, ("accounting.invoices", "offline_access"), NOW - timedelta(hours=1),
        NOW + timedelta(minutes=20), NOW + timedelta(days=59),
    ),
    usage=usage_of([DayUsage(NOW.date(), 52, 443_281, 2_871_549, 4_948, NOW)], NOW.date()),
    watermarks=(ReadUpTo("invoices", NOW - timedelta(minutes=4), NOW - timedelta(minutes=3)),),
    last_pull_utc=NOW - timedelta(minutes=3),
    last_recount_utc=NOW - timedelta(hours=5),
    next_recount=datetime(2026, 11, 23, 13, 14),
    webhooks="Webhooks: 40 of 41 events expected in 31 days were seen.",
    mappings=(
        MappedTo("Accounts", "every invoice line", "260", f"Rehab income {SCRIPT}"),
        MappedTo("GST codes", "GST", "OUTPUT9", "Xero has no such tax type", is_fine=False),
        MappedTo("Payment types", "EFT", "every account"),
    ),
    options=(
        OptionInForce("", "person", "Alex", ENVIRONMENT, None, 'person = "Alex"',
                      "Whose decisions are recorded.", "CMXERO_PERSON"),
        OptionInForce("xero", "client_secret", "set", ENVIRONMENT, None,
                      "CMXERO_XERO__CLIENT_SECRET", "The app's secret.",
                      "CMXERO_XERO__CLIENT_SECRET", is_secret=True),
        OptionInForce("mapping", "account_code", "260", FILE, OptionLine(23, is_set=True),
                      'account_code = "260"', "Revenue account.", "CMXERO_MAPPING__ACCOUNT_CODE"),
        OptionInForce("mapping", "rounding", "automatic", "default",
                      OptionLine(59, is_set=False), 'rounding = "automatic"', f"How {SCRIPT}",
                      "CMXERO_MAPPING__ROUNDING"),
        OptionInForce("watch", "sweep_minutes", "15", "default", None, "sweep_minutes = 15",
                      "Minutes between two pulls.", "CMXERO_WATCH__SWEEP_MINUTES"),
    ),
    second_person_above="1,000.00",
    forward_days=7,
    home="/books",
    config_file="/books/data/config/cmxero.toml",
    database=KeptFile("cmxero.duckdb", 12_333_056, NOW),
    backups=(KeptFile("cmxero-002.duckdb", 11_000_000, NOW - timedelta(days=2)),),
    snapshot=None,
    versions=(("Python", "3.11.7"), ("cmxero", "0.1.0")),
)  # fmt: skip


class FakeSettings(FakeHistory):
    """Satisfies SettingsSource."""

    def __init__(self, *, fine=True, **facts) -> None:
        broken = facts.pop("broken", None)
        super().__init__(5, broken=broken, mode=facts.get("mode", "LIVE"))
        self.report = replace(REPORT, **facts)
        self.fine = fine
        self.tests = 0

    def settings_report(self) -> SettingsReport:
        self._maybe_fail()
        return self.report

    def test_connection(self):
        self.tests += 1
        answer = f"Xero answers as Harbour {SCRIPT}."
        if not self.fine:
            answer = "Xero could not be asked. Run `cmxero connect`."
        return (
            Examined(is_fine=True, text="Every check is empty."),
            Examined(is_fine=self.fine, text=answer),
        )
