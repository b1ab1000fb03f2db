"""The digest in words: numbers and kinds, and nobody's name."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from cmxero.core.digest import DigestFacts, HeldLine, digest_text, kind_lines, marks_of
from cmxero.core.findings import Finding, FindingKind
from cmxero.core.resolutions import ACCEPTED, WAITING

FACTS = DigestFacts(
    day=date(2026, 11, 22),
    organisation="Southern Cross Rehabilitation",
    mode="DEMO",
    currency_code="AUD",
    case_receivables=Decimal("72758.71"),
    xero_receivables=Decimal("72274.54"),
    difference=Decimal("484.17"),
    unexplained=Decimal("0.00"),
    since=None,
    kinds=(),
    held=(),
    failed_exports=0,
    failed_total=Decimal("0.00"),
    pulls=0,
    failed_pulls=0,
    last_pull_utc=None,
    recount="",
    usage="",
    events="",
)


def finding(number, kind=FindingKind.PAYMENT_HELD, effect="1.10", status="open"):
    """A finding whose key names a client."""
    return Finding(
        key=f"main/{kind.value}/payment Nguyen {number}",
        organisation="main",
        kind=kind,
        subject=f"payment Nguyen {number}",
        case_invoice_number="1001",
        contact_name="Nguyen",
        case_number="C1",
        journal_number="41",
        xero_invoice_id="",
        currency_code="AUD",
        case_amount=None,
        xero_amount=None,
        effect=Decimal(effect),
        since=date(2026, 11, 1),
        evidence=("Nguyen",),
        status=status,
    )


def test_findings_are_counted_by_kind():
    """Open ones with their amount; decided ones only counted."""
    draft = FindingKind.STILL_DRAFT
    found = [
        finding(1),
        finding(2, effect="2.20"),
        finding(3, status=WAITING),
        finding(4, draft, "-5.00"),
        finding(5, draft, status=ACCEPTED),
    ]
    lines = kind_lines(found, None)
    shown = [(each.kind, each.open, str(each.amount), each.decided) for each in lines]
    assert shown == [(FindingKind.PAYMENT_HELD, 2, "3.30", 1), (draft, 1, "-5.00", 1)]
    assert {(each.new, each.gone) for each in lines} == {(0, 0)}


def test_new_and_gone_since_the_digest_before():
    """A kind that is gone altogether is still a line; a decision makes nothing new."""
    before = marks_of([finding(1), finding(2), finding(9, FindingKind.EDITED_IN_XERO)])
    lines = kind_lines([finding(2, status=WAITING), finding(3), finding(4)], before)
    assert [(each.kind, each.open, each.new, each.gone) for each in lines] == [
        (FindingKind.PAYMENT_HELD, 2, 2, 1),
        (FindingKind.EDITED_IN_XERO, 0, 0, 1),
    ]


def test_the_quiet_day_and_the_busy_one():
    """Every part says something, also where there is nothing."""
    quiet = digest_text(FACTS)
    for said in ("None.", "Every invoice that was exported is in Xero.", "ended: never.",
                 "difference 484.17, of which 0.00 unexplained", "check is empty."):  # fmt: skip
        assert said in quiet
    busy = digest_text(
        replace(
            FACTS,
            since=date(2026, 11, 20),
            kinds=kind_lines([finding(1)], {}),
            held=(HeldLine(date(2026, 11, 30), 2, Decimal("1500.00")),),
            failed_exports=1,
            failed_total=Decimal("99.90"),
            pulls=97,
            failed_pulls=2,
            last_pull_utc=datetime(2026, 11, 21, 20, 59),
            recount="A recount is due.",
            failing_checks={"nothing_is_unexplained": 3},
        )
    )
    for said in (
        "| payment held (forward-dated) | 1 | 1.10 | 0 | 1 | 0 |",
        "New and gone: since the digest of 20 Nov 2026.",
        "| 30 Nov 2026 | 2 | 1,500.00 |",
        "1 invoice of 99.90 AUD did not go to Xero",
        "97 pulls went well since the digest of 20 Nov 2026, 2 did not; the last good one",
        "ended: 21 Nov 2026 20:59 UTC.",
        "\nA recount is due.\n",
        "- nothing_is_unexplained: 3",
    ):
        assert said in busy


@pytest.mark.parametrize("before", [None, {}, marks_of([finding(7)])])
def test_nobody_is_named(before):
    """Neither on the page nor in what the next digest compares with."""
    found = [finding(1), finding(2)]
    assert "Nguyen" not in digest_text(replace(FACTS, kinds=kind_lines(found, before)))
    assert "Nguyen" not in str(marks_of(found))
