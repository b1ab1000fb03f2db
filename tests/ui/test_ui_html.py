from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.ui.html import Html, element, is_web_address


class Reader(HTMLParser):
    """What a browser would see: tags with attributes, and text."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_text_is_escaped_and_elements_are_kept():
    """What came from outside stays text; only elements made here are markup."""
    made = element("p", "a < b", element("b", '"x" & y'), None, [" ", 7], class_="one")
    assert made == '<p class="one">a &lt; b<b>&quot;x&quot; &amp; y</b> 7</p>'
    assert isinstance(made, Html)


@given(st.text(), st.text())
def test_no_text_can_leave_its_element_or_attribute(text, attribute):
    """For any text there is exactly one element, with exactly that attribute."""
    seen = Reader(element("p", text, title=attribute))
    assert [tag for tag, _attributes in seen.tags] == ["p"]
    assert seen.tags[0][1].keys() == {"title"}


def test_attributes_are_named_as_in_html():
    """Underscores become hyphens, True is bare, None and False are left out."""
    assert (
        element("details", aria_label="x", open=True, hidden=False, id=None)
        == '<details aria-label="x" open></details>'
    )
    assert element("br") == "<br>"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", " https://x"]
)
def test_only_web_addresses_become_links(address):
    """An address from outside could run a script when clicked."""
    assert not is_web_address(address)
    with pytest.raises(ValueError, match="not a web address"):
        element("a", "x", href=address)


def test_joined_strings_lose_the_mark_of_safety():
    """Adding plain text to an element gives text again, which is escaped when used."""
    joined = element("b", "x") + "<i>"
    assert element("p", joined) == "<p>&lt;b&gt;x&lt;/b&gt;&lt;i&gt;</p>"
