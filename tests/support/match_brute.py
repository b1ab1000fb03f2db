"""The rules of matching told a second time, as plainly as can be: every set tried, no cleverness.

It shares no code with the search beyond the candidates themselves.
"""

from datetime import date

from cmxero.core.match_candidates import Candidate, Nature, Side
from cmxero.core.money import money

CASE, XERO, EITHER = Side.CASE_MANAGER, Side.XERO, Side.EITHER


def candidate(
    key, side, effect, *, day="2026-09-01", invoice="", customer="", contact="",
    numbers=(), names=(), nature=Nature.DOCUMENT,
):  # fmt: skip
    """A candidate in one line: its numbers, and what its texts name."""
    return Candidate(
        key=key,
        side=side,
        nature=nature,
        effect=money(effect),
        day=date.fromisoformat(day) if day else None,
        what=f"document {key}",
        case_invoice_number=invoice,
        contact=contact,
        customer=customer,
        numbers=frozenset(numbers),
        references=frozenset(names),
    )


def every_match(candidates, window_days):
    """Every match there is, as a set of keys, with its facts."""
    by_key = {each.key: each for each in candidates if each.effect != 0}
    sets = [((), 0)]
    for key, each in by_key.items():
        sets += [((*keys, key), total + int(each.effect.scaleb(2))) for keys, total in sets]
    even = [frozenset(keys) for keys, total in sets if keys and total == 0]
    smallest = [one for one in even if not any(other < one for other in even)]
    matches = {}
    for keys in smallest:
        parts = [by_key[key] for key in keys]
        if is_match(parts, window_days):
            matches[keys] = facts_of(parts, by_key.values())
    return matches


def is_match(parts, window_days):
    """Both sides, near in time, and small where there are several on both."""
    sides = [each.side for each in parts]
    if set(sides) == {CASE} or set(sides) == {XERO}:
        return False
    days = [each.day for each in parts if each.day]
    if any((one - other).days > window_days for one in days for other in days):
        return False
    but_one = len(parts) - 1
    return len(parts) <= 6 or but_one <= max(sides.count(CASE), sides.count(XERO))


def are_connected(one, other):
    """Whether a text of one names the other, or both name the same; of two sides only."""
    if one.key == other.key or (one.side == other.side and one.side != EITHER):
        return False
    for word in one.references:
        if word in other.numbers or word in other.references:
            return True
    return any(word in one.numbers for word in other.references)


def reached_from(one, parts):
    """Keys of the parts that texts lead to, one after the other."""
    reached = {one.key}
    for _ in parts:
        reached |= {
            other.key
            for each in parts if each.key in reached
            for other in parts if are_connected(each, other)
        }  # fmt: skip
    return reached


def facts_of(parts, everyone):
    """Same invoice, connected by texts, no text against, same customer, same date."""
    inside = {each.key for each in parts}
    invoices = {each.case_invoice_number for each in parts}
    days = {each.day for each in parts}
    return (
        len(invoices) == 1 and invoices != {""},
        len(reached_from(parts[0], parts)) == len(parts),
        not any(
            are_connected(one, other)
            for one in parts for other in everyone if other.key not in inside
        ),
        all(is_one_customer(one, other) for one in parts for other in parts),
        len(days) == 1 and days != {None},
    )  # fmt: skip


def is_one_customer(one, other):
    if one.contact and other.contact:
        return one.contact == other.contact
    return one.customer != "" and one.customer == other.customer


def judge(candidates, window_days):
    """(unique matches, clusters of ambiguous ones): sets of keys, and sets of such sets."""
    left = dict(every_match(candidates, window_days))
    unique = set()
    while True:
        better = {
            one
            for one in left
            if all(left[one] > left[other] for other in left if other != one and other & one)
        }
        if not better:
            return unique, clusters(left)
        unique |= better
        left = {one: left[one] for one in left if not any(one & each for each in better)}


def clusters(matches):
    """Matches that hang together by shared candidates."""
    found = set()
    waiting = set(matches)
    while waiting:
        cluster = {waiting.pop()}
        while more := {one for one in waiting if any(one & each for each in cluster)}:
            cluster |= more
            waiting -= more
        found.add(frozenset(cluster))
    return found


def verdicts_of(matchings):
    """What the search says, in the same terms."""
    unique = {frozenset(m.ways[0].keys) for m in matchings if m.verdict == "unique"}
    ambiguous = {
        frozenset(frozenset(way.keys) for way in m.ways)
        for m in matchings
        if m.verdict == "ambiguous"
    }
    return unique, ambiguous
