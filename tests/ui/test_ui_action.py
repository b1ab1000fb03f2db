import logging

import pytest
import structlog

from cmxero.core.errors import StoreBusyError
from cmxero.ui.action import Action, Notice


@pytest.fixture
def entries():
    """What structlog was told, once it is set up as the workbench does."""
    structlog.configure()
    with structlog.testing.capture_logs() as told:
        yield told
    structlog.reset_defaults()


def test_result_is_said_and_the_button_is_ready_again():
    """A line says what happened; the text is escaped."""
    action = Action("Refresh", lambda: "Read <again>.")
    action.button.click()
    assert "Read &lt;again&gt;." in action.notice.text.value
    assert action.fault is None
    assert not action.button.disabled


def test_button_is_disabled_while_it_runs_and_a_double_click_acts_once():
    """A second click that arrives during the first does nothing."""
    seen = []

    def work():
        seen.append(action.button.disabled)
        action.button.click()

    action = Action("Send", work)
    action.button.click()
    assert seen == [True]
    assert not action.button.disabled


def test_our_own_fault_becomes_a_card_with_its_words_and_is_logged(entries):
    """The card and the log carry the same reference, so that a helper finds the entry."""

    def work():
        raise StoreBusyError("DBeaver <9>", 10)

    action = Action("Accept…", work)
    action.button.click()
    card = action.notice.text.value
    assert "Not done: Accept." in card
    assert "busy: DBeaver &lt;9&gt;" in card
    assert action.notice.reference in card
    assert [entry["reference"] for entry in entries] == [action.notice.reference]
    assert isinstance(entries[0]["exc_info"], StoreBusyError)
    assert not action.button.disabled


def test_unexpected_fault_shows_its_kind_but_not_its_text(entries):
    """An exception's text may hold a path or a name that a visitor must not see."""

    def work():
        raise RuntimeError("/home/alex/secret.key")

    action = Action("Send", work)
    action.button.click()
    assert "RuntimeError" in action.notice.text.value
    assert "secret.key" not in action.notice.text.value
    assert isinstance(action.fault, RuntimeError)
    assert len(entries) == 1


def test_fault_before_logging_is_set_up_goes_to_the_standard_log(caplog):
    """Unconfigured, structlog would draw the traceback into the visitor's page."""
    structlog.reset_defaults()
    notice = Notice()
    with caplog.at_level(logging.ERROR, logger="cmxero.ui"):
        notice.guard("search", lambda: 1 / 0)
    assert notice.reference in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_success_clears_the_fault_before_it():
    """A card never stays beside a later success."""
    notice = Notice()
    notice.guard("search", lambda: 1 / 0)
    notice.say("Done.")
    assert notice.fault is None
    assert "Done." in notice.text.value
    notice.say("")
    assert notice.text.value == ""


def test_action_that_is_not_allowed_does_nothing():
    """Neither a click nor a key reaches the work, and running does not switch it on."""
    ran = []
    action = Action("Reopen", lambda: ran.append(1))
    action.allow(allowed=False)
    action.run()
    assert ran == []
    assert action.button.disabled
    action.allow(allowed=True)
    action.run()
    assert ran == [1]
