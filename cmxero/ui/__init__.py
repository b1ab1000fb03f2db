"""Widgets and pages. They call the workbench and show what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmxero.ui.source import MismatchSource

__all__ = ["show_mismatches"]


def show_mismatches(source: MismatchSource) -> None:
    """Display the Mismatches page; whatever goes wrong becomes a card, never a traceback.

    Args:
        source: the workbench, or anything else that satisfies ``MismatchSource``.
    """
    import ipywidgets  # noqa: PLC0415 - the launcher must not load what only kernels need
    from IPython.display import display  # noqa: PLC0415

    from cmxero.ui.action import fault_card, report_fault  # noqa: PLC0415
    from cmxero.ui.mismatches import MismatchesPage  # noqa: PLC0415

    try:
        shown = MismatchesPage(source).box
    except Exception as fault:  # noqa: BLE001 - a page must never end in a traceback
        doing = "open the Mismatches page"
        shown = ipywidgets.HTML(fault_card(fault, report_fault(fault, doing), doing))
    display(shown)  # type: ignore[no-untyped-call]
