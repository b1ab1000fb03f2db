"""Makes the invoices: their lines, hours times rate, GST and terms."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from cmxero.core.casejournal import CaseInvoice, CaseLine
from cmxero.core.money import ZERO, half_up
from cmxero.core.tax import line_tax
from cmxero.core.terms import find_due_date
from cmxero.sample.cast import Case, Cast
from cmxero.sample.catalogue import (
    ACTIVITIES,
    BLANK,
    BLANK_ONE_IN,
    GST,
    UNKNOWN_TAX,
    UNKNOWN_TERMS,
    note,
)
from cmxero.sample.names import INSURERS
from cmxero.sample.periods import FIRST_NUMBER, Calendar
from cmxero.sample.roles import NEEDS_INSURER, NOT_USED, Role

GST_RATE = Decimal(10)
NO_RATE = ZERO
SIZES = (1, 1, 1, 2, 2, 2, 3, 3, 4)
LONGEST_WAIT = 18
"""Days between the work and its invoice, at most."""
OTHER_SPELLING = {payer.name: payer.other_spelling for payer in INSURERS}


def number_at(place: int) -> str:
    """The invoice number at a place of the sample."""
    return str(FIRST_NUMBER + place)


class InvoiceMaker:
    """Makes one invoice after the other; the order matters, because chance is drawn in it."""

    def __init__(self, calendar: Calendar, cast: Cast, rng: Random) -> None:
        self._calendar, self._cast, self._rng = calendar, cast, rng
        self._lines_made = 0

    def make(self, place: int, role: Role) -> CaseInvoice:
        """The invoice at a place, as the part it plays asks for."""
        case = self._cast.pick((lambda c: c.is_insured) if role in NEEDS_INSURER else None)
        period = self._calendar.period_at(place)
        day = self._calendar.day_of(place)
        number = number_at(place)
        invoice = CaseInvoice(
            number=number,
            invoice_number=number,
            journal_number=str(period.number),
            journal_date=period.end,
            transaction_date=day,
            total=ZERO,
            case_number=case.number,
            claim_number=case.claim_number,
            client_name=case.client_name,
            contact=case.contact,
            office=case.office,
            category=case.category,
            terms=case.terms,
            due_date=find_due_date(case.terms, day),
        )
        invoice = with_lines(invoice, [self._line(case, invoice) for _ in range(self._size(role))])
        tailor = _TAILORS.get(role)
        return tailor(invoice) if tailor else invoice

    def _size(self, role: Role) -> int:
        if role is Role.TOTALS_DO_NOT_ADD_UP:
            return 2
        return 1 if role in NOT_USED else self._rng.choice(SIZES)

    def _line(self, case: Case, invoice: CaseInvoice) -> CaseLine:
        rng = self._rng
        self._lines_made += 1
        activity = rng.choice(ACTIVITIES[case.category])
        tax_code = BLANK if rng.randrange(BLANK_ONE_IN) == 0 else activity.tax_code
        quantity, rate = rng.choice(activity.quantities), rng.choice(activity.rates)
        sub_total = half_up(quantity * rate)
        tax = tax_on(sub_total, tax_code)
        return CaseLine(
            cost_name=activity.name,
            cost_date=invoice.transaction_date - timedelta(days=rng.randrange(LONGEST_WAIT)),
            notes=note(rng, self._lines_made),
            charge_code=activity.code,
            quantity=quantity,
            unit=activity.unit,
            rate=rate,
            tax_code=tax_code,
            sub_total=sub_total,
            tax=tax,
            total=sub_total + tax,
            employee=case.employee,
        )


def tax_on(sub_total: Decimal, tax_code: str) -> Decimal:
    """The GST in dollars on an amount without it."""
    return line_tax(sub_total, GST_RATE if tax_code == GST else NO_RATE, inclusive=False)


def with_lines(invoice: CaseInvoice, lines: Iterable[CaseLine]) -> CaseInvoice:
    """An invoice with these lines and their sums."""
    kept = tuple(lines)
    sub_total = sum((line.sub_total for line in kept), ZERO)
    tax = sum((line.tax for line in kept), ZERO)
    return replace(invoice, lines=kept, sub_total=sub_total, tax=tax, total=sub_total + tax)


def _with_unknown_tax(invoice: CaseInvoice) -> CaseInvoice:
    first, *others = invoice.lines
    spoilt = replace(first, tax_code=UNKNOWN_TAX, tax=ZERO, total=first.sub_total)
    return with_lines(invoice, [spoilt, *others])


def _with_unknown_terms(invoice: CaseInvoice) -> CaseInvoice:
    return replace(invoice, terms=UNKNOWN_TERMS, due_date=None)


def _with_claim_in_notes(invoice: CaseInvoice) -> CaseInvoice:
    first, *others = invoice.lines
    words = f"Claim {invoice.claim_number}: lumbar strain, see medical certificate."
    return replace(invoice, lines=(replace(first, notes=words), *others))


def _under_other_name(invoice: CaseInvoice) -> CaseInvoice:
    other = OTHER_SPELLING[invoice.contact.company_name]
    return replace(invoice, contact=replace(invoice.contact, company_name=other))


def _due_too_early(invoice: CaseInvoice) -> CaseInvoice:
    return replace(invoice, due_date=invoice.transaction_date - timedelta(days=10))


_TAILORS: dict[Role, Callable[[CaseInvoice], CaseInvoice]] = {
    Role.UNKNOWN_TAX_CODE: _with_unknown_tax,
    Role.UNKNOWN_TERMS: _with_unknown_terms,
    Role.CLAIM_IN_NOTES: _with_claim_in_notes,
    Role.RENAMED: _under_other_name,
    Role.DUE_BEFORE_DATE: _due_too_early,
}
