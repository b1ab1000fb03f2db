# ruff: noqa: RUF001 - the true minus sign and the dash are what people see

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.ui.grid import Column, Grid, arrange

COLUMNS = (
    Column("name", "Name", "text", 100, grow=1),
    Column("effect", "Effect", "money", 80, key="cents", total="unit"),
    Column("unit", "Cur", "text", 40, shown_from=600),
)


def table():
    return {
        "id": ["a", "b", "c"],
        "name": ["Zoe", "adam", "Ben <b>"],
        "effect": ["−1.00", "–", "20.00"],
        "cents": [-100, None, 2000],
        "unit": ["AUD", "AUD", "NZD"],
    }


@pytest.fixture
def grid():
    made = Grid(COLUMNS, label="things")
    made.show(table())
    made.sent = []
    made.send = lambda content, **_buffers: made.sent.append(content)
    return made


def test_columns_travel_without_what_says_nothing(grid):
    """The script gets field, title, kind, width and what differs from the default."""
    assert grid.columns[0] == {
        "field": "name",
        "title": "Name",
        "kind": "text",
        "width": 100,
        "grow": 1,
        "from": 0,
    }
    assert grid.columns[1]["total"] == "unit"
    assert grid.columns[2]["from"] == 600


@pytest.mark.parametrize(
    ("query", "sort", "rows"),
    [
        ("", [], [0, 1, 2]),
        ("  ", [], [0, 1, 2]),
        ("ben", [], [2]),
        ("NZD BEN", [], [2]),
        ("ben aud", [], []),
        ("<b>", [], [2]),
        ("", ["name", "ascending"], [1, 2, 0]),
        ("", ["name", "descending"], [0, 2, 1]),
        ("", ["effect", "ascending"], [0, 2, 1]),
        ("", ["effect", "descending"], [2, 0, 1]),
        ("", ["unit", "descending"], [2, 0, 1]),
        ("", ["gone", "ascending"], [0, 1, 2]),
    ],
)
def test_arrange_searches_all_words_and_puts_missing_values_last(query, sort, rows):
    """Search is over all columns in any case; equals keep their order; None is last both ways."""
    assert arrange(COLUMNS, table(), query, sort) == rows


def test_show_keeps_only_selected_ids_that_are_still_there(grid):
    """Selection is by id and never points to a row that has gone."""
    grid.selected = ["a", "c"]
    data = {name: values[:2] for name, values in table().items()}
    before = grid.version
    grid.show(data)
    assert grid.selected == ["a"]
    assert grid.version == before + 1


def test_patch_sends_only_the_changed_rows_and_changes_our_copy(grid):
    """A decision on one row of many does not send the table again (ui.md 8.5)."""
    before = grid.version
    grid.patch({"c": {"effect": "0.00", "cents": 0}, "a": {"effect": "5.00", "cents": 500}})
    assert grid.sent == [
        {
            "type": "patch",
            "ids": ["c", "a"],
            "data": {"effect": ["0.00", "5.00"], "cents": [0, 500]},
            "version": before + 1,
        }
    ]
    assert grid.data["effect"] == ["5.00", "–", "0.00"]
    assert grid.version == before + 1


def test_patch_of_an_unknown_row_or_field_changes_nothing(grid):
    """A wrong patch is refused whole."""
    with pytest.raises(KeyError):
        grid.patch({"a": {"effect": "9.99"}, "x": {"effect": "9.99"}})
    with pytest.raises(KeyError):
        grid.patch({"a": {"nothing": 1}})
    assert grid.data == table()
    assert grid.sent == []


def test_empty_patch_sends_nothing(grid):
    """Nothing changed, nothing travels."""
    grid.patch({})
    assert grid.sent == []


def test_key_brings_the_row_it_was_pressed_on(grid):
    """A message overtakes the traits on their way, so it carries cursor and selection."""
    pressed = []
    grid.on_key(lambda key: pressed.append((key, grid.current, grid.selected)))
    grid._received(grid, {"type": "key", "key": "a", "current": "b", "selected": ["a", "b"]}, [])
    assert pressed == [("a", "b", ["a", "b"])]


def test_enter_opens_and_a_lab_page_gets_the_style_sheet(grid):
    """The other two messages of the contract."""
    opened = []
    grid.on_open(lambda: opened.append(grid.current))
    grid._received(grid, {"type": "open", "current": "c", "selected": []}, [])
    grid._received(grid, {"type": "style"}, [])
    assert opened == ["c"]
    assert grid.sent[0]["type"] == "style"
    assert "--cmx-ink" in grid.sent[0]["text"]


def test_script_stays_small_enough_to_be_sent_on_every_visit():
    """An anywidget's script is never cached by the browser (ui.md 3.2)."""
    assert len(str(Grid._esm).encode()) < 16 * 1024


@given(
    st.lists(st.tuples(st.text(max_size=5), st.none() | st.integers(-500, 500)), max_size=12),
    st.sampled_from(["ascending", "descending"]),
)
def test_arrange_gives_every_row_once_and_missing_last(rows, direction):
    """Sorting neither loses nor doubles a row, and directions mirror the known values."""
    data = {
        "id": [str(at) for at in range(len(rows))],
        "name": [name for name, _cents in rows],
        "effect": ["" for _row in rows],
        "cents": [cents for _name, cents in rows],
        "unit": ["AUD" for _row in rows],
    }
    order = arrange(COLUMNS, data, "", ["effect", direction])
    assert sorted(order) == list(range(len(rows)))
    cents = [data["cents"][at] for at in order]
    known = [value for value in cents if value is not None]
    assert cents == known + [None] * (len(cents) - len(known))
    assert known == sorted(known, reverse=direction == "descending")
