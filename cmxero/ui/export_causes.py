"""What did not go to Xero, a card a cause: mend it once, send all of its invoices again."""

from collections.abc import Callable

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.export_panel import cause_words
from cmxero.ui.formats import amount_text, counted, instant_words
from cmxero.ui.html import Html, element
from cmxero.ui.parts import share_layout
from cmxero.workflows.export_log import CauseGroup, Failures

NOTHING_FAILED = "Nothing of this journal failed: whatever was exported is in Xero."
SOME = 12
"""How many invoice numbers a card shows before it folds the rest away."""

Retry = Callable[[str | None, str], None]
"""Called with the cause's key (None for every failure) and the cause in words."""


class CausesView:
    """The cards.

    Attributes:
        box: the whole, to put on a page.
        retries: the buttons, by the key of the cause; the empty key stands for all.
    """

    def __init__(self, retry: Retry, notice: Notice) -> None:
        self._retry, self._notice = retry, notice
        self.box = ipywidgets.VBox().add_class("cmx-causes")
        self.retries: dict[str, Action] = {}
        self._is_free = True

    def show(self, failures: Failures | None) -> None:
        """Show these failures."""
        old = self.box.children
        self.retries = {}
        if failures is None or not failures.count:
            cards: list[ipywidgets.Widget] = [
                ipywidgets.HTML(element("p", NOTHING_FAILED, class_="cmx-empty"))
            ]
        else:
            cards = [self._top(failures), *(self._card(group) for group in failures.groups)]
        share_layout(cards)
        self.box.children = cards
        self.allow(is_free=self._is_free)
        for card in old:
            _close(card)

    def allow(self, *, is_free: bool) -> None:
        """Whether something may be sent again just now."""
        self._is_free = is_free
        for action in self.retries.values():
            action.allow(allowed=is_free)

    def _top(self, failures: Failures) -> ipywidgets.Widget:
        words = element(
            "div",
            element(
                "h2",
                f"{counted(failures.count, 'failure')}, "
                f"{counted(len(failures.groups), 'cause')}, {amount_text(failures.total)}",
            ),
            element(
                "p",
                "Mend a cause once, then send its invoices again. They are checked anew first, "
                "and you see what would go before anything is sent.",
                class_="cmx-small",
            ),
        )
        every = self._again("", None, f"All {counted(failures.count, 'failure')}", failures.count)
        return ipywidgets.HBox([ipywidgets.HTML(words), every]).add_class("cmx-cause-top")

    def _card(self, group: CauseGroup) -> ipywidgets.Widget:
        key = group.cause.key
        again = self._again(key, key, str(group.cause), group.count)
        return ipywidgets.HBox([ipywidgets.HTML(_words(group)), again]).add_class("cmx-cause")

    def _again(self, name: str, key: str | None, words: str, count: int) -> ipywidgets.Widget:
        label = f"Send all {count:,} again…" if key is None else f"Send these {count:,} again…"
        if count == 1:
            label = "Send it again…"
        self.retries[name] = Action(
            label,
            lambda: self._retry(key, words),
            notice=self._notice,
            tooltip=f"Check again and show what would go: {words}",
        )
        return self.retries[name].button


def _words(group: CauseGroup) -> Html:
    cause = group.cause
    numbers = group.invoices
    listed = ", ".join(numbers[:SOME])
    more = len(numbers) - SOME
    return element(
        "div",
        element(
            "h3",
            str(cause),
            element(
                "span",
                f"{counted(group.count, 'invoice')} · {amount_text(group.total)}",
                class_="cmx-cause-size",
            ),
        ),
        cause_words(cause),
        element("p", _seen(group), class_="cmx-small"),
        element("p", f"Invoices: {listed}", class_="cmx-small")
        if more <= 0
        else element(
            "details",
            element("summary", f"Invoices: {listed} and {more:,} more"),
            element("p", ", ".join(numbers), class_="cmx-small"),
        ),
    )


def _seen(group: CauseGroup) -> str:
    first, last = instant_words(group.first_seen_utc), instant_words(group.last_seen_utc)
    return f"Seen {first}." if first == last else f"Seen since {first}, last {last}."


def _close(widget: ipywidgets.Widget) -> None:
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()
