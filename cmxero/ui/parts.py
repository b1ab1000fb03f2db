"""Small helpers for widgets."""

from collections.abc import Iterable, Iterator

import ipywidgets

HIDDEN = "cmx-off"


def mark(widget: ipywidgets.Widget, name: str, *, on: bool) -> None:
    """Give a widget a class of the style sheet, or take it away."""
    if on:
        widget.add_class(name)
    else:
        widget.remove_class(name)


def show(widget: ipywidgets.Widget, *, visible: bool) -> None:
    """Show or hide a widget; its place in the tree and its state stay."""
    mark(widget, HIDDEN, on=not visible)


def text_field(description: str, placeholder: str) -> ipywidgets.Text:
    """A field whose text is sent whole when it is left.

    Sent letter by letter, the last ones wait for an answer and come after the button pressed next.
    """
    return ipywidgets.Text(
        description=description, placeholder=placeholder, continuous_update=False
    )


def share_layout(roots: Iterable[ipywidgets.Widget]) -> None:
    """Give all widgets below the roots one layout, and those of a kind one style.

    Ours are in the style sheet, and one of its own costs each widget 1.1 KB on every visit.
    """
    shared: dict[type, ipywidgets.Widget] = {}
    for widget in {widget.model_id: widget for root in roots for widget in _below(root)}.values():
        for name in ("layout", "style"):
            own = getattr(widget, name, None)
            if own is None:
                continue
            kept = shared.setdefault(type(own), own)
            if kept is not own:
                setattr(widget, name, kept)
                own.close()


def _below(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _below(child)
