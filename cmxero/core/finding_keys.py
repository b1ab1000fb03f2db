"""Findings by what people type: a whole key, what it is about, or any part that only one has."""

from collections.abc import Mapping, Sequence

from cmxero.core.errors import NothingToDoError

_SHOWN = 5


def find_keys(
    present: Mapping[str, str], gone: Mapping[str, str], names: Sequence[str]
) -> list[str]:
    """One finding's key for each name, in the order of the names, each once.

    A whole key comes first, then what a finding is about (``CM-1001``), then any part of its key;
    capitals do not matter. A finding that is gone is only meant where none that is there fits.

    Args:
        present: key → what it is about, of every finding.
        gone: the same of findings that were decided once.

    Raises:
        NothingToDoError: no finding has the name, or several have; says which.
    """
    found = [_find(present, name.strip()) or _find(gone, name.strip()) for name in names]
    for name, key in zip(names, found, strict=True):
        if not key:
            raise NothingToDoError(
                f"'{name}' is not a finding any more: both sides agree since the last pull, or it "
                "was never one. Nothing was stored. `cmxero findings` lists them."
            )
    return list(dict.fromkeys(found))


def kind_and_subject(key: str, organisation: str) -> tuple[str, str]:
    """What a finding's key names."""
    kind, _, subject = key.removeprefix(f"{organisation}/").partition("/")
    return kind, subject


def fitting(subjects: Mapping[str, str], name: str) -> list[str]:
    """Keys that a name fits: whole keys, else what findings are about, else parts of keys.

    Args:
        subjects: key → what it is about. Capitals matter in a whole key only.
    """
    wanted = name.casefold()
    return (
        [key for key in subjects if key == name]
        or [key for key, subject in subjects.items() if subject.casefold() == wanted]
        or [key for key in subjects if wanted and wanted in key.casefold()]
    )


def _find(subjects: Mapping[str, str], name: str) -> str:
    """The key of the only finding that the name fits, or nothing if it fits none."""
    fits = fitting(subjects, name)
    if len(fits) > 1:
        listed = "; ".join(fits[:_SHOWN])
        more = f"; and {len(fits) - _SHOWN:,} more" if fits[_SHOWN:] else ""
        raise NothingToDoError(
            f"'{name}' is part of {len(fits):,} findings: {listed}{more}. Nothing was stored. "
            "Give more of the key."
        )
    return fits[0] if fits else ""
