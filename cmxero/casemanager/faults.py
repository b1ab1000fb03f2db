"""What can be wrong with a row of a journal export, in words a bookkeeper can act on.

The codes are stable: findings group by them, and ``journal-export.md`` documents each.
"""

from dataclasses import dataclass

from cmxero.core.problems import Problem, Severity
from cmxero.core.wording import capitalised

SHOWN_IN_MESSAGE = 80
SHOWN_AS_VALUE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of problem; the texts are filled from the facts of the row."""

    code: str
    message: str
    remedy: str
    severity: Severity = Severity.BLOCKS


_EXPORT_AGAIN = "in Case Manager and export the journal again, or correct row {row} of the file."

_FAULTS = (
    Fault(
        "missing-value",
        "'{column}' is empty, but every {kind} row must fill it.",
        "Fill it " + _EXPORT_AGAIN,
    ),
    Fault(
        "bad-date",
        "'{value}' in '{column}' is not a date that can be read without guessing.",
        "Write it day first with a four-digit year, e.g. 1/02/2026 for 1 February 2026, in "
        "row {row} of the file.",
    ),
    Fault(
        "bad-amount",
        "'{value}' in '{column}' is not an amount in dollars and cents.",
        "Write it like 1,234.50 or -50.00, with a point before the cents and no words, in "
        "row {row} of the file.",
    ),
    Fault(
        "bad-number",
        "'{value}' in '{column}' is not a number.",
        "Write it like 1.5 (an hour and a half is 1.5, not 1:30) in row {row} of the file.",
    ),
    Fault(
        "too-many-decimals",
        "'{value}' in '{column}' has more than {places} decimals, and cmxero never rounds "
        "what it was given.",
        "Round it in Case Manager's report, or in Excel with =ROUND(cell,{places}), and import "
        "the file again.",
    ),
    Fault(
        "amount-too-large",
        "'{value}' in '{column}' is a billion or more, which cannot be right.",
        "Correct the figure " + _EXPORT_AGAIN,
    ),
    Fault(
        "unknown-type",
        "'{value}' in '{column}' is not one of the four transaction types.",
        "Write invoice, adjustment, payment or refund. If row {row} is a heading or a sum, "
        "delete the row from the file.",
    ),
    Fault(
        "negative-amount",
        "The {kind} is {value}, but only an adjustment may be below zero.",
        "Export the amount as it was entered in Case Manager, without the minus its lists "
        "show; to lower what is owed, enter an adjustment there.",
    ),
    Fault(
        "zero-amount",
        "The {kind} is 0.00, so no money has moved.",
        "Delete it or enter its amount in Case Manager, and export the journal again.",
    ),
    Fault(
        "line-does-not-add-up",
        "The line says {sub_total} without GST and {tax} GST, which makes {makes}, but its "
        "total says {value}.",
        "Correct the line's amounts " + _EXPORT_AGAIN,
    ),
    Fault(
        "totals-do-not-add-up",
        "The lines of {subject} make {makes}, but its total says {value}.",
        "See whether a line of it is missing from the file, and export the whole journal "
        "again from Case Manager.",
    ),
    Fault(
        "rows-disagree",
        "Row {row} of {subject} says '{value}' in '{column}', but row {other} says '{says}'.",
        "Make all rows of {subject} say the same: correct it in Case Manager and export the "
        "journal again, or correct the file.",
    ),
    Fault(
        "duplicate-number",
        "The number of {subject} is used more than once with different content: see rows {rows}.",
        "A number belongs to one transaction in one journal. Find out in Case Manager which "
        "is right, and export the journal again.",
    ),
    Fault(
        "duplicate-row",
        "Row {row} repeats row {other} of {subject} exactly; only the first was used.",
        "Delete the repeated row from the file. If money really moved twice, the second "
        "transaction needs a number of its own in Case Manager.",
    ),
    Fault(
        "held-with-sibling",
        "Row {row} belongs to {subject}, which is used only whole, and row {other} has a problem.",
        "Correct row {other}; this row then comes in with it when you import the file again.",
    ),
    Fault(
        "journal-dates-differ",
        "Journal {journal} is dated {says} elsewhere in this file, but {value} here.",
        "A journal has one date. Correct '{column}' " + _EXPORT_AGAIN,
    ),
    Fault(
        "text-too-long",
        "'{column}' holds {length} characters; at most {limit} are taken.",
        "Shorten the text " + _EXPORT_AGAIN,
    ),
    Fault(
        "control-character",
        "'{column}' holds a character that cannot be printed.",
        "Type the text afresh " + _EXPORT_AGAIN,
    ),
    Fault(
        "spreadsheet-error",
        "'{value}' in '{column}' is what Excel writes where it has no value to show.",
        "Widen the column or mend the formula in Excel, save and import the file again; or "
        "export the journal afresh from Case Manager.",
    ),
    Fault(
        "lost-digits",
        "'{value}' in '{column}' is a long number that Excel has shortened; its digits are lost.",
        "Export the journal afresh from Case Manager and do not save it from Excel as CSV; or "
        "format the column as Text before you type the number.",
    ),
    Fault(
        "cell-without-header",
        "Row {row} holds '{value}' where the file has no header.",
        "Most often a comma inside a text has shifted the cells: put the text in quotation "
        "marks, or export the journal as Excel. Otherwise give the column a header.",
    ),
    Fault(
        "broken-quotes",
        "The quotation marks in row {row} do not match, so its cells cannot be told apart.",
        "Write a quotation mark inside a quoted text twice, or export the journal as Excel.",
    ),
    Fault(
        "formula-without-value",
        "Row {row} holds a formula that has not been calculated.",
        "Open the file in Excel, save it and import it again.",
    ),
    Fault(
        "due-before-date",
        "{subject} is due on {value}, before its date of {says}.",
        "Check the terms and the date in Case Manager; if they are right, do nothing.",
        Severity.WARNS,
    ),
    Fault(
        "quantity-times-rate",
        "{quantity} times {rate} makes {makes}, but the line amount says {value}.",
        "Check the cost in Case Manager; if it is a fixed charge, do nothing.",
        Severity.WARNS,
    ),
)
FAULTS: dict[str, Fault] = {
    **{fault.code: fault for fault in _FAULTS},
    "totals-differ": Fault(
        "totals-do-not-add-up",
        "Row {row} of {subject} says its total is {value}, but row {other} says {says}.",
        "All rows of a transaction carry its whole total: correct it " + _EXPORT_AGAIN,
    ),
}
"""By name; the name is the code, save where one code has two wordings."""


def problem_of(
    code: str,
    *,
    row: int,
    subject: str = "",
    column: str = "",
    value: str = "",
    raw: str = "",
    **facts: object,
) -> Problem:
    """A problem of one row.

    Args:
        code: one of ``FAULTS``.
        row: as Excel counts, the header being row 1.
        value: the text as it stands in the file; after 500 characters it is cut, because ``raw``
            has it whole.
        raw: the row as JSON; left out of a mere warning, whose row is used.
        **facts: what the texts of the fault ask for beside these.
    """
    fault = FAULTS[code]
    words = {
        "row": row,
        "subject": subject or f"row {row}",
        "column": column,
        "value": shorten(value, SHOWN_IN_MESSAGE),
        **{name: shorten(str(fact), SHOWN_IN_MESSAGE) for name, fact in facts.items()},
    }
    message = fault.message.format(**words)
    return Problem(
        code=fault.code,
        message=capitalised(message),
        remedy=fault.remedy.format(**words),
        severity=fault.severity,
        subject=subject,
        row=row,
        column=column,
        value=shorten(value, SHOWN_AS_VALUE),
        raw=raw if fault.severity is Severity.BLOCKS else "",
    )


def shorten(text: str, length: int) -> str:
    """A text cut to a length, with an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1] + "…"
