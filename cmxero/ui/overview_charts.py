"""The charts of the Overview page: what each bar says, and the same numbers as a table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from cmxero.core.findings import Finding
from cmxero.core.resolutions import OPEN
from cmxero.ui.chart import Bar, BarGroup, Mark
from cmxero.ui.formats import (
    age_text,
    amount_text,
    counted,
    instant_words,
    minor_units,
    totals_text,
)
from cmxero.ui.html import Html, element
from cmxero.workflows.overview import RunState
from cmxero.workflows.tie_out import TieOutReport

MOST_CAUSES = 8
OTHERS = "*"
"""Instead of a kind: all that have no bar of their own."""
SIDES = (("Case Manager", "Case Mgr"), ("Xero", "Xero"))
_SIGNS = {
    "done": ("✓", "good"),
    "needs a person": ("!", "amber"),
    "failed": ("\N{MULTIPLICATION SIGN}", "alarm"),
}


def ageing_groups(report: TieOutReport) -> list[BarGroup]:
    """Both ledgers side by side, a group a bracket."""
    unit = report.total.currency_code
    groups = []
    for line in report.ageing:
        both = ((line.case_owed, line.case_invoices), (line.xero_owed, line.xero_invoices))
        bars = []
        for series, ((side, short), (owed, invoices)) in enumerate(zip(SIDES, both, strict=True)):
            figure = amount_text(owed)
            bars.append(
                Bar(
                    id=f"owed:{side}|{line.bracket}",
                    name=f"{line.bracket}, {side}: {figure} {unit}, {counted(invoices, 'invoice')}",
                    text=figure,
                    length=minor_units(owed) or 0,
                    side=short,
                    series=series,
                )
            )
        groups.append(BarGroup(line.bracket, tuple(bars)))
    return groups


def ageing_table(report: TieOutReport) -> Html:
    """The ageing with its differences and numbers of invoices, to unfold."""
    heads = ("Days overdue", "Case Manager", "Xero", "Difference", "Invoices", "In Xero")
    rows = [
        (
            line.bracket,
            amount_text(line.case_owed),
            amount_text(line.xero_owed),
            amount_text(line.case_owed - line.xero_owed),
            f"{line.case_invoices:,}",
            f"{line.xero_invoices:,}",
        )
        for line in report.ageing
    ]
    total = report.total
    foot = (
        f"All, {total.currency_code}",
        amount_text(total.case_receivables),
        amount_text(total.xero_receivables),
        amount_text(total.difference),
        f"{sum(line.case_invoices for line in report.ageing):,}",
        f"{sum(line.xero_invoices for line in report.ageing):,}",
    )
    return element(
        "details",
        element("summary", "The same as a table"),
        element(
            "table",
            element("thead", _row(heads, "col")),
            element("tbody", [_row(row) for row in rows], _row(foot)),
            class_="cmx-table cmx-figures-table",
        ),
        class_="cmx-folded",
    )


def _row(cells: Sequence[str], scope: str = "") -> Html:
    first, *others = cells
    name = "th" if scope else "td"
    return element(
        "tr",
        element("th", first, scope=scope or "row"),
        [element(name, cell, class_="cmx-figure", scope=scope or None) for cell in others],
    )


def causes(findings: Iterable[Finding]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Kinds of the open findings: those with a bar of their own, most first, and all others."""
    count = Counter(each.kind.value for each in findings if each.status == OPEN)
    ordered = sorted(count, key=lambda kind: (-count[kind], kind))
    if len(ordered) <= MOST_CAUSES + 1:
        return tuple(ordered), frozenset()
    return tuple(ordered[:MOST_CAUSES]), frozenset(ordered[MOST_CAUSES:])


def cause_groups(findings: Sequence[Finding]) -> list[BarGroup]:
    """A bar a cause; its length is the number of open findings."""
    shown, others = causes(findings)
    still = [each for each in findings if each.status == OPEN]
    groups = [
        _cause(kind, kind, [each for each in still if each.kind.value == kind]) for kind in shown
    ]
    if others:
        rest = [each for each in still if each.kind.value in others]
        groups.append(_cause(OTHERS, f"{len(others):,} other causes", rest))
    return groups


def _cause(cause: str, title: str, found: Sequence[Finding]) -> BarGroup:
    net = totals_text((each.currency_code, each.effect) for each in found)
    name = f"{title}: {counted(len(found), 'open finding')}, net {net}"
    bar = Bar(f"cause:{cause}", name, f"{len(found):,}", len(found))
    return BarGroup(f"{title} · net {net}", (bar,))


def run_marks(runs: Sequence[RunState], now_utc: datetime) -> list[Mark]:
    """The last runs, oldest first."""
    marks = []
    for run in reversed(runs):
        sign, state = _SIGNS.get(run.outcome, ("…", ""))
        when = f"{instant_words(run.started_utc)}, {age_text(run.started_utc, now_utc)}"
        marks.append(Mark(f"run:{run.run_id}", f"{run.kind}, {when}: {run.outcome}", sign, state))
    return marks


def runs_words(runs: Sequence[RunState], now_utc: datetime) -> str:
    """The strip in words."""
    if not runs:
        return "Nothing was run yet. Import a journal first."
    newest, count = runs[0], Counter(run.outcome for run in runs)
    parts = ", ".join(f"{count[outcome]:,} {outcome}" for outcome in sorted(count))
    when = age_text(newest.started_utc, now_utc)
    return f"Last: {newest.kind}, {when}, {newest.outcome}. Of {len(runs):,}: {parts}."
