"""The view of what goes on to Case Manager: import files, and changes to make there by hand."""

from collections.abc import Callable, Sequence

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.formats import amount_text, counted, date_words, instant_words, minor_units
from cmxero.ui.grid import Column, Grid
from cmxero.ui.handover import CopyButton, DownloadButton, FileForBrowser
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import sides_table, table_head
from cmxero.ui.parts import show, text_field
from cmxero.ui.payment_source import PaymentSource
from cmxero.workflows.outbox import in_words
from cmxero.workflows.payment_board import HandItem, OutboxFile, PaymentBoard, hand_change

COLUMNS = (
    Column("action", "Do", "text", 70),
    Column("invoice", "Invoice", "text", 72),
    Column("payer", "Payer", "text", 84, grow=3, shown_from=650),
    Column("case", "Case", "text", 72, grow=1, shown_from=760),
    Column("before", "It reads", "money", 86, key="cents_before", shown_from=650),
    Column("after", "It must read", "money", 104, key="cents_after"),
    Column("day", "Dated", "date", 96, key="day_key", shown_from=650),
    Column("status", "Status", "tag", 100),
)
FILE_HEADS = ("File", "Made", "By", "Payments", "Total")
SHOWN_FILES = 6
NO_FILE = "No import file has been made yet."
NO_ITEM = "Nothing is to be changed in Case Manager by hand."
TO_DO = "to do"
MAKE_FILE, WRITE_LIST = "Make the import file…", "Write the list anew…"
CONFIRMED = "Yes, make the file"


class OutboxView:
    """Makes the outbox, hands its files to the browser, and keeps what was done by hand.

    Attributes:
        box: the whole, to put on a page.
        make: asks, then makes the outbox; ``sure`` confirms.
        grid: what is to be done by hand, or was.
        done: says that what is ticked is done in Case Manager.
    """

    def __init__(
        self,
        source: PaymentSource,
        make: Callable[[Action], None],
        changed: Callable[[str], None],
        notice: Notice,
    ) -> None:
        self._source, self._changed, self._notice = source, changed, notice
        self._board: PaymentBoard | None = None
        self._is_free = True
        self._make = make
        self.make = Action(MAKE_FILE, self._ask, notice=notice, classes=["cmx-primary"])
        self.question = ipywidgets.HTML()
        self.sure = Action(
            CONFIRMED, lambda: self._make(self.sure), notice=notice, classes=["cmx-primary"]
        )
        self.dismiss = Action("No", self.close, notice=notice)
        self.next = ipywidgets.HTML()
        self.files = ipywidgets.HTML()
        self.file = ipywidgets.Dropdown(description="File")
        self.download = DownloadButton("Download the file", self._file)
        self.grid = Grid(COLUMNS, label="changes to make in Case Manager by hand")
        self.grid.empty = NO_ITEM
        self.detail = ipywidgets.HTML()
        self.copy = CopyButton("Copy what to do")
        self.note = text_field("Note", "Note (optional)")
        self.done = Action(
            "I did it in Case Manager", self._done, notice=notice, classes=["cmx-primary"]
        )
        self.box = self._layout()
        self.close()
        self.grid.observe(
            lambda _change: notice.guard("show what to do", self._look), ["current", "selected"]
        )
        self.grid.on_open(self.done.button.focus)

    def show(self, board: PaymentBoard, *, is_free: bool) -> None:
        """Show what there is now."""
        self._board = board
        self.next.value = element("p", _next_words(board))
        self.make.button.description = MAKE_FILE if board.next_count else WRITE_LIST
        self.files.value = _files_table(board.files)
        options = [(file.name, file.number) for file in reversed(board.files)]
        chosen = self.file.value
        self.file.options = options
        numbers = [number for _name, number in options]
        if numbers:
            self.file.value = chosen if chosen in numbers else numbers[0]
        show(self.file, visible=bool(options))
        self.download.hidden = not options
        self.allow(is_free=is_free)
        self.grid.show(_data(board.items))
        keys = [item.key for item in board.items]
        if self.grid.current not in keys:
            self.grid.current = keys[0] if keys else ""
        self._look()

    def allow(self, *, is_free: bool) -> None:
        """Whether anything may be written now."""
        self._is_free = is_free
        for action in (self.make, self.sure):
            action.allow(allowed=is_free)
        self._allow_done()

    def close(self) -> None:
        """Take the question back."""
        show(self.ask_form, visible=False)

    def targets(self) -> tuple[HandItem, ...]:
        """What a word of a person would be about: what is ticked, else the row under the cursor."""
        items = self._board.items if self._board else ()
        ticked = set(self.grid.selected)
        chosen = tuple(item for item in items if item.key in ticked)
        return chosen or tuple(item for item in items if item.key == self.grid.current)

    def _ask(self) -> None:
        if self._board is None:
            return
        looked = self._source.make_outbox(dry_run=True)
        count, total = looked.would_go or (0, None)
        by_hand = counted(len(looked.to_do), "change") + " to make by hand"
        what = (
            f"Write {counted(count, 'payment')}, {amount_text(total)} in all, into one import "
            f"file, and the list of {by_hand}? Each payment goes into a file once, so import "
            "every file in Case Manager (Tools > Import Payments)."
            if count
            else f"No payment waits for a file. Write the list of {by_hand} anew?"
        )
        self.question.value = element("p", what, class_="cmx-question")
        show(self.ask_form, visible=True)
        self.sure.button.focus()

    def _done(self) -> None:
        keys = [item.key for item in self.targets() if item.status == TO_DO]
        count = self._source.outbox_done(keys, self.note.value.strip())
        self.note.value = ""
        self.grid.selected = []
        self._changed(
            f"{counted(count, 'change')} said to be done in Case Manager. The next journal "
            "proves it."
        )

    def _look(self) -> None:
        targets = self.targets()
        to_do = [item for item in targets if item.status == TO_DO]
        self.detail.value = (
            element("div", [_item(item) for item in targets])
            if targets
            else element("p", NO_ITEM, class_="cmx-empty")
        )
        self.copy.text = "\n".join(in_words(item) for item in targets)
        self.copy.hidden = not targets
        self._allow_done()
        show(self.decide, visible=bool(to_do))

    def _allow_done(self) -> None:
        to_do = any(item.status == TO_DO for item in self.targets())
        self.done.allow(allowed=self._is_free and to_do)

    def _file(self) -> FileForBrowser | None:
        return self._notice.got("download the file", self._content)

    def _content(self) -> FileForBrowser:
        name, content = self._source.outbox_content(int(self.file.value))
        return FileForBrowser(name, "application/octet-stream", content)

    def _layout(self) -> ipywidgets.Widget:
        self.ask_form = ipywidgets.HBox(
            [self.question, self.sure.button, self.dismiss.button]
        ).add_class("cmx-form")
        chooser = ipywidgets.HBox([self.file, self.download]).add_class("cmx-chooser")
        top = ipywidgets.HBox([self.next, self.make.button]).add_class("cmx-offer")
        files = ipywidgets.VBox([top, self.ask_form, self.files, chooser]).add_class("cmx-outbox")
        self.decide = ipywidgets.VBox([self.note, self.done.button]).add_class("cmx-decide")
        panel = ipywidgets.VBox([self.detail, self.copy, self.decide])
        split = ipywidgets.Box([self.grid, panel.add_class("cmx-panel")]).add_class("cmx-split")
        return ipywidgets.VBox([files, split]).add_class("cmx-view")


def _next_words(board: PaymentBoard) -> Html | str:
    if board.next_count:
        return (
            f"{counted(board.next_count, 'payment')} wait for the next import file, "
            f"{amount_text(board.next_total)} in all."
        )
    return "No payment waits for an import file."


def _files_table(files: Sequence[OutboxFile]) -> Html:
    if not files:
        return element("p", NO_FILE, class_="cmx-small")
    newest = list(reversed(files))[:SHOWN_FILES]
    older = len(files) - len(newest)
    return element(
        "table",
        element("caption", "Payment import files made; import each in Case Manager once"),
        table_head(FILE_HEADS),
        element("tbody", [_file_row(file) for file in newest]),
        element("tfoot", element("tr", element("td", f"and {older:,} older", colspan="5")))
        if older
        else None,
        class_="cmx-table",
    )


def _file_row(file: OutboxFile) -> Html:
    made = instant_words(file.made_utc)
    return element(
        "tr",
        element("td", file.name),
        element("td", made if file.written_utc else f"{made}, not written yet: make it again"),
        element("td", file.person),
        element("td", f"{file.rows:,}"),
        element("td", amount_text(file.total), class_="cmx-figure"),
    )


def _data(items: Sequence[HandItem]) -> dict[str, list[str | int | None]]:
    days = [item.target_date or item.payment_date for item in items]
    return {
        "id": [item.key for item in items],
        "action": [item.action.value for item in items],
        "invoice": [item.invoice_number for item in items],
        "payer": [item.payer for item in items],
        "case": [item.case_number for item in items],
        "before": [amount_text(item.amount) for item in items],
        "cents_before": [minor_units(item.amount) for item in items],
        "after": [amount_text(item.target_amount) for item in items],
        "cents_after": [minor_units(item.target_amount) for item in items],
        "day": [date_words(day) if day else "" for day in days],
        "day_key": [day.toordinal() if day else None for day in days],
        "status": [item.status for item in items],
    }


def _item(item: HandItem) -> Html:
    said = f"{item.said_by} said so" + (f": {item.note}" if item.note else "")
    return element(
        "div",
        element("p", f"{item.action.value} · invoice {item.invoice_number}", class_="cmx-kind"),
        element("p", in_words(item)),
        element(
            "p",
            element("b", item.status, data_tag=item.status),
            element("span", said) if item.said_by else None,
            class_="cmx-status",
        ),
        sides_table(
            hand_change(item), "In Case Manager", ("Field", "It reads", "Make it", "Same?")
        ),
        class_="cmx-panel-head",
    )
