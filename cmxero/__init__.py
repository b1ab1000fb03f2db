"""cmxero: the reconciliation workbench between Case Manager and Xero.

Notebooks need two names: ``from cmxero import open_workbench`` and, for a page,
``show_mismatches``. They load on first use, so that a command that needs neither is quick.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmxero.ui import show_mismatches
    from cmxero.workbench import open_workbench

__all__ = ["open_workbench", "show_mismatches"]


def __getattr__(name: str) -> object:
    if name == "open_workbench":
        from cmxero.workbench import open_workbench  # noqa: PLC0415

        return open_workbench
    if name == "show_mismatches":
        from cmxero.ui import show_mismatches  # noqa: PLC0415

        return show_mismatches
    raise AttributeError(f"module 'cmxero' has no attribute '{name}'")
