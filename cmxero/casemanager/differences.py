"""What changed between two exports of the same transaction.

A journal locks its transactions (case-manager.md 5.2), so any change here is worth a person's
look.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from cmxero.casemanager.shown import shown
from cmxero.core.casejournal import CaseContact, CaseLine, CaseTransaction, kind_of

NumberedLine = tuple[int, CaseLine]

_OF_THE_FILE = frozenset(("row", "lines", "contact"))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference, as text ready to show.

    Attributes:
        field: in words, e.g. ``due date`` or ``line 2: rate``.
        before: empty if there was nothing.
        after: empty if there is nothing now.
    """

    field: str
    before: str
    after: str


def compare_transactions(
    before: CaseTransaction, after: CaseTransaction
) -> tuple[FieldChange, ...]:
    """Every field that differs, of the header and of the lines; empty if none does.

    Rows of the file do not count, nor does the order of the lines: the same journal exported in
    another order has not changed.
    """
    kinds = FieldChange("type", kind_of(before).value, kind_of(after).value)
    return (
        *([kinds] if kinds.before != kinds.after else []),
        *_field_changes(before, after),
        *_field_changes(_names_of(before.contact), _names_of(after.contact), "contact: "),
        *_line_changes(_lines(before), _lines(after)),
    )


def _names_of(contact: CaseContact) -> CaseContact:
    """Not how to reach them: a journal does not lock that, and older exports lack it."""
    return CaseContact(contact.title, contact.first_name, contact.last_name, contact.company_name)


def _field_changes(before: object, after: object, prefix: str = "") -> Iterator[FieldChange]:
    for name in _names(before, after):
        was, is_now = shown(getattr(before, name, None)), shown(getattr(after, name, None))
        if was != is_now:
            yield FieldChange(prefix + name.replace("_", " "), was, is_now)


def _names(before: object, after: object) -> list[str]:
    names = [one.name for side in (before, after) for one in fields(side)]  # type: ignore[arg-type]
    return [name for name in dict.fromkeys(names) if name not in _OF_THE_FILE]


def _lines(transaction: CaseTransaction) -> list[CaseLine]:
    lines: Sequence[CaseLine] = getattr(transaction, "lines", ())
    return [replace(line, row=0) for line in lines]


def _line_changes(before: list[CaseLine], after: list[CaseLine]) -> Iterator[FieldChange]:
    """Lines that both sides have are left out; of the rest, those of one cost belong together."""
    gone, come = _without(before, after), _without(after, before)
    pairs: list[tuple[NumberedLine, NumberedLine]] = []
    for is_partner in (_is_same_cost, _is_any):
        for one in list(gone):
            partner = next((other for other in come if is_partner(one[1], other[1])), None)
            if partner:
                gone.remove(one)
                come.remove(partner)
                pairs.append((one, partner))
    for (number, was), (_number, is_now) in sorted(pairs, key=lambda pair: pair[0][0]):
        yield from _field_changes(was, is_now, f"line {number}: ")
    for number, line in gone:
        yield FieldChange(f"line {number}", _in_words(line), "")
    for number, line in come:
        yield FieldChange(f"line {number}", "", _in_words(line))


def _without(lines: list[CaseLine], others: list[CaseLine]) -> list[NumberedLine]:
    spare = Counter(others)
    left = []
    for number, line in enumerate(lines, 1):
        if spare[line]:
            spare[line] -= 1
        else:
            left.append((number, line))
    return left


def _is_same_cost(one: CaseLine, other: CaseLine) -> bool:
    return (one.cost_name, one.cost_date) == (other.cost_name, other.cost_date)


def _is_any(_one: CaseLine, _other: CaseLine) -> bool:
    return True


def _in_words(line: CaseLine) -> str:
    when = f" on {shown(line.cost_date)}" if line.cost_date else ""
    return (
        f"{line.cost_name}{when}: {shown(line.quantity)} x {shown(line.rate)}, "
        f"{shown(line.total)} with GST"
    )
