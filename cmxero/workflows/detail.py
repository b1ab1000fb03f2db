"""One finding with both documents side by side, as text ready to show."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cmxero.core.errors import NothingToDoError
from cmxero.core.findings import FieldPair, Finding, FindingDetail
from cmxero.core.wording import date_words, minute_words
from cmxero.store.details import FindingFacts
from cmxero.store.proofs import BACK, GONE
from cmxero.store.source_rows import CaseSource, XeroSource
from cmxero.workflows.bench import Bench

_PROOFS = {GONE: "reconcile: seen gone, so the decision is proven", BACK: "reconcile: seen again"}


def finding_detail(bench: Bench, key: str) -> FindingDetail:
    """Everything about one finding.

    Raises:
        NothingToDoError: it is gone.
    """
    with bench.database.attached_once():
        finding = bench.reports.find_finding(bench.parameters, key)
        if finding is None:
            raise NothingToDoError(f"'{key}' is gone: both sides agree since the last pull.")
        facts = bench.details.facts(bench.parameters, finding)
    return _detail(finding, facts, bench.xero_view)


def headline(finding: Finding) -> str:
    """What the finding comes to, in one sentence."""
    if finding.effect > 0:
        return f"Xero shows {finding.effect:,.2f} less than Case Manager."
    if finding.effect < 0:
        return f"Xero shows {-finding.effect:,.2f} more than Case Manager."
    return "The amounts agree; something else does not."


def _detail(finding: Finding, facts: FindingFacts, xero_view: str) -> FindingDetail:
    xero = facts.xero_invoice
    return FindingDetail(
        finding=finding,
        headline=headline(finding),
        fields=field_pairs(facts.case_invoice, xero, facts.sent_contact_name),
        case_lines=tuple(tuple(map(text_of, row)) for row in facts.case_lines),
        xero_lines=tuple(tuple(map(text_of, row)) for row in facts.xero_lines),
        payments=tuple(
            (row[0], text_of(row[1]), row[2], row[3], text_of(row[4])) for row in facts.payments
        ),
        history=_history(facts),
        xero_link=f"{xero_view}{xero[10]}" if xero and xero_view else "",
        sources=(*map(_case_source, facts.case_sources), *map(_xero_source, facts.xero_sources)),
    )


def field_pairs(
    case: tuple[Any, ...] | None, xero: tuple[Any, ...] | None, sent_contact_name: str
) -> tuple[FieldPair, ...]:
    """Header fields; a side that has no document shows nothing."""
    names = ("Customer", "Date", "Due date", "Without GST", "GST", "Total")
    pairs = []
    for place, name in enumerate(names):
        left = text_of(case[place]) if case else ""
        right = text_of(xero[place]) if xero else ""
        differs = bool(case and xero and left != right)
        if name == "Customer" and right == sent_contact_name:
            differs = False  # the same person, surname first as the settings ask
        pairs.append(FieldPair(name, left, right, differs))
    pairs.append(FieldPair("Status", "journaled" if case else "", xero[7] if xero else "", False))  # noqa: FBT003
    if xero:
        pairs.append(FieldPair("Amount due", "", text_of(xero[8]), False))  # noqa: FBT003
        pairs.append(FieldPair("Reference", "", text_of(xero[6]), False))  # noqa: FBT003
    return tuple(pairs)


def _history(facts: FindingFacts) -> tuple[str, ...]:
    done = [(each.decided_utc, each.words) for each in facts.decisions]
    done += [(at, _PROOFS[what]) for at, what in facts.proofs]
    for at, state, total, messages, person in facts.outcomes:
        words = " ".join(json.loads(messages))
        amount = f", Xero's total {total:,.2f}" if total is not None else ""
        done.append((at, f"export by {person}: {state}{amount}. {words}".strip()))
    done += [_sent(row) for row in facts.sent]
    done.sort(key=lambda entry: entry[0], reverse=True)
    return tuple(f"{text_of(at)} UTC - {what}" for at, what in done)


def _case_source(one: CaseSource) -> tuple[str, str, str, str]:
    last = f" to {one.last_row}" if one.last_row != one.first_row else ""
    rows = f"row{'s' if last else ''} {one.first_row}{last}"
    again = f", version {one.version}" if one.version > 1 else ""
    imported = f"imported on {text_of(one.imported_utc)} UTC{again} ({one.run_id})"
    where = f"{one.file_name}, {rows}, {imported}"
    return "Case Manager", one.name, text_of(one.total), where


def _xero_source(one: XeroSource) -> tuple[str, str, str, str]:
    gone = "; a later full recount no longer found it" if one.is_gone else ""
    where = (
        f"version {one.version}, changed in Xero on {text_of(one.updated_utc)} UTC, read by the "
        f"{one.run_kind or 'run'} of {text_of(one.read_utc)} UTC ({one.run_id}){gone}"
    )
    return "Xero", one.name, text_of(one.amount), where


def _sent(row: tuple[Any, ...]) -> tuple[datetime, str]:
    """What became of a document that cmxero sent, since when; what it was, and for whom."""
    begun_utc, person, what, state, messages, ended_utc = row
    said = " ".join(json.loads(messages))
    ends = {"": "begun, and not known to be in Xero yet", "DONE": "it is in Xero"}
    became = ends.get(state, f"not entered in Xero ({state})")
    words = f"cmxero sent for {person}: {what or 'a document'}; {became}. {said}"
    return ended_utc or begun_utc, words.strip()


def text_of(value: object) -> str:
    """A value of either side as people read it: 22 Nov 2026, 1,234.50."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return minute_words(value)
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, Decimal):
        places = max(2, -int(value.normalize().as_tuple().exponent))
        return f"{value:,.{places}f}"
    return str(value)
