"""Columns and fields stand in the same order: a row becomes a finding by its places."""

from dataclasses import fields

from cmxero.core.findings import Finding
from cmxero.core.remarks import Since
from cmxero.store import finding_rows

OTHER_NAMES = {
    "finding_key": "key",
    "customer": "contact_name",
    "action": "decision",
    "facts": "facts_now",
}


def test_the_columns_are_the_fields():
    """What is worked out in Python stands where it belongs: severity, flags, remarks."""
    columns = [
        *finding_rows._BEFORE_SEVERITY,
        "severity",
        *finding_rows._AFTER_SEVERITY,
        "flags",
        "remarks",
    ]
    named = [OTHER_NAMES.get(column, column) for column in columns]
    assert named == [field.name for field in fields(Finding)]


def test_the_columns_of_what_happened_since_are_the_fields():
    """The same for the sentences."""
    named = [
        name if name == "action" else OTHER_NAMES.get(name, name) for name in finding_rows._SINCE
    ]
    assert named == [field.name for field in fields(Since)]
