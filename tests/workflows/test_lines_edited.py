"""Lines changed in Xero are seen though the total agrees; cents are a kind of their own."""

from dataclasses import replace
from decimal import Decimal

import pytest
from scene import Scene


@pytest.fixture
def scene(tmp_path, migrated_database):
    """One invoice of 100.00, exported, approved and pulled."""
    made = Scene(tmp_path / "home", template=migrated_database).connect()
    made.journal("41", "invoice 1001 100.00 2026-09-01")
    made.cycle("41")
    yield made
    made.close()


def change_line(scene, **fields):
    """A Xero user edits the first line."""
    (line, *rest) = scene.xero.by_number("CM-1001").lines
    scene.xero.change("CM-1001", lines=(replace(line, **fields), *rest))
    scene.bench.pull()


@pytest.mark.parametrize(
    "fields",
    [{"description": "Something else"}, {"account_code": "260"}, {"tax_type": "OUTPUT"},
     {"quantity": Decimal("2.0000")}],
)  # fmt: skip
def test_a_changed_line_is_an_edit(scene, fields):
    """Text, account, tax type or quantity: the evidence says that lines are others."""
    change_line(scene, **fields)
    (finding,) = scene.bench.findings()
    assert (finding.kind.value, finding.effect) == ("edited in Xero", Decimal("0.00"))
    assert "Edited lines:" in finding.evidence[-1]


def test_blanks_in_a_text_are_no_edit(scene):
    """Xero may trim; nothing was sent otherwise."""
    (line,) = scene.xero.by_number("CM-1001").lines
    change_line(scene, description=f"  {line.description} ")
    assert scene.findings() == []


def test_a_few_cents_are_rounding(scene):
    """Five cents at most, and nothing adjusted or credited."""
    scene.xero.change("CM-1001", total=Decimal("100.03"))
    scene.bench.pull()
    assert scene.findings() == [("rounding", "CM-1001", "-0.03")]
    (cent,) = scene.bench.cent_ledger()
    assert (cent.what, str(cent.amount), cent.owner) == ("difference", "0.03", "nobody yet")
    scene.xero.change("CM-1001", total=Decimal("100.06"))
    scene.bench.pull()
    assert scene.findings() == [("totals differ", "CM-1001", "-0.06")]
