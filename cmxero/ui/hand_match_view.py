"""The view where a payment is matched by hand: what could belong to it, and what still remains."""

from collections.abc import Callable, Sequence

import ipywidgets

from cmxero.core.errors import StaleDecisionError
from cmxero.core.findings import Finding
from cmxero.core.match_suggestions import MatchSuggestion
from cmxero.ui.action import Action, Notice
from cmxero.ui.formats import amount_text, counted, date_words
from cmxero.ui.grid import Grid
from cmxero.ui.hand_match import COLUMNS, HandMatch
from cmxero.ui.html import Html, element
from cmxero.ui.parts import show, text_field
from cmxero.ui.payment_source import PaymentSource

MOST_OFFERS = 4
NOTHING_TO_MATCH = "Every payment fits an invoice, or was decided. There is nothing to match."
LOOKING = "Looking for what could belong to it…"
NOTHING_FOUND = (
    "cmxero found no set of open findings that comes to 0.00 with this payment. Tick by hand, "
    "or settle it another way: the view Payments says how."
)


class HandMatchView:
    """Shows a HandMatch; stores through it, and tells the page what happened.

    Attributes:
        box: the whole, to put on a page.
        payment: which payment is to be matched.
        grid: what may be ticked.
        store: stores the link once nothing remains.
        offers: buttons that tick what cmxero found; they store nothing.
    """

    def __init__(
        self,
        source: PaymentSource,
        stored: Callable[[tuple[str, ...], str], None],
        look_again: Callable[[], None],
        notice: Notice,
    ) -> None:
        self._source, self._stored, self._notice = source, stored, notice
        self._look_again = look_again
        self.match = HandMatch(source)
        self._payments: dict[str, Finding] = {}
        self._findings: tuple[Finding, ...] = ()
        self._suggestions: tuple[MatchSuggestion, ...] | None = None
        self._is_filling = self._is_filled = False
        self.payment = ipywidgets.Dropdown(description="Payment")
        self.grid = Grid(COLUMNS, label="what could belong to the payment")
        self.grid.empty = NOTHING_TO_MATCH
        self.head = ipywidgets.HTML()
        self.remains = ipywidgets.HTML()
        self.why_not = ipywidgets.HTML()
        self.found = ipywidgets.HTML()
        self.offers = [
            Action("Tick these", self._take_offer(place), notice=notice)
            for place in range(MOST_OFFERS)
        ]
        self.offer_words = [ipywidgets.HTML() for _ in self.offers]
        self.note = text_field("Note", "Note (optional), e.g. remittance advice number")
        self.note.add_class("cmx-note")
        self.store = Action("Store this match", self._store, notice=notice, classes=["cmx-primary"])
        self.box = self._layout()
        self.payment.observe(self._notice.guarded("choose the payment", self._choose), "value")
        self.grid.observe(self._notice.guarded("add up", self._tick), "selected")
        self.grid.on_open(self.store.button.focus)

    def offer(self, payments: Sequence[Finding], findings: Sequence[Finding]) -> None:
        """Keep what may be matched; it travels to the browser once the view is looked at."""
        self._payments = {each.key: each for each in payments}
        self._findings = tuple(findings)
        self._suggestions = None
        self._is_filled = False

    def look(self) -> None:
        """The view is looked at: fill it, and ask once what could belong to the payment.

        The chosen payment and what is ticked stay if they are still there.
        """
        if not self._is_filled:
            self._fill()
        if self._suggestions is None and self.match.payment is not None:
            self._suggestions = tuple(self._source.match_suggestions())
            self.match.take(self._suggestions)
        self._show_found()

    def _fill(self) -> None:
        chosen, ticked = self._chosen_key(), tuple(self.match.ticked)
        options = [(_line(each), key) for key, each in self._payments.items()]
        first = options[0][1] if options else ""
        self._is_filling = True  # new options move the value for a moment
        try:
            self.payment.options = options or [("none", "")]
            self.payment.value = chosen if chosen in self._payments else first
        finally:
            self._is_filling = False
        self.payment.disabled = not options
        self._is_filled = True
        self._turn(ticked if self.payment.value == chosen else ())

    def turn_to(self, key: str) -> None:
        """Match this payment."""
        self.payment.value = key

    def _choose(self) -> None:
        if not self._is_filling:
            self._turn(())
            self.look()

    def _turn(self, ticked: Sequence[str]) -> None:
        self.match.choose(self._payments.get(self._chosen_key()), self._findings)
        if self._suggestions is not None:
            self.match.take(self._suggestions)
        data = self.match.data()
        self.match.ticked = [key for key in ticked if key in data["id"]]
        self.grid.show(data)
        self.grid.selected = list(self.match.ticked)
        self.grid.current = data["id"][0] if data["id"] else ""
        payment = self.match.payment
        self.head.value = _head(payment) if payment else element("p", NOTHING_TO_MATCH)
        self._show_found()
        self._show_remaining()

    def _tick(self) -> None:
        self.match.ticked = tuple(self.grid.selected)
        self._show_remaining()

    def _show_remaining(self) -> None:
        payment = self.match.payment
        self.remains.value = _sum_table(self.match, payment) if payment else ""
        refusal = self.match.refusal()
        said = refusal or "Nothing remains: it can be stored."
        self.why_not.value = element("p", said, class_="cmx-small") if self.match.payment else ""
        self.store.allow(allowed=refusal is None)
        for widget in (self.note, self.store.button):
            show(widget, visible=self.match.payment is not None)

    def _show_found(self) -> None:
        offers = self.match.offers()
        for place, (button, words) in enumerate(zip(self.offers, self.offer_words, strict=True)):
            is_there = place < len(offers)
            words.value = element("p", offers[place][0]) if is_there else ""
            for widget in (button.button, words):
                show(widget, visible=is_there)
        if self.match.payment is None:
            self.found.value = ""
        elif self._suggestions is None:
            self.found.value = element("p", LOOKING, class_="cmx-small")
        else:
            self.found.value = _found(self.match.suggestions, len(offers))

    def _take_offer(self, place: int) -> Callable[[], None]:
        def take() -> None:
            _words, keys = self.match.offers()[place]
            self.grid.selected = list(keys)
            self.store.button.focus()

        return take

    def _store(self) -> None:
        payment = self.match.payment
        try:
            keys = self.match.store(self.note.value)
        except StaleDecisionError:
            self._look_again()
            raise
        self.note.value = ""
        subject = payment.subject if payment else ""
        self._stored(keys, f"{subject} is linked with {counted(len(keys) - 1, 'other finding')}.")

    def _chosen_key(self) -> str:
        return str(self.payment.value or "")

    def _layout(self) -> ipywidgets.Widget:
        chooser = ipywidgets.HBox([self.payment]).add_class("cmx-chooser")
        decide = ipywidgets.VBox([self.remains, self.why_not, self.note, self.store.button])
        offers = [
            ipywidgets.HBox([words, button.button]).add_class("cmx-offer")
            for words, button in zip(self.offer_words, self.offers, strict=True)
        ]
        panel = ipywidgets.VBox(
            [self.head, decide.add_class("cmx-decide"), self.found, *offers]
        ).add_class("cmx-panel")
        split = ipywidgets.Box([self.grid, panel]).add_class("cmx-split")
        return ipywidgets.VBox([chooser, split]).add_class("cmx-view")


def _line(payment: Finding) -> str:
    amount = amount_text(payment.xero_amount)
    return (
        f"{payment.subject} · {amount} {payment.currency_code} · {date_words(payment.since)} · "
        f"{payment.contact_name}"
    )


def _head(payment: Finding) -> Html:
    return element(
        "div",
        element("p", payment.kind.value, class_="cmx-kind"),
        element("h2", f"What does {payment.subject} belong to?"),
        element(
            "p",
            f"{payment.contact_name}, {date_words(payment.since)}. Tick in the list what it "
            "settles: what only one side has, until nothing remains.",
            class_="cmx-small",
        ),
        class_="cmx-panel-head",
    )


def _sum_table(match: HandMatch, payment: Finding) -> Html:
    chosen = match.chosen()
    rows = [(payment.subject, payment.effect), *((each.subject, each.effect) for each in chosen)]
    remaining = match.remaining()
    style = "cmx-good" if chosen and not remaining else "cmx-attention"
    return element(
        "table",
        element("caption", "Effect on Case Manager minus Xero"),
        element(
            "tbody",
            [
                element(
                    "tr",
                    element("th", subject, scope="row"),
                    element(
                        "td", f"{amount_text(effect)} {payment.currency_code}", class_="cmx-figure"
                    ),
                )
                for subject, effect in rows
            ],
            element(
                "tr",
                element("th", "Remaining difference", scope="row"),
                element(
                    "td", f"{amount_text(remaining)} {payment.currency_code}", class_="cmx-figure"
                ),
                class_=f"cmx-remaining {style}",
            ),
        ),
        class_="cmx-table",
        aria_live="polite",
    )


def _found(suggestions: Sequence[MatchSuggestion], offers: int) -> Html:
    if not suggestions:
        return element("section", element("h3", "What cmxero found"), element("p", NOTHING_FOUND))
    return element(
        "section",
        element("h3", "What cmxero found; it links nothing by itself"),
        [
            element(
                "div",
                element("p", element("b", each.in_words), f" · {each.about}, {each.nature.value}"),
                element(
                    "ul",
                    [element("li", line.strip()) for line in each.card[1:]],
                    class_="cmx-plain",
                ),
            )
            for each in suggestions
        ],
        element("p", "Press Tick these to take a set over, then store it.", class_="cmx-small")
        if offers
        else None,
    )
