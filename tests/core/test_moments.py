"""Days and instants are read as people write them, and refused in words."""

from datetime import date, datetime

import pytest

from cmxero.core.errors import SettingsError
from cmxero.core.moments import find_day, find_instant


def test_texts_and_dates_are_taken():
    """Empty is none; an offset is turned into UTC."""
    assert find_day("2026-06-30") == find_day(date(2026, 6, 30)) == date(2026, 6, 30)
    assert find_day("") is find_day(None) is find_instant(" ") is None
    assert find_instant("2026-07-05T09:00") == datetime(2026, 7, 5, 9)
    assert find_instant("2026-07-05T19:00+10:00") == datetime(2026, 7, 5, 9)


def test_anything_else_is_refused_in_words():
    """What, and how to write it."""
    with pytest.raises(SettingsError, match=r"'30/6' is not a date\. Write it like 2026-06-30"):
        find_day("30/6")
    with pytest.raises(SettingsError, match="'soon' is not a date and time"):
        find_instant("soon")
