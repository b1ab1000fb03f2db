"""What to enter, way by way, with a button that copies each entry and one that copies all."""

from collections.abc import Callable

import ipywidgets

from cmxero.core.playbook import Playbook, Way
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_texts import entry_text, key_in_words, playbook_text
from cmxero.ui.action import Notice
from cmxero.ui.handover import CopyButton
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import sentences
from cmxero.ui.parts import share_layout, show
from cmxero.ui.playbook_view import entry_view

COPY_ENTRY = "Copy this entry"


class EntriesView:
    """Shows one playbook.

    Attributes:
        box: the whole, to put on a page.
        ways: the ways out; the first is the default.
        copies: a button an entry; those not needed are hidden.
        copy_all: all entries of the chosen way; copy_book: every way.
    """

    def __init__(self, chosen: Callable[[], None], notice: Notice) -> None:
        self.book: Playbook | None = None
        self._is_filling = False
        self.ways = ipywidgets.Dropdown(description="Way", options=[("1", 1)], value=1)
        self.first = ipywidgets.HTML()
        self.last = ipywidgets.HTML()
        self.copy_all = CopyButton("Copy all entries")
        self.copy_book = CopyButton("Copy every way")
        self.texts: list[ipywidgets.HTML] = []
        self.copies: list[CopyButton] = []
        self._rows: list[ipywidgets.Widget] = []
        self._list = ipywidgets.VBox([]).add_class("cmx-entries")
        copies = ipywidgets.HBox([self.copy_all, self.copy_book]).add_class("cmx-actions")
        chooser = ipywidgets.HBox([self.ways]).add_class("cmx-chooser")
        self.box = ipywidgets.VBox([chooser, self.first, self._list, copies, self.last])
        self.box.add_class("cmx-to-enter")
        self.ways.observe(
            lambda _change: notice.guard("show the way", lambda: self._turn(chosen)), "value"
        )

    @property
    def place(self) -> int:
        """The chosen way, from 1."""
        ways = len(self.book.ways) if self.book else 1
        return min(int(self.ways.value or 1), ways)

    @property
    def way(self) -> Way | None:
        """The chosen way."""
        return self.book.ways[self.place - 1] if self.book else None

    def show(self, book: Playbook | None) -> None:
        """Show a playbook with its default way, or nothing."""
        self.book = book
        show(self.box, visible=book is not None)
        if book is None:
            return
        self._is_filling = True  # new options move the value for a moment
        try:
            self.ways.options = [
                (f"{at}. {way.name}{' (suggested)' if at == 1 else ''}", at)
                for at, way in enumerate(book.ways, start=1)
            ]
            self.ways.value = 1
        finally:
            self._is_filling = False
        self.copy_book.text = playbook_text(book)
        self._show_way()

    def turn_to(self, place: str) -> None:
        """Choose a way by its place, from 1; what is none changes nothing."""
        if self.book and place in {str(at) for at in range(1, len(self.book.ways) + 1)}:
            self.ways.value = int(place)

    def _turn(self, chosen: Callable[[], None]) -> None:
        if not self._is_filling:
            self._show_way()
            chosen()

    def _show_way(self) -> None:
        book, way = self.book, self.way
        if book is None or way is None:
            return
        self.first.value = _first(book, way, is_default=self.place == 1)
        self.last.value = _last(book, way)
        self._grow(len(way.entries))
        for at, row in enumerate(self._rows):
            is_there = at < len(way.entries)
            show(row, visible=is_there)
            self.copies[at].hidden = not is_there
            if is_there:
                entry = way.entries[at]
                self.texts[at].value = _entry(entry, way)
                self.copies[at].text = entry_text(entry)
        self.copy_all.text = "\n\n".join(map(entry_text, way.entries))
        self.copy_all.hidden = not way.entries

    def _grow(self, count: int) -> None:
        """More rows, if this way has more entries than any before; they stay for the next."""
        made = []
        while len(self._rows) < count:
            text, copy = ipywidgets.HTML(), CopyButton(COPY_ENTRY)
            self.texts.append(text)
            self.copies.append(copy)
            made.append(ipywidgets.VBox([text, copy]).add_class("cmx-entry"))
            self._rows.append(made[-1])
        if made:
            share_layout(made)
            self._list.children = tuple(self._rows)


def _first(book: Playbook, way: Way, *, is_default: bool) -> Html:
    waits = "; ".join(map(key_in_words, book.waits_for))
    return element(
        "section",
        element("h3", "What to enter"),
        element("p", element("b", "Settle first: "), waits, ".") if waits else None,
        element("p", element("b", way.name), ". ", way.when),
        element("p", "Suggested because: ", book.rule, class_="cmx-small") if is_default else None,
        sentences("To be answered first", way.questions),
        class_="cmx-playbook",
    )


def _last(book: Playbook, way: Way) -> Html:
    return element(
        "div", [element("p", said, class_="cmx-small") for said in (*way.notes, *book.unknown)]
    )


def _entry(entry: Entry, way: Way) -> Html:
    return element(
        "div",
        element("b", entry.system.value, data_tag=f"in {entry.system.value}"),
        " ",
        entry_view(entry, way),
        class_="cmx-playbook",
    )
