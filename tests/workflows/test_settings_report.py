"""The real workbench as the Settings page shows it, with secrets planted wherever there are any."""

import json
import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import BaseModel
from scene import SETTINGS, Scene

from cmxero.config import Settings
from cmxero.core.option_lines import DEFAULT, ENVIRONMENT, FILE
from cmxero.core.option_texts import OPTION_TEXTS
from cmxero.core.settings_report import PERSON, SANDBOX
from cmxero.ui.settings import SettingsPage
from cmxero.workbench import open_workbench
from cmxero.xero.tokens import Token, TokenFile

ROOT = Path(__file__).parents[2]
CLIENT_SECRET, ACCESS, REFRESH, WEBHOOK_KEY = (
    "planted-client-secret", "planted-access-token", "planted-refresh-token",
    "planted-webhook-key",
)  # fmt: skip
SECRETS = (CLIENT_SECRET, ACCESS, REFRESH, WEBHOOK_KEY)
LIVE = '[xero]\nmode = "live"\nclient_id = "app-1"\n[watch]\nsweep_minutes = 5\n'


def option(report, name):
    return next(each for each in report.options if each.name == name)


def widget_states(widget):
    """Everything of a page that goes to the browser."""
    yield json.dumps(widget.get_state(), default=str)
    for child in getattr(widget, "children", ()):
        yield from widget_states(child)


@pytest.fixture
def live(tmp_path, monkeypatch):
    """A LIVE home whose every secret is known."""
    config = tmp_path / "data" / "config" / "cmxero.toml"
    config.parent.mkdir(parents=True)
    config.write_text(LIVE, "utf-8")
    monkeypatch.setenv("CMXERO_XERO__CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("CMXERO_WEBHOOK_KEY", WEBHOOK_KEY)
    token = Token(
        access_token=ACCESS,
        expires_utc=datetime(2026, 11, 22, 2, 30),
        client_id="app-1",
        identity_url="https://identity.xero.com",
        refresh_token=REFRESH,
    )
    TokenFile(tmp_path / "data" / "secrets" / "token-main.json").write(token)
    bench = open_workbench(tmp_path, clock=lambda: datetime(2026, 11, 22, 2), person="Alex")
    yield bench
    bench.close()


def test_no_secret_is_in_the_page_or_in_any_widget(live):
    """Client secret, tokens and webhook key: not in the report, not in HTML, not in any state."""
    report = live.settings_report()
    assert option(report, "xero.client_secret").value == "set"
    page = SettingsPage(live)
    shown = [repr(report)]
    for name in page.grid.data["id"]:
        page.grid.current = name
        shown += widget_states(page.box)
    page.test.run()
    shown += widget_states(page.box)
    assert any("CMXERO_XERO__CLIENT_SECRET" in text for text in shown)
    for secret in SECRETS:
        assert not any(secret in text for text in shown)


def test_a_secret_in_the_file_is_not_shown_either(tmp_path):
    """Though it does not belong there."""
    config = tmp_path / "data" / "config" / "cmxero.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[xero]\nclient_secret = "{CLIENT_SECRET}"\n', "utf-8")
    bench = open_workbench(tmp_path)
    report = bench.settings_report()
    assert option(report, "xero.client_secret").source == FILE
    assert CLIENT_SECRET not in repr(report)
    assert not any(CLIENT_SECRET in text for text in widget_states(SettingsPage(bench).box))
    bench.close()


def test_where_each_option_comes_from(live):
    """File with its line, environment with its variable, or nobody's: the default."""
    report = live.settings_report()
    sweep = option(report, "watch.sweep_minutes")
    assert (sweep.value, sweep.source, sweep.line.number) == ("5", FILE, 5)
    assert option(report, "xero.client_secret").source == ENVIRONMENT
    assert option(report, "mapping.account_code").source == DEFAULT


def test_the_sign_in_lasts_sixty_days_from_its_last_renewal(live):
    """Xero takes a refresh token that long (xero-api.md 5); another app's token counts for none."""
    sign_in = live.settings_report().sign_in
    assert sign_in.who == PERSON
    assert (sign_in.again_by_utc - sign_in.renewed_utc).days == 60
    assert sign_in.expires_utc == datetime(2026, 11, 22, 2, 30)
    assert "offline_access" in sign_in.scopes


def test_every_option_has_its_words_and_every_word_its_option():
    """Also that the file a person gets names each of them."""
    names = set()
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names |= {f"{name}.{key}" for key in kind.model_fields}
        else:
            names.add(name)
    assert names == set(OPTION_TEXTS)
    assert tomllib.loads((ROOT / "data" / "config" / "cmxero.toml").read_text("utf-8")) is not None


def test_testing_the_connection_asks_xero_and_keeps_what_it_calls_the_mappings(scene):
    """Names of accounts and tax rates stand beside the mappings from then on."""
    assert all(not row.known for row in scene.bench.settings_report().mappings)
    examined = scene.bench.test_connection()
    assert examined[0].is_fine
    assert examined[0].text == "Xero answers as Fake Rehab."
    mappings = scene.bench.settings_report().mappings
    line = next(row for row in mappings if row.case == "every invoice line")
    assert (line.xero, line.known != "", line.is_fine) == ("200", True, True)
    report = scene.bench.settings_report()
    assert report.connected_to.name == "Fake Rehab"
    assert report.asked_utc is not None
    assert (report.mode, report.sign_in.who) == ("DEMO", SANDBOX)


def test_an_account_that_xero_does_not_have_needs_a_person(tmp_path, migrated_database):
    """Said in the mappings before an export holds every invoice back."""
    settings = f'[mapping]\naccount_code = "987"\n{SETTINGS}'
    scene = Scene(tmp_path / "home", settings=settings, template=migrated_database).connect()
    scene.bench.test_connection()
    line = scene.bench.settings_report().mappings[0]
    assert (line.known, line.is_fine) == ("Xero has no such account", False)
    scene.close()


def test_before_the_first_connection_the_test_says_so(tmp_path, migrated_database):
    """Nothing is asked, and what to do is said."""
    scene = Scene(tmp_path / "home", template=migrated_database)
    examined = scene.bench.test_connection()
    assert not examined[0].is_fine
    assert "nothing is connected yet" in examined[0].text
    assert scene.bench.settings_report().connected_to is None
    scene.close()
