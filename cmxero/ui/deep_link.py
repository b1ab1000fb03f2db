"""What the address of a page asks for, as in ``history.ipynb?invoice=CM-1001``."""

from urllib.parse import parse_qsl

from cmxero.config import query_string


def deep_link() -> dict[str, str]:
    """Name → value of the page's address, read once when the page begins (ui.md 8.4).

    It is a stranger's text: whoever shows it escapes it, and nothing is decided by it. Of a name
    that comes twice the last value counts; in a notebook it is empty.
    """
    return dict(parse_qsl(query_string()))
