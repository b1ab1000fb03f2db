"""Groups of pages that are stored in one transaction."""

from datetime import datetime, timedelta

import pytest

from cmxero.core.errors import XeroUnreachableError
from cmxero.workflows.gathering import gathered

NOON = datetime(2026, 11, 22, 2)


def facts(page):
    """The page is its ids."""
    return page, NOON + timedelta(seconds=max(map(ord, page)))


def groups(pages, at_once=4):
    """Each group as its pages and whether it is the last."""
    return [(group.pages, group.is_last) for group in gathered(pages, facts, at_once=at_once)]


def test_pages_are_gathered_up_to_so_many_documents():
    """A page that alone holds more is a group of its own."""
    assert groups(["ab", "cd", "e", "fghij"]) == [
        (["ab", "cd"], False),
        (["e"], False),
        (["fghij"], True),
    ]
    assert groups([]) == []


def test_a_document_that_comes_again_begins_a_new_group():
    """Each of its versions is stored, in the order in which they came."""
    assert groups(["ab", "ca"]) == [(["ab"], False), (["ca"], True)]


def test_where_reading_breaks_off_nothing_is_the_last():
    """What came is handed on before the error is."""

    def broken():
        yield "ab"
        yield "c"
        raise XeroUnreachableError("connection lost")

    handed = gathered(broken(), facts, at_once=9)
    first = next(handed)
    assert (first.pages, first.ids, first.is_last) == (["ab", "c"], ["a", "b", "c"], False)
    with pytest.raises(XeroUnreachableError):
        next(handed)


def test_the_newest_instant_is_of_all_groups_so_far():
    """The watermark follows the whole list."""
    stamps = [group.newest_utc for group in gathered(["z", "a"], facts, str.upper, at_once=1)]
    assert stamps == [NOON + timedelta(seconds=ord("z"))] * 2
