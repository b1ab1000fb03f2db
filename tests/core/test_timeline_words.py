from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.resolutions import ResolutionAction
from cmxero.core.timeline import Change, HistoryEntry, HistoryKind, value_of
from cmxero.core.timeline_words import (
    DECISIONS,
    OUTCOMES,
    codes_for,
    finding_kind,
    value_words,
    what_happened,
)

PLAIN = HistoryEntry(
    entry_id="1", at_utc=datetime(2026, 11, 22, 2), known_utc=None, ended_utc=None,
    kind=HistoryKind.RUN, person="Alex", subject="", case_invoice_number="", case_number="",
    customer="", what="", state="", said="", note="", amount=None, currency_code="", run_id="",
    finding_key="",
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"what": "pull", "state": "not ended"},
            "Pull from Xero: has not ended; it is running, or it was interrupted.",
        ),
        (
            {"what": "export", "state": "failed", "said": "XeroUnreachableError: No answer came."},
            "Export to Xero: failed. No answer came.",
        ),
        (
            {"what": "export", "state": "failed", "said": "KeyboardInterrupt: "},
            "Export to Xero: failed. It was stopped.",
        ),
        (
            {"what": "something new", "state": "done", "said": "Two of it."},
            "something new. Two of it.",
        ),
        (
            {"kind": HistoryKind.EXPORT, "state": "HELD", "messages": ("no-lines: It is empty.",)},
            "Held back, not sent: The invoice has no lines.",
        ),
        ({"kind": HistoryKind.EXPORT, "state": "OPEN"}, "Sent, answer not known yet."),
        (
            {
                "kind": HistoryKind.DECISION,
                "what": "assign",
                "changes": (Change("assigned to", "Bea", None),),
            },
            "Assigned to nobody.",
        ),
        (
            {
                "kind": HistoryKind.DECISION,
                "what": "send again",
                "state": "VOIDED",
                "said": "typing error",
            },
            "Given free to be sent to Xero again, as it was voided there: typing error.",
        ),
        (
            {"kind": HistoryKind.PROOF, "what": "back"},
            "There again after it was proven, so it is open.",
        ),
        (
            {"kind": HistoryKind.SENT, "what": "credit note", "state": "REFUSED",
             "messages": ("Locked.",)},
            "Credit note for Xero: Xero refused. Locked.",
        ),
        (
            {"kind": HistoryKind.DOCUMENT, "what": "invoice", "state": "no longer found"},
            "Invoice no longer found by a full recount.",
        ),
        (
            {"kind": HistoryKind.DOCUMENT, "what": "contact", "state": "changed",
             "changes": (Change("name", "A", "B"), Change("merged into", None, "x"))},
            "Contact changed: name and merged into.",
        ),
        (
            {"kind": HistoryKind.PERIOD, "what": "close period", "state": "2"},
            "Period closed again (certificate 2).",
        ),
        (
            {"kind": HistoryKind.WEBHOOK, "state": "taken", "note": "0"},
            "Xero asked whether the receiver listens.",
        ),
    ],
)  # fmt: skip
def test_an_entry_is_a_sentence_people_read(facts, sentence):
    """No class name of a fault, no state in capitals."""
    assert what_happened(replace(PLAIN, **facts)) == sentence


def test_every_action_and_every_state_has_words():
    """A new one must not be shown as a code."""
    assert {action.value for action in ResolutionAction} <= set(DECISIONS)
    assert set(OUTCOMES) == {
        "CREATED", "WARNING", "ADOPTED", "ERROR", "CONFLICT", "HELD", "NOT SAVED", "OPEN",
    }  # fmt: skip


def test_values_are_of_their_own_type_and_what_is_none_stays_text():
    """Exact amounts, real dates; a journal's differences are words already."""
    document = HistoryKind.DOCUMENT
    assert value_of(document, "total", "1234.50") == Decimal("1234.50")
    assert value_of(document, "due date", "2026-06-30") == date(2026, 6, 30)
    assert value_of(document, "due date", "soon") == "soon"
    assert value_of(document, "total", "NaN?") == "NaN?"
    assert value_of(HistoryKind.PERIOD, "open findings", "12") == 12
    assert value_of(document, "total", None) is None
    assert value_of(HistoryKind.JOURNAL, "total", "1.00") == "1.00"
    assert value_words("status", "AUTHORISED") == "approved"
    assert value_words("reference", "PAID") == "PAID"


def test_words_stand_for_the_codes_they_describe():
    """What a person reads is what a person can search for."""
    assert "AUTHORISED" in codes_for("Approved")
    assert "CONFLICT" in codes_for("already")
    assert codes_for("zebra") == ()


def test_a_decision_names_the_kind_of_its_finding():
    """From its key, also when the finding is gone."""
    key = f"main/{FindingKind.TOTALS_DIFFER}/CM-1001"
    assert finding_kind(replace(PLAIN, finding_key=key), "main") == "totals differ"
    assert finding_kind(PLAIN, "main") == ""
