"""Headers: aliases, names of one's own, what is missing and what is doubled."""

import pytest

from cmxero.casemanager.columns import COLUMNS
from cmxero.casemanager.headers import HeaderRules, load_header_rules, plain
from cmxero.core.errors import ExportFileError, SettingsError

PAYMENT = "212,31/07/2026,payment,P-1,1001,12/08/2026,50.00"


def test_no_two_columns_share_a_name():
    """A header means one thing only, among all headers and aliases."""
    fields = {}
    for column in COLUMNS:
        for name in (column.field, column.header, *column.aliases):
            fields.setdefault(plain(name), set()).add(column.field)
    assert [names for names in fields.values() if len(names) > 1] == []


def test_aliases_are_known_whatever_their_case_and_punctuation(read):
    """The headers of common exports need no setting."""
    found = read(f"JOURNAL no.,journal-date,TYPE,Trans No,Inv. No,Date,Amount\n{PAYMENT}\n")
    assert found.rows_used == 1
    assert found.headers["invoice_number"] == "Inv. No"
    assert found.headers["transaction_total"] == "Amount"


def test_unknown_headers_are_told_and_do_no_harm(read):
    """A column that means nothing to us is left alone, and named."""
    found = read(
        f"Shoe Size,Journal,Journal Date,Type,Trans No,Invoice,Date,Total,\n44,{PAYMENT},\n"
    )
    assert (found.rows_used, found.unknown_headers) == (1, ("Shoe Size",))


def test_missing_columns_are_all_named_with_the_way_out(read):
    """One message tells what is missing, what was found, and what to do."""
    with pytest.raises(ExportFileError) as refusal:
        read("Journal,Type,Invoice,Bill Value\n212,invoice,1001,5.00\n", name="july.csv")
    message = str(refusal.value)
    assert message.startswith("july.csv cannot be read: no column was found for 'Journal Date'")
    for expected in (
        "'Transaction Total' (needed on every row)",
        "'Quantity' (needed for invoices)",
        "'Journal', 'Type', 'Invoice', 'Bill Value'",
        "say in data/config/columns.toml which header holds them",
        'e.g. journal_date = "Header in your file"',
        "Nothing was imported.",
    ):
        assert expected in message


def test_column_that_only_invoices_need_is_missed_when_there_is_an_invoice(read):
    """A file of payments needs no quantity; one with an invoice does."""
    header = "Journal,Journal Date,Type,Trans No,Invoice,Date,Total\n"
    assert read(header + PAYMENT).rows_used == 1
    with pytest.raises(ExportFileError, match=r"'Quantity' \(needed for invoices\)"):
        read(header + PAYMENT + "\n212,31/07/2026,invoice,,1001,12/08/2026,50.00\n")


def test_two_columns_of_one_meaning_are_refused(read):
    """Which of them counts would be a guess."""
    with pytest.raises(ExportFileError) as refusal:
        read(f"Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Amount\n{PAYMENT},60.00\n")
    assert "'Total' and 'Amount' both mean 'Transaction Total'" in str(refusal.value)
    assert 'transaction_total = "Total"' in str(refusal.value)


def test_own_header_settles_which_of_two_columns_counts(read):
    """Naming one of them in columns.toml is enough; the other becomes unknown."""
    found = read(
        f"Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Amount\n{PAYMENT},60.00\n",
        rules=HeaderRules({"transaction_total": ("amount",)}),
    )
    assert str(found.journals[0].payments[0].total) == "60.00"
    assert found.unknown_headers == ("Total",)


def test_own_headers_are_read_from_the_file(read, tmp_path):
    """One header or a list of them, for any field; built-in names go on working."""
    toml = tmp_path / "columns.toml"
    toml.write_text('[columns]\ncase_number = ["File No", "Ref"]\ntransaction_total = "Bill $"\n')
    found = read(
        f"Journal,Journal Date,Type,Trans No,Invoice,Date,bill $,Ref\n{PAYMENT},C-7\n",
        rules=load_header_rules(toml),
    )
    payment = found.journals[0].payments[0]
    assert (str(payment.total), payment.case_number) == ("50.00", "C-7")
    assert found.headers["case_number"] == "Ref"


def test_own_header_takes_a_name_away_from_another_field(read):
    """Reference means the payment's reference, until a person says it is the case."""
    found = read(
        f"Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Reference\n{PAYMENT},C-7\n",
        rules=HeaderRules({"case_number": ("Reference",)}),
    )
    payment = found.journals[0].payments[0]
    assert (payment.case_number, payment.reference) == ("C-7", "")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[columns]\ninvoice_no = "X"\n', "there is no field 'invoice_no'"),
        ('[colums]\nrate = "X"\n', "there is no setting 'colums' here"),
        ('rate = "X"\n', "there is no setting 'rate' here"),
        ("[columns]\nrate = 5\n", "'rate' needs a header"),
        ("[columns]\nrate = ['', 'X']\n", "'rate' needs a header"),
        ("columns = 3\n", "'columns' is not a table"),
        ("[columns\n", "it cannot be read"),
        ('[columns]\nrate = "X"\nquantity = ["x "]\n', "stands for both rate and quantity"),
    ],
)
def test_wrong_settings_are_named(tmp_path, toml, message):
    """A slip in columns.toml is told with the file and the key."""
    path = tmp_path / "columns.toml"
    path.write_text(toml)
    with pytest.raises(SettingsError, match=message) as refusal:
        load_header_rules(path)
    assert str(path) in str(refusal.value)


def test_no_settings_file_means_no_names_of_ones_own(tmp_path):
    """None and a file that is not there give the built-in names."""
    assert load_header_rules(None) == load_header_rules(tmp_path / "none.toml") == HeaderRules()
