"""How to reach a contact is kept with the invoice, and is no part of what the invoice says."""

import csv
from pathlib import Path

TEMPLATE = Path(__file__).parents[2] / "data" / "config" / "journal-export-template.csv"


def test_details_come_back_as_the_file_had_them(scene, tmp_path):
    """E-mail to postcode of the template's private client, and of its insurer."""
    scene.connect()
    scene.bench.import_(TEMPLATE)
    first, private, _ = scene.bench.bench.case_reading.invoices_of("main", "212")
    assert first.contact.address == "PO Box 412"
    contact = private.contact
    assert (contact.email, contact.phone, contact.suburb, contact.state, contact.postcode) == (
        "ari.leeson@example.com.au", "", "Fremantle", "WA", "6160",
    )  # fmt: skip


def test_an_older_file_without_the_columns_changes_nothing(scene, tmp_path):
    """The same journal without details is the same journal, and the details stay."""
    scene.connect()
    scene.bench.import_(TEMPLATE)
    rows = list(csv.reader(TEMPLATE.read_text("utf-8-sig").splitlines()))
    kept = [
        at
        for at, header in enumerate(rows[0])
        if header in {"Contact Title", "Contact First Name", "Contact Last Name"}
        or not header.startswith("Contact ")
    ]
    older = tmp_path / "older.csv"
    with older.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[at] for at in kept] for row in rows)
    report = scene.bench.import_(older)
    assert report.changed == 0
    _, private, _ = scene.bench.bench.case_reading.invoices_of("main", "212")
    assert private.contact.email == "ari.leeson@example.com.au"
