from datetime import date
from decimal import Decimal

import pytest

from cmxero.core.option_lines import OptionLine, find_option_line, option_entry, option_words

FILE = """\
# person = "Alex"
person = "Bea"
[organisation]
# key = "main"
[xero]
mode = "live"
[mapping]
# account_code = "200"
[payments]
account_code = "no option of this section"
# [payments.types]
# "091" = "Credit Card"
[mapping.tax_codes]
GST = "OUTPUT"
"""


@pytest.mark.parametrize(
    ("section", "key", "line"),
    [
        ("", "person", OptionLine(2, is_set=True)),
        ("organisation", "key", OptionLine(4, is_set=False)),
        ("xero", "mode", OptionLine(6, is_set=True)),
        ("mapping", "account_code", OptionLine(8, is_set=False)),
        ("payments", "types", OptionLine(11, is_set=False)),
        ("mapping", "tax_codes", OptionLine(13, is_set=True)),
        ("xero", "client_id", None),
    ],
)
def test_the_line_that_sets_an_option_or_shows_its_default(section, key, line):
    """The same key in another section is another option; a table is found by its heading."""
    assert find_option_line(FILE, section, key) == line


def test_an_option_below_a_commented_heading_is_not_taken_for_one_of_it():
    """``# [payments.types]`` begins nothing as long as it is commented out."""
    text = "[payments]\n# [payments.types]\nforward_days = 3\n"
    assert find_option_line(text, "payments", "forward_days") == OptionLine(3, is_set=True)


@pytest.mark.parametrize(
    ("value", "words", "entry"),
    [
        (None, "not set", "# k ="),
        (True, "yes", "k = true"),
        (7, "7", "k = 7"),
        (Decimal("1000.00"), "1,000.00", "k = 1000.00"),
        (date(2026, 9, 1), "1 Sep 2026", "k = 2026-09-01"),
        ("", "empty", 'k = ""'),
        (" - ", '" - "', 'k = " - "'),
        ('a "b"', 'a "b"', 'k = "a \\"b\\""'),
        (("a", "b"), "a, b", 'k = ["a", "b"]'),
        ((), "none", "k = []"),
        ({"": "X", "GST": "Y"}, "(blank) = X, GST = Y", '[s.k]\n"" = "X"\n"GST" = "Y"'),
    ],
)
def test_values_in_words_and_as_the_line_to_write(value, words, entry):
    """What is copied can be pasted into the file."""
    assert option_words(value) == words
    assert option_entry("s", "k", value) == entry
