"""What became of a decision, in sentences."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from cmxero.core.remarks import Since, facts_in_words, remarks

SINCE = Since(
    status="open",
    lapsed="",
    currency_code="AUD",
    effect=Decimal("-7.50"),
    action="accept",
    decided_by="Alex",
    decided_utc=datetime(2026, 11, 20, 1, 5),
    facts_before="100.00|-|100.00",
    facts_now="100.00|107.50|-7.50",
    is_changed=False,
    cap=None,
    expires_on=None,
    snoozed_until=None,
    link_faults=(),
    proven_utc=None,
    back_utc=None,
    look="pull",
    looked_utc=None,
    outlived=0,
    sending_words="",
)
AT = datetime(2026, 11, 21, 9, 30)


def said(**changes):
    """Flags and sentences of a decision to which something happened."""
    return [(flag.value, words) for flag, words in remarks(replace(SINCE, **changes))]


def test_a_decision_that_holds_needs_no_word():
    """Nor does a finding on which none stands, whatever else is known."""
    assert said() == []
    assert said(decided_utc=None, is_changed=True) == []


@pytest.mark.parametrize(
    ("changes", "flag", "words"),
    [
        (
            {"lapsed": "expired", "expires_on": date(2026, 11, 30)},
            "expired",
            "Open again: 'accept' by Alex was until 30 Nov 2026.",
        ),
        (
            {"lapsed": "above its cap", "cap": Decimal("5.00")},
            "above its cap",
            "Open again: 'accept' by Alex was up to 5.00 AUD, and it comes to -7.50 now.",
        ),
        (
            {"lapsed": "snooze over", "snoozed_until": date(2026, 11, 30)},
            "snooze over",
            "Open again since 30 Nov 2026, as Alex asked.",
        ),
        (
            {"lapsed": "link broken", "link_faults": ("A is gone", "B changed")},
            "link broken",
            "Open again: the link by Alex no longer holds, since A is gone and B changed.",
        ),
        (
            {"lapsed": "refused by Xero", "sending_words": "Locked."},
            "refused by Xero",
            "Open again: Xero refused what cmxero sent: Locked.",
        ),
        (
            {"lapsed": "came back", "proven_utc": AT, "is_changed": True},
            "came back",
            ("Came back after it was settled by Alex on 20 Nov 2026 01:05 UTC, and seen gone on "
            "21 Nov 2026 09:30 UTC."),
        ),
        (
            {"lapsed": "came back", "proven_utc": AT, "back_utc": datetime(2026, 12, 1)},
            "came back",
            ("Came back on 1 Dec 2026 00:00 UTC after it was settled by Alex on 20 Nov 2026 01:05 "
            "UTC, and seen gone on 21 Nov 2026 09:30 UTC."),
        ),
        (
            {"lapsed": "facts changed", "is_changed": True},
            "facts changed",
            ("Open again: what it is about changed since Alex decided (20 Nov 2026 01:05 UTC). "
            "Before: Case Manager 100.00, Xero nothing, effect 100.00. Now: Case Manager 100.00, "
            "Xero 107.50, effect -7.50."),
        ),
        (
            {
                "is_changed": True,
                "facts_before": "1.00|1.00|0.00|aa",
                "facts_now": "1.00|1.00|0.00|bb",
            },
            "facts changed",
            "It changed since Alex decided (20 Nov 2026 01:05 UTC); the amounts are the same.",
        ),
        (
            {"status": "waiting for proof", "action": "did it in Xero", "looked_utc": AT,
             "outlived": 1},
            "still there",
            ("Still there after the pull of 21 Nov 2026 09:30 UTC, although Alex did it in Xero; "
            "1 reconcile saw it since."),
        ),
        (
            {"status": "waiting for proof", "action": "let cmxero create it in Xero",
             "looked_utc": AT, "outlived": 2},
            "still there",
            ("Still there after the pull of 21 Nov 2026 09:30 UTC, although cmxero sent it; "
            "2 reconciles saw it since."),
        ),
        (
            {"status": "waiting for proof", "action": "let cmxero create it in Xero",
             "sending": "sent", "sending_utc": AT, "sending_words": "draft CM-7 deleted"},
            "sent by cmxero",
            ("cmxero sent to Xero on 21 Nov 2026 09:30 UTC, as Alex decided: "
            "draft CM-7 deleted."),
        ),
        (
            {"status": "waiting to be sent", "action": "let cmxero create it in Xero",
             "sending": "begun", "sending_utc": AT, "sending_words": "draft CM-7 deleted"},
            "being sent by cmxero",
            ("cmxero began to send it on 21 Nov 2026 09:30 UTC, and it is not known to be in Xero "
            "as a whole: draft CM-7 deleted. Run `cmxero settle` for it again: it looks in Xero "
            "first."),
        ),
        (
            {"lapsed": "voided in Xero", "sending": "voided",
             "sending_words": "credit note CN-7 over 2.00"},
            "voided in Xero",
            ("Open again: cmxero sent it, as Alex decided, and a credit note of it was voided or "
            "deleted in Xero since: credit note CN-7 over 2.00."),
        ),
    ],
)  # fmt: skip
def test_each_thing_that_happens_has_its_sentence(changes, flag, words):
    """Read aloud, it says who decided, when, and what is different now."""
    assert said(**changes) == [(flag, words)]


def test_still_there_needs_a_look_and_a_reconcile_after_it():
    """One alone proves nothing."""
    waiting = {"status": "waiting for proof", "action": "did it in Xero"}
    assert said(**waiting, outlived=1) == []
    assert said(**waiting, looked_utc=AT) == []


def test_figures_without_one_side():
    """Nothing is not 0.00."""
    assert facts_in_words("-|1234.50|-1234.50") == (
        "Case Manager nothing, Xero 1,234.50, effect -1,234.50"
    )
