"""The grid's rules in the browser are the rules in Python: same input, same answer."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cmxero.ui
from cmxero.ui.formats import amount_text
from cmxero.ui.grid import Column, arrange

pytestmark = pytest.mark.browser

SCRIPT = (Path(cmxero.ui.__file__).parent / "grid.js").read_text(encoding="utf-8")
COLUMNS = (
    Column("name", "Name", "text", 100),
    Column("effect", "Effect", "money", 80, key="cents"),
)
TEXT = st.text(alphabet=st.characters(max_codepoint=0x2FF, exclude_characters="\u0130"), max_size=6)


@pytest.fixture(scope="module")
def bare(browser):
    """An empty page with the grid's script loaded as a module; no server at all."""
    page = browser.new_page()
    page.evaluate(
        """async (source) => {
            const file = new Blob([source], {type: "text/javascript"});
            window.grid = await import(URL.createObjectURL(file));
        }""",
        SCRIPT,
    )
    yield page
    page.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(TEXT, st.none() | st.integers(-10_000, 10_000)), max_size=12),
    query=TEXT,
    sort=st.sampled_from(
        [
            [],
            ["name", "ascending"],
            ["name", "descending"],
            ["effect", "ascending"],
            ["effect", "descending"],
        ]
    ),
)
def test_browser_and_python_arrange_rows_alike(bare, rows, query, sort):
    """Otherwise Previous, Next and the CSV would follow another order than the screen."""
    data = {
        "id": [str(at) for at in range(len(rows))],
        "name": [name for name, _cents in rows],
        "effect": [str(cents) for _name, cents in rows],
        "cents": [cents for _name, cents in rows],
    }
    columns = [column.for_browser() for column in COLUMNS]
    script = "([columns, data, query, sort]) => grid.arrange(columns, data, query, sort)"
    shown = bare.evaluate(script, [columns, data, query, sort])
    assert shown == arrange(COLUMNS, data, query, sort), json.dumps([rows, query, sort])


@settings(max_examples=40, deadline=None)
@given(cents=st.integers(-(10**14), 10**14))
def test_browser_and_python_write_amounts_alike(bare, cents):
    """The counter under the selection uses the same separators, minus and places."""
    written = bare.evaluate("(cents) => grid.money(Number(cents))", str(cents))
    assert written == amount_text(Decimal(cents).scaleb(-2))
