import pytest

from cmxero.ui.deep_link import deep_link


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("", {}),
        ("invoice=CM-1001", {"invoice": "CM-1001"}),
        ("invoice=CM%2D1001%20&view=Mine+now", {"invoice": "CM-1001 ", "view": "Mine now"}),
        ("invoice=&x", {}),
        ("invoice=1&invoice=2", {"invoice": "2"}),
        ("invoice=%3Cscript%3E", {"invoice": "<script>"}),
    ],
)
def test_names_and_values_of_the_address(monkeypatch, query, read):
    """Decoded as browsers write them; what has no value is not there."""
    monkeypatch.setenv("QUERY_STRING", query)
    assert deep_link() == read


def test_in_a_notebook_there_is_none(monkeypatch):
    """JupyterLab sets no query string."""
    monkeypatch.delenv("QUERY_STRING", raising=False)
    assert deep_link() == {}
