"""Libraries that DuckDB loads only to see whether a value is one of theirs.

At the first parameter of a statement it is pandas (whether the value is its NaT), at the first
Arrow table pyarrow.dataset: together two thirds of a second and 25 MB of every command and of
every page's kernel, for values that never are. So from within the store they are not found.
Whoever else wants them, a notebook or ``cmxero.tables``, gets them as ever, and from then on so
does DuckDB.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType

SPARED = {"pandas", "pyarrow.dataset"}
STORE = "cmxero.store."
AT_MOST = 4000
"""DuckDB asks twice for every value of every parameter, and a hundred times costs 2 ms. With a list
of thousands loading it is cheaper than not finding it."""


class _NotForTheStore(MetaPathFinder):
    def __init__(self) -> None:
        self._call: tuple[int, int] = (0, 0)
        self._asked = 0

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the interface's own
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Finds nothing, and says so for good where a statement of the store asks."""
        if fullname not in SPARED:
            return None
        caller = _importer(sys._getframe())  # noqa: SLF001 - nothing else tells who imports
        if not caller.f_globals.get("__name__", "").startswith(STORE):
            return None
        call = (id(caller), caller.f_lasti)
        self._asked = self._asked + 1 if call == self._call else 1
        self._call = call
        if self._asked > AT_MOST:
            return None
        raise ModuleNotFoundError(f"{fullname} is not for the store", name=fullname)


_FINDER = _NotForTheStore()


def spare_imports() -> None:
    """From now on the store's statements load none of them. May be called again."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)


def _importer(frame: FrameType) -> FrameType:
    """The frame of whoever imports: the first that is not of the import machinery."""
    here = frame.f_back
    while here and here.f_globals.get("__name__", "").startswith("importlib."):
        here = here.f_back
    return here or frame
