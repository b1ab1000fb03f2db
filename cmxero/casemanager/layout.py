"""Where each field stands in one file, by the file's own headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmxero.casemanager.columns import BY_FIELD, COLUMNS, Column
from cmxero.casemanager.faults import shorten
from cmxero.casemanager.headers import REMAP, HeaderRules
from cmxero.core.casejournal import CaseKind
from cmxero.core.errors import ExportFileError

_SHOWN_HEADERS = 60
_SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands in one file.

    Attributes:
        place: field to column, the first being 0. Fields the file lacks are not in it.
        headers: field to the header found for it, as the file writes it.
        unknown: headers that mean nothing to us; their cells are kept in a held row's ``raw``.
        keys: one unique name a column, for the ``raw`` of a row.
        nameless: columns without a header.
        width: number of columns with a header, and those between them.
    """

    place: Mapping[str, int]
    headers: Mapping[str, str]
    unknown: tuple[str, ...]
    keys: tuple[str, ...]
    nameless: tuple[int, ...]
    width: int

    def header_of(self, field_name: str) -> str:
        """How to name a field to a person: by the file's header, else by the template's."""
        return self.headers.get(field_name, BY_FIELD[field_name].header)


def find_layout(headers: Sequence[str], rules: HeaderRules, file_name: str) -> Layout:
    """Find the field of each header of a file.

    Raises:
        ExportFileError: two columns of the same meaning, or one is missing that every
            transaction needs.
    """
    trimmed = [header.strip() for header in headers]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    places: dict[str, list[int]] = {}
    for index, header in enumerate(trimmed):
        if header and (found := rules.find_field(header)):
            places.setdefault(found, []).append(index)
    for name, indices in places.items():
        chosen = [index for index in indices if rules.is_own(trimmed[index])] or indices
        if len(chosen) > 1:
            raise _two_of_a_kind(file_name, name, [trimmed[index] for index in chosen])
        places[name] = chosen
    place = {name: indices[0] for name, indices in places.items()}
    used = set(place.values())
    layout = Layout(
        place=place,
        headers={column.field: trimmed[place[column.field]] for column in COLUMNS
                 if column.field in place},
        unknown=tuple(h for index, h in enumerate(trimmed) if h and index not in used),
        keys=_unique(trimmed),
        nameless=tuple(index for index, header in enumerate(trimmed) if not header),
        width=len(trimmed),
    )  # fmt: skip
    if any(len(column.needed) == len(CaseKind) for column in _missing(layout)):
        raise missing_columns(layout, file_name)
    return layout


def lacks(layout: Layout, kind: CaseKind) -> bool:
    """Whether a file lacks a column that this kind of transaction needs."""
    return any(kind in column.needed for column in _missing(layout))


def missing_columns(layout: Layout, file_name: str) -> ExportFileError:
    """The error that names every missing column, the headers found, and the way out."""
    missing = _missing(layout)
    names = "; ".join(f"'{column.header}' ({_needed_for(column)})" for column in missing)
    found = ", ".join(f"'{shorten(h, _SHOWN_LENGTH)}'" for h in layout.keys[:_SHOWN_HEADERS])
    return ExportFileError(
        file_name,
        f"no column was found for {names}. The headers in its first row are: {found or 'none'}.",
        "Add the columns to the report in Case Manager, delete any title rows above the headers, "
        f"or say in {REMAP} which header holds them, e.g. "
        f'{missing[0].field} = "Header in your file".',
    )


def _missing(layout: Layout) -> list[Column]:
    return [column for column in COLUMNS if column.needed and column.field not in layout.place]


def _needed_for(column: Column) -> str:
    if len(column.needed) == len(CaseKind):
        return "needed on every row"
    return "needed for " + ", ".join(f"{kind}s" for kind in CaseKind if kind in column.needed)


def _two_of_a_kind(file_name: str, name: str, headers: Sequence[str]) -> ExportFileError:
    listed = " and ".join(f"'{shorten(header, _SHOWN_LENGTH)}'" for header in headers)
    return ExportFileError(
        file_name,
        f"the columns {listed} both mean '{BY_FIELD[name].header}'.",
        f"Delete or rename one of them, or say in {REMAP} which one holds it: "
        f'{name} = "{headers[0]}".',
    )


def _unique(headers: Sequence[str]) -> tuple[str, ...]:
    taken: set[str] = set()
    keys: list[str] = []
    for number, header in enumerate(headers, 1):
        key = header or f"column {number}"
        while key in taken:
            key += f" ({number})"
        taken.add(key)
        keys.append(key)
    return tuple(keys)
