"""Three true parts among decoys: all that is unique is found, all that is ambiguous flagged."""

from collections import Counter
from random import Random

import pytest
from match_brute import judge, verdicts_of
from match_decoys import TRUE, decoy_group

from cmxero.core.matching import WINDOW_DAYS, match_group


@pytest.mark.parametrize(("decoys", "cases"), [(2, 300), (4, 300), (8, 150), (12, 25)])
def test_true_parts_among_decoys(decoys, cases):
    """The verdicts are those of a search that tries every set; each outcome occurs."""
    random, outcomes = Random(decoys), Counter()  # noqa: S311 - the same groups every time
    for _ in range(cases):
        group = decoy_group(random, decoys)
        unique, ambiguous = judge(group, WINDOW_DAYS)
        assert verdicts_of(match_group(group)) == (unique, ambiguous), group
        outcomes["found"] += frozenset(TRUE) in unique
        outcomes["ambiguous"] += any(frozenset(TRUE) in each for each in ambiguous)
    assert outcomes["found"] > cases // 2
    assert outcomes["ambiguous"] > 0
