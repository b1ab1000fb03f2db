"""Payment terms and the due date they give (case-manager.md 1.6, 2.4).

Case Manager's Payment Terms List is free text, so the wording is matched in the forms people
use; anything else is a problem for a person, never a guess.
"""

import calendar
import re
from datetime import date, timedelta

_AT_ONCE = {"cod", "on receipt", "due on receipt", "immediate", "cash on delivery", "0 days"}
_DAYS = re.compile(r"^(?:net )?(\d{1,3})(?: days?)?(?: (?:from|after) invoice(?: date)?)?$")
_END_OF_MONTH = re.compile(r"^(?:end of (?:the )?month|eom)$")
_END_OF_NEXT_MONTH = re.compile(r"^(?:end of (?:the )?(?:next|following) month)$")
_AFTER_END = re.compile(
    r"^(?:net )?(\d{1,3})(?: days?)? (?:(?:after|from) )?(?:the )?(?:end of (?:the )?month|eom)$"
)


def find_due_date(terms: str, invoice_date: date) -> date | None:
    """The due date that terms give for an invoice date, or None if the wording is not known.

    Known: ``14 days``, ``net 30``, ``COD``, ``end of month``, ``end of next month``,
    ``7 days after end of month``, ``30 days EOM``.
    """
    words = " ".join(terms.lower().replace(".", "").split())
    if words in _AT_ONCE:
        return invoice_date
    if found := _DAYS.match(words):
        return invoice_date + timedelta(days=int(found[1]))
    if _END_OF_MONTH.match(words):
        return end_of_month(invoice_date)
    if _END_OF_NEXT_MONTH.match(words):
        return end_of_month(end_of_month(invoice_date) + timedelta(days=1))
    if found := _AFTER_END.match(words):
        return end_of_month(invoice_date) + timedelta(days=int(found[1]))
    return None


def end_of_month(day: date) -> date:
    """The last day of the month of a date."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
