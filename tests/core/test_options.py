"""Options: what the file may say, and that its comments show what the code does."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from cmxero.config import Home, load_settings
from cmxero.core.errors import SettingsError
from cmxero.core.export_rules import ExportRules
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.rounding import Rounding
from cmxero.core.shield import ShieldMode, ShieldRules

SHIPPED = Path(__file__).parents[2] / "data" / "config" / "cmxero.toml"
EXAMPLES = {"person", "from_xero", "words", "Office", '"Fremantle branch"', "tax_codes", '"091"',
            "second_person_above"}  # fmt: skip
"""Commented lines that are examples, not defaults."""


def loaded(folder, text=""):
    """The settings of a home with this options file."""
    home = Home(folder)
    home.config_file.parent.mkdir(parents=True)
    home.config_file.write_text(text, "utf-8")
    return load_settings(home)


def test_an_empty_file_means_the_defaults(tmp_path):
    """The core's own defaults are the options' defaults."""
    options = loaded(tmp_path)
    assert options.export_rules == ExportRules()
    assert options.mapping_rules == MappingRules()
    assert options.shield_rules == ShieldRules(reference_allows=("case_number",))


def test_every_option_reaches_the_core(tmp_path):
    """Words of the file become rules."""
    options = loaded(
        tmp_path,
        """
        [mapping]
        rounding = "rounding line"
        rounding_account_code = "860"
        reference_parts = ["claim_number", "text:ours"]
        description_parts = ["cost_name", "text:thanks", "quantity_and_rate"]
        tracking = { Office = "office" }
        tracking_options = { "Perth branch" = "Perth" }
        [shield]
        mode = "block"
        client_names = false
        words = ["cpap"]
        [export]
        approve = true
        history_note = true
        contact_details = "create with details"
        number_after_delete = "same"
        at_once = 2
        day_reserve = 300
        """,
    )
    rules = options.mapping_rules
    assert (rules.rounding, rules.rounding_account_code) == (Rounding.ROUNDING_LINE, "860")
    assert (rules.tracking, rules.tracking_options) == (
        {"Office": "office"}, {"Perth branch": "Perth"},
    )  # fmt: skip
    assert options.shield_rules == ShieldRules(
        ShieldMode.BLOCK, client_names=False, words=("cpap",),
        reference_allows=("claim_number", "text:ours"),
    )  # fmt: skip
    assert options.export_rules == ExportRules(
        approve=True, history_note=True, create_contacts=True, reuse_number=True, at_once=2,
        day_reserve=300,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[mapping]\nrounding = "up"', "mapping.rounding"),
        ('[mapping]\ndescription_parts = ["diagnosis"]', "mapping.description_parts.0"),
        ('[mapping.tracking]\nA = "client_name"', "mapping.tracking.A"),
        ('[mapping.tracking]\nA = "office"\nB = "unit"\nC = "employee"', "mapping.tracking"),
        ("[export]\nat_once = 6", "export.at_once"),
        ('[shield]\nmode = "off"', "shield.mode"),
        ("[shield]\nnames = true", "shield.names"),
    ],
)
def test_a_wrong_option_is_named(tmp_path, text, named):
    """The message says which key it is."""
    with pytest.raises(SettingsError, match=re.escape(f"'{named}' is wrong")):
        loaded(tmp_path, text)


def test_the_commented_defaults_are_the_defaults(tmp_path):
    """Taking the # away from every line changes nothing, examples apart."""
    lines = []
    for each in SHIPPED.read_text("utf-8").splitlines():
        match = re.match(r'# (\[[a-z_.]+\]|(?:[a-z_]+|"[^"]*"|[A-Z]\w+) = .*)$', each)
        line = match[1] if match else each
        name = line.partition(" = ")[0]
        lines.append("" if name in EXAMPLES else line)
    text = "\n".join(lines)
    assert len(tomllib.loads(text)) >= 6
    options, default = loaded(tmp_path / "shown", text), loaded(tmp_path / "empty")
    assert options.export_rules == default.export_rules
    assert options.mapping_rules == default.mapping_rules
    assert options.shield_rules == default.shield_rules
    assert options.payments == default.payments
    assert options.mapping_rules.tax_rates["OUTPUT"] == Decimal(10)
