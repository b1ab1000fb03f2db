"""The bar of views: choose one, keep the present one under a name, choose columns."""

from collections.abc import Callable, Mapping, Sequence

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.chooser import Chooser
from cmxero.ui.grid import Column, Grid
from cmxero.ui.parts import show, text_field
from cmxero.ui.saved_views import SavedViews, View

NO_VIEW = "\N{EM DASH}"
"""Stands in the list while what is shown is none of the views."""


class ViewBar:
    """Widgets over ``SavedViews``.

    Attributes:
        box: the whole, to put on a page.
        views: the list of names.
        columns: which columns, in which order.
        name: what the present view shall be called.
    """

    def __init__(
        self,
        saved: SavedViews,
        columns: Sequence[Column],
        grid: Grid,
        notice: Notice,
        *,
        apply: Callable[[View], None],
        filters: Callable[[], Mapping[str, str]],
    ) -> None:
        """Make it.

        Args:
            columns: those a person chooses from.
            grid: holds what is searched for and the order.
            apply: shows a view.
            filters: what is filtered now, as in ``View``; empty values say nothing.
        """
        self._saved, self._grid, self._apply, self._filters = saved, grid, apply, filters
        self._usual = [column.field for column in columns]
        self._is_following = False
        self.views = ipywidgets.Dropdown(description="View")
        self._titles = [(column.field, column.title) for column in columns]
        self.columns = Chooser("Columns")
        self.columns.offer(self._titles, self._usual)
        self._fold = Action("Columns\N{HORIZONTAL ELLIPSIS}", self._toggle_columns, notice=notice)
        self._are_columns_open = False
        self.name = text_field("Name", "e.g. Bluegum to chase")
        self._ask = Action("Save view\N{HORIZONTAL ELLIPSIS}", self._open_form, notice=notice)
        self._save = Action("Save", self._save_it, notice=notice, classes=["cmx-primary"])
        self._remove = Action("Remove view", self._remove_it, notice=notice)
        self._cancel = Action("Cancel", self._close_form, notice=notice)
        buttons = [self._save.button, self._remove.button, self._cancel.button]
        self.form = ipywidgets.HBox([self.name, *buttons]).add_class("cmx-form")
        bar = ipywidgets.HBox([self.views, self._ask.button, self._fold.button])
        self._panel = ipywidgets.HBox([self.columns]).add_class("cmx-custom")
        self.box = ipywidgets.VBox([bar.add_class("cmx-viewbar"), self.form, self._panel])
        self._close_form()
        show(self._panel, visible=False)
        self._offer(saved.opened or saved.given[0].name)
        self.views.observe(lambda _: notice.guard("show the view", self._chosen), "value")
        self.columns.observe(lambda _: notice.guard("show the columns", self._other), "value")

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns chosen; empty for the usual ones."""
        return () if self.columns.value == self._usual else tuple(self.columns.value)

    def begin(self, *, is_linked: bool = False) -> bool:
        """Show what the person used last time, unless the page was opened at something else.

        Returns:
            Whether a view was shown.
        """
        if is_linked:
            self._offer("")
            return False
        opened = self._saved.find(self._saved.opened)
        if opened is not None:
            self._show(opened)
        return opened is not None

    def changed(self) -> None:
        """What is shown is no longer the view: the list says so."""
        if not self._is_following and self.views.value:
            self._offer("")
            self._saved.open("")

    def _present(self, name: str) -> View:
        filters = {each: value for each, value in self._filters().items() if value}
        return View(name, filters, self._grid.query, tuple(self._grid.sort), self.fields)

    def _offer(self, name: str) -> None:
        self._is_following = True
        try:
            named = [(view.name, view.name) for view in self._saved.offered()]
            self.views.options = [(NO_VIEW, ""), *named]
            self.views.value = name
        finally:
            self._is_following = False

    def _chosen(self) -> None:
        view = self._saved.find(self.views.value) if self.views.value else None
        if view is not None and not self._is_following:
            self._show(view)
            self._saved.open(view.name)

    def _show(self, view: View) -> None:
        self._is_following = True
        try:
            self.columns.offer(self._titles, view.columns or self._usual)
            self._apply(view)
        finally:
            self._is_following = False

    def _other(self) -> None:
        if not self._is_following:
            self.changed()
            self._apply(self._present(""))

    def _toggle_columns(self) -> None:
        self._are_columns_open = not self._are_columns_open
        show(self._panel, visible=self._are_columns_open)

    def _open_form(self) -> None:
        own = {view.name for view in self._saved.own}
        self.name.value = self.views.value if self.views.value in own else ""
        show(self.form, visible=True)
        self.name.focus()

    def _close_form(self) -> None:
        show(self.form, visible=False)

    def _save_it(self) -> str:
        said = self._saved.save(self._present(self.name.value))
        self._offer(self._saved.opened)
        self._close_form()
        return said

    def _remove_it(self) -> str:
        said = self._saved.remove(self.name.value)
        self._offer("")
        self._close_form()
        return said
