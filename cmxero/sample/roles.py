"""Which invoice plays which part, decided before anything is written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from random import Random

from cmxero.core.errors import SettingsError
from cmxero.sample.periods import FIRST_DAY, LAST_DAY, Calendar

ADJUSTED_OF_400, REFUNDED_OF_400 = 14, 5
MOST_BUSY = 2
"""At most one invoice in so many has a part; the rest is everyday business."""
ENOUGH = 150
"""So many invoices a fault of each kind are always enough."""


class Role(StrEnum):
    """The part an invoice plays; a fault's name says what is wrong with it."""

    PLAIN = "plain"
    ADJUSTED_ON_BOTH = "adjusted on both sides"
    ADJUSTED = "adjusted in Case Manager only"
    REFUNDED = "overcharged and refunded"
    MIRROR_DELETED = "payment deleted while mirrored"
    MIRROR_REDATED = "payment re-dated while mirrored"
    NUMBER_LENT = "its number is used again later"
    BAD_DATE = "bad-date"
    BAD_AMOUNT = "bad-amount"
    MISSING_VALUE = "missing-value"
    TOTALS_DO_NOT_ADD_UP = "totals-do-not-add-up"
    LINE_DOES_NOT_ADD_UP = "line-does-not-add-up"
    DUPLICATE_NUMBER = "duplicate-number"
    UNKNOWN_TYPE = "unknown-type"
    PAYMENT_OF_NOTHING = "unknown-invoice"
    UNKNOWN_TAX_CODE = "unknown-tax-code"
    UNKNOWN_TERMS = "unknown-terms"
    NUMBER_USED_TWICE = "number used twice"
    TYPED_BY_HAND = "number typed by hand"
    TOTALS_DIFFER = "totals differ"
    DATES_EDITED = "dates edited"
    CONTACT_EDITED = "contact edited"
    VOIDED = "voided"
    DELETED = "deleted"
    STILL_DRAFT = "still a draft"
    HELD = "payment held"
    ONLY_IN_CASE_MANAGER = "payment only in Case Manager"
    ENTERED_LOCALLY = "payment entered locally"
    CHANGED_AFTER_JOURNAL = "payment deleted after it was journaled"
    DEPOSIT_TWICE = "same deposit journaled twice"
    CLAIM_IN_NOTES = "claim number in the line notes"
    RENAMED = "contact renamed between journals"
    DUE_BEFORE_DATE = "due date before invoice date"
    CREDITED = "credited in Xero only"
    CREDIT_NOT_ALLOCATED = "credit note not allocated"
    CREDIT_OF_NOTHING = "credit note that names no invoice"
    REFUNDED_IN_XERO = "refunded in Xero only"
    OVERPAID = "overpaid in Xero"
    PREPAID = "paid in advance in Xero"
    MONEY_APPLIED = "overpayment or prepayment applied"
    PAID_BEFORE_START = "payment before the start date"
    LOWERED_AND_PAID_IN_FULL = "lowered in Case Manager, paid in full in Xero"
    JOURNALED_AFTER_START = "payment journaled while payments come from Xero"
    REDATED_AFTER_JOURNAL = "payment re-dated after it was journaled"
    OVERCHARGE_ON_BOTH = "overcharge put right on both sides"


NOT_USED = frozenset(
    {
        Role.BAD_DATE, Role.BAD_AMOUNT, Role.MISSING_VALUE, Role.TOTALS_DO_NOT_ADD_UP,
        Role.LINE_DOES_NOT_ADD_UP, Role.DUPLICATE_NUMBER, Role.UNKNOWN_TYPE,
    }
)  # fmt: skip
"""Invoices whose rows cannot be used; neither ledger has them."""
NEEDS_INSURER = frozenset({Role.CLAIM_IN_NOTES, Role.RENAMED})

Days = tuple[date, date]
ANY: Days = (FIRST_DAY, LAST_DAY)
PAID_BEFORE_SWITCH: Days = (FIRST_DAY, date(2026, 7, 31))
"""Early enough to be paid before payments come from Xero."""
REFUND_IN_TIME: Days = (FIRST_DAY, date(2026, 7, 15))
PAID_AFTER_SWITCH: Days = (date(2026, 8, 10), date(2026, 10, 5))


@dataclass(frozen=True, slots=True)
class Casting:
    """How many invoices play a role, and of which days.

    Attributes:
        times: how many for each ``faults_per_kind``.
    """

    role: Role
    times: int = 1
    days: Days = ANY


FAULTS: tuple[Casting, ...] = (
    Casting(Role.BAD_DATE, 2),
    Casting(Role.BAD_AMOUNT, 2),
    Casting(Role.MISSING_VALUE, 2),
    Casting(Role.TOTALS_DO_NOT_ADD_UP, 2),
    Casting(Role.LINE_DOES_NOT_ADD_UP),
    Casting(Role.UNKNOWN_TYPE),
    Casting(Role.PAYMENT_OF_NOTHING, 1, PAID_BEFORE_SWITCH),
    Casting(Role.UNKNOWN_TAX_CODE),
    Casting(Role.UNKNOWN_TERMS),
    Casting(Role.NUMBER_USED_TWICE),
    Casting(Role.TYPED_BY_HAND),
    Casting(Role.TOTALS_DIFFER, 2),
    Casting(Role.DATES_EDITED, 2),
    Casting(Role.CONTACT_EDITED),
    Casting(Role.VOIDED),
    Casting(Role.DELETED),
    Casting(Role.STILL_DRAFT, 2),
    Casting(Role.HELD),
    Casting(Role.ONLY_IN_CASE_MANAGER, 1, PAID_BEFORE_SWITCH),
    Casting(Role.ENTERED_LOCALLY, 2, PAID_AFTER_SWITCH),
    Casting(Role.CHANGED_AFTER_JOURNAL, 1, PAID_BEFORE_SWITCH),
    Casting(Role.DEPOSIT_TWICE, 1, PAID_BEFORE_SWITCH),
    Casting(Role.CLAIM_IN_NOTES, 2),
    Casting(Role.DUE_BEFORE_DATE),
)
MONEY_FAULTS: tuple[Casting, ...] = (
    Casting(Role.CREDITED, 2),
    Casting(Role.CREDIT_NOT_ALLOCATED),
    Casting(Role.CREDIT_OF_NOTHING),
    Casting(Role.REFUNDED_IN_XERO, 1, REFUND_IN_TIME),
    Casting(Role.OVERPAID, 1, PAID_AFTER_SWITCH),
    Casting(Role.PREPAID),
    Casting(Role.MONEY_APPLIED, 2),
    Casting(Role.PAID_BEFORE_START, 1, PAID_BEFORE_SWITCH),
    Casting(Role.LOWERED_AND_PAID_IN_FULL, 1, PAID_AFTER_SWITCH),
    Casting(Role.JOURNALED_AFTER_START, 1, PAID_AFTER_SWITCH),
    Casting(Role.REDATED_AFTER_JOURNAL, 1, PAID_BEFORE_SWITCH),
)


def draw_roles(calendar: Calendar, rng: Random, faults_per_kind: int) -> dict[int, Role]:
    """The place of every invoice that plays a role; all others are plain.

    Raises:
        SettingsError: more faults than so few invoices can carry.
    """
    roles = _Roles(calendar, rng)
    for casting in FAULTS:
        roles.cast(casting.role, casting.times * faults_per_kind, casting.days)
    first, third, last = (calendar.periods[n] for n in (0, 2, -1))
    roles.cast(Role.NUMBER_LENT, faults_per_kind, (first.start, first.end))
    roles.cast(Role.DUPLICATE_NUMBER, faults_per_kind, (third.start, third.end))
    roles.cast(Role.RENAMED, faults_per_kind, (last.start, last.end))
    roles.cast(Role.MIRROR_DELETED, 1, PAID_AFTER_SWITCH)
    roles.cast(Role.MIRROR_REDATED, 1, PAID_AFTER_SWITCH)
    adjusted = calendar.invoices * ADJUSTED_OF_400 // 400
    roles.cast(Role.ADJUSTED_ON_BOTH, adjusted // 2, ANY)
    roles.cast(Role.ADJUSTED, adjusted - adjusted // 2, ANY)
    roles.cast(Role.REFUNDED, calendar.invoices * REFUNDED_OF_400 // 400, REFUND_IN_TIME)
    for casting in MONEY_FAULTS:
        roles.cast(casting.role, casting.times * faults_per_kind, casting.days)
    roles.cast(Role.OVERCHARGE_ON_BOTH, 1, REFUND_IN_TIME)
    if len(roles.found) * MOST_BUSY > calendar.invoices:
        raise _too_few(calendar.invoices)
    return roles.found


class _Roles:
    def __init__(self, calendar: Calendar, rng: Random) -> None:
        self._calendar, self._rng = calendar, rng
        self.found: dict[int, Role] = {}

    def cast(self, role: Role, times: int, days: Days) -> None:
        """Give a role to invoices of some days that have none yet."""
        start, stop = self._calendar.places(*days)
        for _ in range(times):
            self.found[self._free(start, stop)] = role

    def _free(self, start: int, stop: int) -> int:
        if stop <= start:
            raise _too_few(self._calendar.invoices)
        drawn = self._rng.randrange(start, stop)
        for place in chain(range(drawn, stop), range(start, drawn)):
            if place not in self.found:
                return place
        raise _too_few(self._calendar.invoices)


def _too_few(invoices: int) -> SettingsError:
    return SettingsError(
        "--invoices",
        f"{invoices} invoices cannot carry so many planted faults.",
        f"Ask for at least {ENOUGH} for each --faults-per-kind, or for fewer faults.",
    )
