from datetime import timedelta

import pytest
from fake_settings import REPORT, FakeSettings
from fake_workbench import NOW, SCRIPT

import cmxero.ui
from cmxero.core.errors import StoreBusyError
from cmxero.core.settings_report import PERSON, SANDBOX, SignIn
from cmxero.ui.settings import MAPPINGS, OPTIONS, SettingsPage


@pytest.fixture
def source():
    return FakeSettings()


@pytest.fixture
def page(source):
    return SettingsPage(source)


def is_shown(widget):
    return "cmx-off" not in widget._dom_classes


def test_page_says_at_once_whether_and_to_what_we_are_connected(page):
    """Organisation, LIVE, calls left, when to sign in again, in the organisation's own time."""
    assert page.notice.fault is None
    assert "Connected to Harbour Rehab" in page.top.value
    assert "LIVE, the real books." in page.top.value
    assert "4,948" in page.top.value
    for said in (
        "tenant-1", "Australia/Brisbane", "period 30 Jun 2026", "22 Nov 2026 17:14 (1 hour ago)",
        "20 Jan 2027 18:14", "accounting.invoices", "23 Nov 2026 13:14", "Invoices read up to",
        "40 of 41 events", "above 1,000.00", "when dated more than 7 days ahead", "12.3 MB",
        "1 of 11.0 MB", "end after 20 minutes", "0.1.0",
    ):  # fmt: skip
        assert said in page.cards.value
    assert page.reconnect.text == 'cmxero connect --home "/books"'


def test_views_turn_and_mappings_say_what_xero_does_not_have(page):
    """One view at a time; what is wrong is a word, and a warning on top."""
    assert is_shown(page.connection_box)
    page.views.value = MAPPINGS
    assert not is_shown(page.connection_box)
    assert is_shown(page.mappings_box)
    assert "! needs you" in page.mappings.value
    assert "Xero has no such tax type" in page.mappings.value
    assert "1 mapping names what Xero does not have" in page.top.value


def test_an_option_says_where_it_is_changed_and_offers_the_line(page):
    """Variable, line that is set, line commented out, line to add."""
    page.views.value = OPTIONS
    assert page.grid.data["source"] == ["environment", "environment", "file", "default", "default"]
    told = {}
    for name in page.grid.data["id"]:
        page.grid.current = name
        told[name] = (page.panel.value, page.copy.text)
    file = "/books/data/config/cmxero.toml"
    assert "variable CMXERO_PERSON sets it and wins" in told["person"][0]
    assert f"Change line 23 of {file}." in told["mapping.account_code"][0]
    assert told["mapping.account_code"][1] == 'account_code = "260"'
    assert "Take the # away in line 59" in told["mapping.rounding"][0]
    assert "below [watch]" in told["watch.sweep_minutes"][0]


def test_a_secret_is_only_said_to_be_set(page):
    """What to copy is the variable's name."""
    page.grid.current = "xero.client_secret"
    assert "no page shows it" in page.panel.value
    assert page.copy.label == "Copy the variable's name"
    assert page.copy.text == "CMXERO_XERO__CLIENT_SECRET"


def test_testing_the_connection_says_what_needs_a_person_first(page, source):
    """The button asks once, the list begins with what is wrong."""
    page.test.button.click()
    assert source.tests == 1
    assert "All 2 things looked at are fine." in page.result.value
    failing = SettingsPage(FakeSettings(fine=False))
    failing.test.button.click()
    assert "1 of 2 things looked at needs you." in failing.result.value
    said = failing.examined.value
    assert said.index("could not be asked") < said.index("Every check is empty")
    assert failing.test.button.description == "Test connection"
    failing.refresh.run()
    assert not is_shown(failing.outcome)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"connected_to": None}, "Not connected to an organisation yet. Run `cmxero connect`"),
        ({"sign_in": SignIn(PERSON, ())}, "Nobody is signed in to Xero."),
        (
            {"sign_in": SignIn(PERSON, (), NOW, NOW, NOW + timedelta(days=3))},
            "The sign-in ends on 25 Nov 2026 unless",
        ),
        ({"next_recount": None}, "A full recount is due."),
    ],
)
def test_what_a_person_should_do_is_said_on_top(facts, said):
    """Each with the command that does it."""
    page = SettingsPage(FakeSettings(**facts))
    assert page.notice.fault is None
    assert said in page.top.value


def test_the_sandbox_never_needs_a_person(page):
    """DEMO says that no real books are touched."""
    demo = SettingsPage(FakeSettings(mode="DEMO", sign_in=SignIn(SANDBOX, ())))
    assert "DEMO, no real books." in demo.top.value
    assert "the sandbox lets cmxero in by itself" in demo.cards.value
    assert "Nobody is signed in" not in demo.top.value


def test_hostile_texts_stay_texts(page, source):
    """Names from Xero and from the file are escaped."""
    page.test.button.click()
    for name in page.grid.data["id"]:
        page.grid.current = name
        assert SCRIPT not in page.panel.value
    for part in (page.top, page.cards, page.mappings, page.examined):
        assert "Harbour" in part.value or part is page.mappings
        assert SCRIPT not in part.value


def test_a_fault_while_opening_is_a_card(monkeypatch):
    """Never a traceback."""
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    cmxero.ui.show_settings(FakeSettings(broken=StoreBusyError("Bea", 30)))
    assert "Not done: open the Settings page" in shown[0].value
    assert REPORT.home not in shown[0].value
