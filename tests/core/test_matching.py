"""Which sets belong together: one by one, with the facts that separate them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from match_brute import CASE, EITHER, XERO, candidate

from cmxero.core.errors import InexactAmountError
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.match_candidates import Nature
from cmxero.core.match_groups import match_all
from cmxero.core.match_kinds import LEFT_OUT, ROLES
from cmxero.core.matching import MOST_CANDIDATES, MOST_PARTS, Verdict, match_group


def words(group, **options):
    """(verdict, keys of its ways) of each verdict."""
    return [
        (found.in_words, [" ".join(way.keys) for way in found.ways])
        for found in match_group(group, **options)
    ]


def test_one_to_one_one_to_many_many_to_one_and_many_to_many():
    """Signs as the findings have them: what belongs together comes to 0.00."""
    assert words([candidate("a", CASE, "-20.00"), candidate("x", XERO, "20.00")]) == [
        ("unique", ["a x"])
    ]
    one, two = candidate("a", CASE, "-50.00"), candidate("b", CASE, "-7.00")
    three, four = candidate("x", XERO, "30.00"), candidate("y", XERO, "20.00")
    assert words([one, three, four]) == [("unique", ["a x y"])]
    both = candidate("z", XERO, "57.00")
    assert words([one, two, both]) == [("unique", ["a b z"])]
    uneven = [candidate("x", XERO, "40.00"), candidate("y", XERO, "17.00")]
    assert words([one, two, *uneven]) == [("unique", ["a b x y"])]


def test_signs_may_be_mixed_on_a_side():
    """100.00 in Case Manager less 20.00 paid back there is Xero's 80.00."""
    paid, back = candidate("p", CASE, "-100.00"), candidate("r", CASE, "20.00")
    assert words([paid, back, candidate("x", XERO, "80.00")]) == [("unique", ["p r x"])]


def test_a_cent_too_much_is_impossible():
    """There is no tolerance."""
    (found,) = match_group([candidate("a", CASE, "-20.00"), candidate("x", XERO, "20.01")])
    assert (found.in_words, found.ways) == ("impossible", ())
    assert [each.key for each in found.candidates] == ["a", "x"]


def test_two_small_matches_are_not_also_one_large():
    """Nor does a pair that cancels on one side ride along with a match."""
    group = [
        candidate("a", CASE, "-20.00"), candidate("x", XERO, "20.00"),
        candidate("b", CASE, "-5.00"), candidate("y", XERO, "5.00"),
        candidate("c", CASE, "-3.00"), candidate("d", CASE, "3.00"),
    ]  # fmt: skip
    assert words(group) == [("unique", ["a x"]), ("unique", ["b y"])]


def test_what_cancels_on_one_side_is_told_with_the_match_it_touches():
    """Adjustment b may as well have taken a back in Case Manager itself."""
    group = [candidate("a", CASE, "-5.00"), candidate("b", CASE, "5.00"),
             candidate("x", XERO, "5.00")]  # fmt: skip
    (found,) = match_group(group)
    assert found.ways[0].keys == ("a", "x")
    assert [[part.key for part in each] for each in found.cancelling] == [["a", "b"]]


def test_one_side_alone_never_matches():
    """Two sides, or a document both sides hold."""
    assert words([candidate("a", CASE, "-5.00"), candidate("b", CASE, "5.00")]) == [
        ("impossible", [])
    ]
    moved = [candidate("a", EITHER, "-5.00"), candidate("b", EITHER, "5.00")]
    assert words(moved) == [("unique", ["a b"])]
    short = [candidate("a", EITHER, "-5.00"), candidate("x", XERO, "5.00")]
    assert words(short) == [("unique", ["a x"])]


def test_equals_are_never_picked_from():
    """One credit note, two adjustments that fit as well: both ways, and no pick."""
    twins = [candidate("a", CASE, "-20.00"), candidate("b", CASE, "-20.00")]
    assert words([*twins, candidate("x", XERO, "20.00")]) == [
        ("ambiguous (2 ways)", ["a x", "b x"])
    ]
    nearer = [twins[0], replace(twins[1], day=twins[1].day.replace(day=4))]
    late = candidate("x", XERO, "20.00", day="2026-09-05")
    assert words([*nearer, late]) == [("ambiguous (2 ways)", ["a x", "b x"])]


@pytest.mark.parametrize(
    "fact",
    [
        {"case_invoice_number": "1001"},
        {"numbers": frozenset({"p9"})},
        {"contact": "c-1"},
        {"customer": "Bluegum"},
        {"day": candidate("", CASE, 0, day="2026-09-05").day},
    ],
    ids=lambda fact: next(iter(fact)),
)
def test_each_fact_alone_separates(fact):
    """The invoice, a text that names it, the customer, the date: whichever of two shares it."""
    credit = candidate("x", XERO, "20.00", invoice="1001", names=["p9"], contact="c-1",
                       customer="Bluegum", day="2026-09-05")  # fmt: skip
    other = candidate("a", CASE, "-20.00", contact="c-2")
    sharing = replace(other, key="b", **{"contact": "", **fact})
    (found,) = match_group([credit, replace(other, contact=""), sharing])
    assert (found.in_words, found.ways[0].keys) == ("unique", ("b", "x"))
    assert [rival.keys for rival in found.rivals] == [("a", "x")]


def test_a_stronger_fact_outweighs_all_weaker_ones():
    """Invoice, then text, then no other text, then customer, then date."""
    credit = candidate("x", XERO, "20.00", invoice="1001", names=["p9"], customer="Bluegum")
    invoice = candidate("a", CASE, "-20.00", invoice="1001", day="2026-09-03")
    named = candidate("b", CASE, "-20.00", numbers=["p9"], customer="Bluegum")
    (found,) = match_group([credit, invoice, named])
    assert found.ways[0].keys == ("a", "x")
    (found,) = match_group([credit, replace(invoice, case_invoice_number="1002"), named])
    assert found.ways[0].keys == ("b", "x")


def test_a_text_that_names_another_speaks_against():
    """Credit note y names a, which is 50.00: so it is not the counterpart of b, of 20.00."""
    group = [
        candidate("a", CASE, "-50.00", numbers=["a1"]), candidate("b", CASE, "-20.00"),
        candidate("x", XERO, "30.00"), candidate("y", XERO, "20.00", names=["a1"]),
        candidate("z", XERO, "20.00"),
    ]  # fmt: skip
    assert words(group) == [("unique", ["a x y"]), ("unique", ["b z"])]


def test_what_a_match_takes_is_no_longer_anybodys_rival():
    """The 10th with the 10th; then the other two are alone with each other."""
    group = [
        candidate("a", CASE, "-20.00", day="2026-09-10"),
        candidate("b", CASE, "-20.00", day="2026-09-12"),
        candidate("x", XERO, "20.00", day="2026-09-10"),
        candidate("y", XERO, "20.00", day="2026-09-14"),
    ]
    first, second = match_group(group)
    assert (first.ways[0].keys, second.ways[0].keys) == (("a", "x"), ("b", "y"))
    assert [rival.keys for rival in second.rivals] == [("a", "y"), ("b", "x")]
    assert second.taken == {"a", "x"}


def test_dates_are_a_window():
    """As many days apart as the window: in; one more: out. An unknown date is no bar."""
    group = [candidate("a", CASE, "-20.00", day="2026-09-01"),
             candidate("x", XERO, "20.00", day="2026-09-11")]  # fmt: skip
    assert words(group, window_days=10) == [("unique", ["a x"])]
    assert words(group, window_days=9) == [("impossible", [])]
    assert words([group[0], replace(group[1], day=None)], window_days=0) == [("unique", ["a x"])]


def test_one_against_many_has_no_limit_and_many_against_many_has():
    """Nine part payments are a deposit; of three and four nobody could say that it is no chance."""
    payments = [candidate(f"p{n}", CASE, -(1 << n)) for n in range(9)]
    ((said, ways),) = words([*payments, candidate("x", XERO, (1 << 9) - 1)])
    assert (said, ways) == ("unique", ["p0 p1 p2 p3 p4 p5 p6 p7 p8 x"])
    amounts = {"a": -1000, "b": -200, "c": -31, "w": 617, "x": 351, "y": 203, "z": 60}
    group = [candidate(key, CASE if key < "w" else XERO, n) for key, n in amounts.items()]
    assert sum(each.effect for each in group) == 0
    assert words(group) == [("impossible", [])]
    assert MOST_PARTS == 6


def test_three_and_three_are_found():
    """Six parts, none of which comes out even alone."""
    amounts = {
        "a": "-10.00",
        "b": "-20.01",
        "c": "-30.10",
        "x": "11.11",
        "y": "22.00",
        "z": "27.00",
    }
    group = [candidate(key, CASE if key < "x" else XERO, amount)
             for key, amount in amounts.items()]  # fmt: skip
    assert words(group) == [("unique", ["a b c x y z"])]


def test_sixteen_are_searched_and_seventeen_are_not():
    """The limit, and what says so."""
    group = [candidate(f"k{n:02}", CASE, -(3**n)) for n in range(MOST_CANDIDATES - 1)]
    pair = candidate("x", XERO, 3**4)
    assert words([*group, pair]) == [("unique", ["k04 x"])]
    assert words([*group, pair, candidate("y", XERO, 1)]) == [
        ("not searched (17 candidates)", [])
    ]  # fmt: skip


def test_what_moves_nothing_takes_no_part():
    """It would fit into any match."""
    group = [candidate("a", CASE, "-20.00"), candidate("x", XERO, "20.00"),
             candidate("n", XERO, "0.00")]  # fmt: skip
    assert words(group) == [("unique", ["a x"])]


def test_parts_of_a_cent_are_refused():
    """Amounts are exact or not taken."""
    with pytest.raises(InexactAmountError):
        match_group([replace(candidate("a", CASE, "1.00"), effect=Decimal("1.005"))])


def test_money_is_never_matched_with_documents():
    """A payment of 20.00 is no counterpart of a credit note of 20.00."""
    group = [candidate("a", CASE, "-20.00", customer="Bluegum", nature=Nature.MONEY),
             candidate("x", XERO, "20.00", customer="Bluegum")]  # fmt: skip
    assert match_all(group) == ()


def test_customers_are_kept_apart():
    """By contact; by name only where a contact is not known; an invoice joins whatever it is on."""
    bluegum = candidate("a", CASE, "-20.00", customer="Bluegum", contact="c-1")
    named_alike = candidate("x", XERO, "20.00", customer="Bluegum", contact="c-2")
    assert match_all([bluegum, named_alike]) == ()
    assert len(match_all([replace(bluegum, contact=""), named_alike])) == 1
    on_invoice = [replace(bluegum, case_invoice_number="1001"),
                  replace(named_alike, case_invoice_number="1001")]  # fmt: skip
    assert match_all(on_invoice)[0].matching.verdict is Verdict.UNIQUE


def crowd(count):
    """Adjustments of one customer, each on an invoice of its own, that fit nothing."""
    return [
        candidate(f"k{n:02}", CASE, -(3**n) * 1000, invoice=f"2{n:03}", customer="Quandong")
        for n in range(count)
    ]


def test_a_large_customer_is_searched_invoice_by_invoice():
    """Thirty findings: the invoice's own match is found, the rest says that it is not searched."""
    pair = [candidate("a", CASE, "-20.00", invoice="1001", customer="Quandong"),
            candidate("x", XERO, "20.00", invoice="1001", customer="Quandong")]  # fmt: skip
    elsewhere = candidate("y", XERO, "0.07", customer="Quandong")
    first, second = match_all([*crowd(27), *pair, elsewhere])
    assert first.matching.ways[0].keys == ("a", "x")
    assert second.matching.in_words == "not searched (28 candidates)"
    twin = replace(pair[0], key="b")
    contested, unsearched = match_all([*crowd(27), *pair, twin])
    assert contested.matching.in_words == "ambiguous (2 ways)"
    assert unsearched.matching.in_words == "not searched (30 candidates)"


def test_a_large_customer_is_searched_by_what_texts_connect():
    """On two invoices, but the reference names the payment; an equal one without is no rival."""
    group = [
        candidate("a", CASE, "-20.00", invoice="1001", customer="Quandong", numbers=["p9"]),
        candidate("x", XERO, "20.00", invoice="1002", customer="Quandong", names=["p9"]),
        candidate("y", XERO, "20.00", invoice="1003", customer="Quandong"),
    ]
    first, second = match_all([*crowd(27), *group])
    assert (first.matching.in_words, first.matching.ways[0].keys) == ("unique", ("a", "x"))
    assert second.matching.in_words == "not searched (28 candidates)"
    group[2] = replace(group[2], references=frozenset({"p9"}))
    (only,) = match_all([*crowd(27), *group])
    assert only.matching.in_words == "not searched (30 candidates)"


def test_what_is_open_on_an_invoice_is_not_settled_by_a_text_from_elsewhere():
    """Two of invoice 1001 fit x, texts speak for others of both: y, which names one, must wait."""
    group = [
        candidate("a", CASE, "-20.00", invoice="1001", customer="Quandong", numbers=["p9"]),
        candidate("b", CASE, "-20.00", invoice="1001", customer="Quandong", numbers=["p8"]),
        candidate("x", XERO, "20.00", invoice="1001", customer="Quandong"),
        candidate("y", XERO, "20.00", invoice="1002", customer="Quandong", names=["p9"]),
        candidate("z", XERO, "3.00", invoice="1003", customer="Quandong", names=["p8"]),
    ]
    assert [found.matching.in_words for found in match_all(group)] == ["ambiguous (4 ways)"]
    assert [found.matching.in_words for found in match_all([*crowd(27), *group])] == [
        "ambiguous (2 ways)", "not searched (32 candidates)",
    ]  # fmt: skip


def test_a_text_from_another_invoice_is_heard_in_a_large_customer():
    """As in a small one: y names an adjustment elsewhere, so x is the counterpart."""
    group = [
        candidate("a", CASE, "-20.00", invoice="1001", customer="Quandong"),
        candidate("x", XERO, "20.00", invoice="1001", customer="Quandong"),
        candidate("y", XERO, "20.00", invoice="1001", customer="Quandong", names=["q7"]),
        replace(crowd(1)[0], numbers=frozenset({"q7"})),
    ]
    for others in ([], crowd(28)[1:]):
        first, *_ = match_all([*group, *others])
        assert (first.matching.in_words, first.matching.ways[0].keys) == ("unique", ("a", "x"))


def test_long_gaps_in_time_part_a_large_customer():
    """Ten in spring, ten in autumn: no match reaches across, so both are searched."""
    spring = [replace(each, day=each.day.replace(month=1)) for each in crowd(9)]
    autumn = [replace(each, key=f"m{each.key}") for each in crowd(9)]
    pair = candidate("x", XERO, 3**4 * 1000, customer="Quandong")
    found = match_all([*spring, *autumn, pair], window_days=90)
    assert [each.matching.ways[0].keys for each in found] == [("mk04", "x")]


def test_every_kind_of_finding_takes_a_part_or_is_left_out_with_a_reason():
    """A new kind must be put into one of the two."""
    assert set(ROLES) | set(LEFT_OUT) == set(FindingKind)
    assert not set(ROLES) & set(LEFT_OUT)
