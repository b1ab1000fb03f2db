"""Who could have to do with whom: candidates that hang together by invoice, customer or texts."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence

from cmxero.core.folding import squeeze
from cmxero.core.match_candidates import Candidate, Side

Group = tuple[Candidate, ...]


def circles(candidates: Iterable[Candidate]) -> tuple[Group, ...]:
    """Candidates that hang together by invoice, contact or name, each nature by itself."""
    listed = sorted(candidates, key=lambda each: each.key)
    without_contact = {squeeze(each.customer) for each in listed if not each.contact}
    return _joined(listed, lambda each: _circle_traits(each, without_contact))


def by_invoice(circle: Iterable[Candidate]) -> tuple[Group, ...]:
    """Those about one case invoice together."""
    return _joined(
        circle, lambda each: [each.case_invoice_number] if each.case_invoice_number else []
    )


def by_text(circle: Group) -> tuple[Group, ...]:
    """Those together that texts connect, at least: by a number or reference that a text holds."""
    written = frozenset[str]().union(*(each.references for each in circle))
    return _joined(circle, lambda each: (each.numbers | each.references) & written)


def has_both_sides(group: Sequence[Candidate]) -> bool:
    """Whether any match could be in it."""
    sides = {each.side for each in group}
    return len(group) > 1 and not sides <= {Side.CASE_MANAGER} and not sides <= {Side.XERO}


class Surroundings:
    """A circle by the words of its candidates: who could be connected with whom by a text."""

    def __init__(self, circle: Iterable[Candidate]) -> None:
        self._by_word: dict[str, list[Candidate]] = defaultdict(list)
        for each in circle:
            for word in each.numbers | each.references:
                self._by_word[word].append(each)

    def of(self, group: Iterable[Candidate]) -> Group:
        """All that share a word with one of the group, in the order of their keys."""
        words = {word for each in group for word in each.numbers | each.references}
        found = {each.key: each for word in words for each in self._by_word[word]}
        return tuple(found[key] for key in sorted(found))


def _joined(
    candidates: Iterable[Candidate], traits: Callable[[Candidate], Iterable[object]]
) -> tuple[Group, ...]:
    """Candidates of one nature that hang together by shared traits."""
    listed = list(candidates)
    leader = {each.key: each.key for each in listed}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    first_with: dict[object, str] = {}
    for each in listed:
        for trait in traits(each):
            met = first_with.setdefault((each.nature, trait), each.key)
            leader[find(each.key)] = find(met)
    together: dict[str, list[Candidate]] = defaultdict(list)
    for each in listed:
        together[find(each.key)].append(each)
    return tuple(tuple(group) for group in together.values())


def _circle_traits(candidate: Candidate, without_contact: Container[str]) -> Iterable[object]:
    if candidate.case_invoice_number:
        yield "invoice", candidate.case_invoice_number
    if candidate.contact:
        yield "contact", candidate.contact
    name = squeeze(candidate.customer)
    if name and name in without_contact:
        yield "customer", name
