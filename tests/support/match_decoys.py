"""Groups with three true parts and decoys, seeded: some separated by a fact, some with a twin."""

from dataclasses import replace
from random import Random

from match_brute import CASE, EITHER, XERO, candidate

TRUE = ("t1", "t2", "t3")
DAYS = [f"2026-09-{day:02}" for day in range(1, 29)]


def decoy_group(random: Random, decoys: int):
    """Three candidates that belong together, t1 to t3, among others that only look like it.

    Every third group has round amounts, so that sets meet by chance; every fourth a twin of a
    true part, with its facts or without.
    """
    step = random.choice((1, 1, 500))
    small, large = (random.randrange(step, 200_000, step) for _ in range(2))
    one, two = random.choice(((CASE, XERO), (XERO, CASE)))
    invoice, word = random.choice((("1001", ""), ("", "p7"), ("", "")))
    common = {"invoice": invoice, "customer": "Bluegum", "numbers": [word][: len(word)]}
    amounts = zip(TRUE, (one, two, two), (small + large, -small, -large), strict=True)
    group = [_at(random, key, side, cents, common, word) for key, side, cents in amounts]
    if random.randrange(4) == 0:
        twin = replace(random.choice(group), key="d0")
        bare = replace(twin, case_invoice_number="", references=frozenset(), numbers=frozenset())
        group.append(random.choice((twin, bare)))
    while len(group) < len(TRUE) + decoys:
        cents = random.choice((1, -1)) * random.randrange(step, 200_000, step)
        other = {"invoice": random.choice(("1001", "1002", "1003", "")), "customer": "Bluegum"}
        side = random.choice((CASE, CASE, CASE, XERO, XERO, XERO, EITHER))
        group.append(_at(random, f"d{len(group)}", side, cents, other, ""))
    random.shuffle(group)
    return group


def _at(random, key, side, cents, traits, word):
    dollars = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
    return candidate(key, side, dollars, day=random.choice(DAYS), names=[word] if word else (),
                     **traits)  # fmt: skip
