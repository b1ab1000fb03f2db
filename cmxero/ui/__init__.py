"""Widgets and pages. They call the workbench and show what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmxero.ui.adjustment_source import AdjustmentSource
    from cmxero.ui.export_source import ExportSource
    from cmxero.ui.history_source import HistorySource
    from cmxero.ui.overview_source import OverviewSource
    from cmxero.ui.payment_source import PaymentSource
    from cmxero.ui.settings_source import SettingsSource
    from cmxero.ui.source import MismatchSource

__all__ = [
    "show_adjustments",
    "show_export",
    "show_history",
    "show_mismatches",
    "show_overview",
    "show_payments",
    "show_settings",
]


def show_overview(source: OverviewSource) -> None:
    """Display the Overview page; whatever goes wrong becomes a card, never a traceback.

    Args:
        source: the workbench, or anything else that satisfies ``OverviewSource``.
    """
    from cmxero.ui.overview import OverviewPage  # noqa: PLC0415 - only kernels need widgets

    _display("Overview", lambda: OverviewPage(source).box)


def show_mismatches(source: MismatchSource) -> None:
    """Display the Mismatches page; whatever goes wrong becomes a card, never a traceback.

    What the page's address asks for (``?kind=...&status=...``) it opens at.

    Args:
        source: the workbench, or anything else that satisfies ``MismatchSource``.
    """
    from cmxero.environment import query_string  # noqa: PLC0415
    from cmxero.ui.deep_link import read_link  # noqa: PLC0415
    from cmxero.ui.mismatches import MismatchesPage  # noqa: PLC0415 - only kernels need widgets

    _display("Mismatches", lambda: MismatchesPage(source, read_link(query_string())).box)


def show_export(source: ExportSource, journal: str | int | None = None) -> None:
    """Display the Export batches page; it sends nothing until a person confirms it there.

    Args:
        source: the workbench, or anything else that satisfies ``ExportSource``.
        journal: the journal to open; None opens the newest that is not exported.
    """
    from cmxero.ui.export_page import ExportPage  # noqa: PLC0415

    wanted = None if journal is None else str(journal)
    _display("Export batches", lambda: ExportPage(source, wanted).box)


def show_payments(source: PaymentSource) -> None:
    """Display the Payments page: which of Xero's payments reached Case Manager, and what to do.

    Args:
        source: the workbench, or anything else that satisfies ``PaymentSource``.
    """
    from cmxero.ui.payments_page import PaymentsPage  # noqa: PLC0415

    _display("Payments", lambda: PaymentsPage(source).box)


def show_adjustments(source: AdjustmentSource) -> None:
    """Display the Adjustments & refunds page; it sends nothing until a person confirms it there.

    What the page's address asks for (``?finding=...&way=2``) it opens at.

    Args:
        source: the workbench, or anything else that satisfies ``AdjustmentSource``.
    """
    from cmxero.environment import query_string  # noqa: PLC0415
    from cmxero.ui.adjustments_page import AdjustmentsPage  # noqa: PLC0415
    from cmxero.ui.deep_link import read_link  # noqa: PLC0415

    link = read_link(query_string())
    _display("Adjustments & refunds", lambda: AdjustmentsPage(source, link).box)


def show_history(source: HistorySource, invoice: str | None = None) -> None:
    """Display the History page: who did what, when, and what it looked like before.

    Args:
        source: the workbench, or anything else that satisfies ``HistorySource``.
        invoice: only what happened to it, as ``CM-1001`` or ``1001``; None takes the invoice of
            the page's address (``history.ipynb?invoice=CM-1001``), or everything.
    """
    from cmxero.environment import query_string  # noqa: PLC0415
    from cmxero.ui.deep_link import read_link  # noqa: PLC0415
    from cmxero.ui.history import HistoryPage  # noqa: PLC0415

    wanted = read_link(query_string()).get("invoice", "") if invoice is None else invoice
    _display("History", lambda: HistoryPage(source, wanted.strip()).box)


def show_settings(source: SettingsSource) -> None:
    """Display the Settings page: are we connected, to what, by which options. No secret is shown.

    Args:
        source: the workbench, or anything else that satisfies ``SettingsSource``.
    """
    from cmxero.ui.settings import SettingsPage  # noqa: PLC0415

    _display("Settings", lambda: SettingsPage(source).box)


def _display(title: str, make: Callable[[], object]) -> None:
    import ipywidgets  # noqa: PLC0415 - the launcher must not load what only kernels need
    from IPython.display import display  # noqa: PLC0415

    from cmxero.ui.action import fault_card, report_fault  # noqa: PLC0415

    try:
        shown = make()
    except Exception as fault:  # noqa: BLE001 - a page must never end in a traceback
        doing = f"open the {title} page"
        shown = ipywidgets.HTML(fault_card(fault, report_fault(fault, doing), doing))
    display(shown)  # type: ignore[no-untyped-call]
