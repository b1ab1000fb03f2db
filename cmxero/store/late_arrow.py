"""pyarrow, loaded when it is first used.

With numpy it takes a quarter of a second to load and 40 MB: of every command and every page's
kernel, most of which only read, and reading needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
else:

    class _Late:
        def __getattr__(self, name: str) -> object:
            return getattr(import_module("pyarrow"), name)

    pa = _Late()

__all__ = ["pa"]
