"""cmxero: the reconciliation workbench between Case Manager and Xero.

Notebooks need ``from cmxero import open_workbench`` and, for a page, its
``show_...``. They load on first use, so that a command that needs none of them is quick.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmxero.progress import progress_bar, progress_line
    from cmxero.ui import (
        show_adjustments,
        show_export,
        show_history,
        show_mismatches,
        show_overview,
        show_payments,
        show_settings,
    )
    from cmxero.workbench import open_workbench

__all__ = [
    "open_workbench",
    "progress_bar",
    "progress_line",
    "show_adjustments",
    "show_export",
    "show_history",
    "show_mismatches",
    "show_overview",
    "show_payments",
    "show_settings",
]


def __getattr__(name: str) -> object:
    if name == "open_workbench":
        from cmxero.workbench import open_workbench  # noqa: PLC0415

        return open_workbench
    if name in {"progress_bar", "progress_line"}:
        import cmxero.progress  # noqa: PLC0415

        return getattr(cmxero.progress, name)
    if name.startswith("show_") and name in __all__:
        import cmxero.ui  # noqa: PLC0415

        return getattr(cmxero.ui, name)
    raise AttributeError(f"module 'cmxero' has no attribute '{name}'")
