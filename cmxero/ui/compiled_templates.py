"""Templates of pages, compiled once: Voila makes a new environment for every page it shows."""

from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from voila.exporter import VoilaExporter


class _InMemory(BytecodeCache):
    """Templates of this process, by name and content."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what was kept; Jinja itself looks whether it is of the same source."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


def keep_compiled() -> None:
    """From now on pages of this process share their compiled templates."""
    kept, create = _InMemory(), VoilaExporter._create_environment  # noqa: SLF001 - no other way in

    def create_with(self: Any) -> Environment:  # noqa: ANN401 - Voila is not typed
        environment: Environment = create(self)
        environment.bytecode_cache = kept
        return environment

    VoilaExporter._create_environment = create_with  # noqa: SLF001
