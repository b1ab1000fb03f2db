"""The tie-out as a statement: both ledgers, the bridge kind by kind, what is left."""

from cmxero.ui.figures import Figure
from cmxero.ui.formats import amount_text, counted
from cmxero.workflows.tie_out import TieOutReport

EXPLAINED, UNEXPLAINED, QUIET = "explained:", "unexplained:", "quiet:"
"""Ids of lines whose rows are not those of one kind; ``quiet``: kinds that change nothing."""


def statement(report: TieOutReport) -> list[Figure]:
    """The lines, each opens its rows."""
    total, unit = report.total, report.total.currency_code
    moving = [line for line in report.bridge if line.effect]
    quiet = [line for line in report.bridge if not line.effect]
    lines = [
        Figure("owed:Case Manager|", "Owed in Case Manager", amount_text(total.case_receivables)),
        Figure("owed:Xero|", "Owed in Xero", amount_text(total.xero_receivables)),
        Figure(
            "bridge:", f"Difference, {unit}", amount_text(total.difference),
            "Case Manager less Xero", level=2,
        ),
    ]  # fmt: skip
    for line in moving:
        rows = counted(line.findings, "row")
        lines.append(
            Figure(f"bridge:{line.kind}", line.kind, amount_text(line.effect), rows, "", 1)
        )
    if quiet:
        rows = counted(sum(line.findings for line in quiet), "row")
        changes = "changes" if len(quiet) == 1 else "change"
        name = f"{counted(len(quiet), 'kind')} that {changes} nothing owed"
        lines.append(Figure(QUIET, name, "0.00", rows, level=1))
    lines.append(Figure(EXPLAINED, "Explained", amount_text(total.explained), level=2))
    alarm = total.unexplained != 0
    lines.append(
        Figure(
            UNEXPLAINED, "Unexplained", amount_text(total.unexplained),
            "no finding covers it" if alarm else "nothing is left",
            "alarm" if alarm else "good", 2,
        )
    )  # fmt: skip
    return lines


def unexplained_words(report: TieOutReport) -> str:
    """What there is to say of the remainder, which has no rows by its nature."""
    total = report.total
    if not total.unexplained:
        return "Every cent of the difference is explained by a finding or by dates"
    return (
        f"No finding explains {amount_text(total.unexplained)} {total.currency_code}. Press "
        "Refresh; if it stays, have cmxero doctor run: its checks name what is wrong"
    )
