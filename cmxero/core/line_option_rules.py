"""Items and tracking options of drafts against the organisation's (xero-api.md 1.7)."""

from collections.abc import Iterable, Iterator

from cmxero.core.documents import DraftLine, InvoiceDraft
from cmxero.core.limits import MAX_TRACKED
from cmxero.core.organisation_facts import XeroItem, XeroTrackingCategory
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem

ACTIVE = "ACTIVE"


class LineOptionRules:
    """An organisation's items and tracking categories, ready to check many drafts."""

    def __init__(
        self, items: Iterable[XeroItem], categories: Iterable[XeroTrackingCategory]
    ) -> None:
        self._items = {item.code: item for item in items}
        self._categories = {category.name: category for category in categories}
        self._options = {
            name: frozenset(category.options) for name, category in self._categories.items()
        }

    def check(self, draft: InvoiceDraft) -> Iterator[Problem]:
        """What Xero would refuse of the item codes and tracking of a draft, each cause once."""
        number = draft.case_invoice_number
        for code, place in _first_places(draft.lines):
            yield from self._item(number, code, place)
        most = max((len(line.tracking) for line in draft.lines), default=0)
        if most > MAX_TRACKED:
            yield problem("tracking-too-many", number, value=str(most))
        for category, option in dict.fromkeys(t for line in draft.lines for t in line.tracking):
            yield from self._tracked(number, category, option)

    def _item(self, number: str, code: str, place: int) -> Iterator[Problem]:
        item = self._items.get(code)
        if item is None:
            hint = _hint(code, self._items)
            yield problem("item-unknown", number, value=code, line=place, hint=hint)
        elif not item.is_sold:
            yield problem("item-not-sold", number, value=code, line=place, name=item.name)

    def _tracked(self, number: str, name: str, option: str) -> Iterator[Problem]:
        category = self._categories.get(name)
        if category is None or category.status != ACTIVE:
            why = "does not exist in Xero" if category is None else "is archived in Xero"
            hint = _hint(name, self._categories) if category is None else ""
            yield problem("tracking-category-unknown", number, value=name, why=why, hint=hint)
        elif option not in self._options[name]:
            hint = _hint(option, category.options)
            yield problem("tracking-option-unknown", number, value=option, category=name, hint=hint)


def _first_places(lines: Iterable[DraftLine]) -> Iterator[tuple[str, int]]:
    places: dict[str, int] = {}
    for place, line in enumerate(lines, start=1):
        if line.item_code:
            places.setdefault(line.item_code, place)
    yield from places.items()


def _hint(wanted: str, known: Iterable[str]) -> str:
    """The name that was meant, if it differs in case or blanks alone."""
    key = "".join(wanted.casefold().split())
    meant = next((name for name in known if "".join(name.casefold().split()) == key), None)
    return f" Xero has '{meant}'." if meant else ""
