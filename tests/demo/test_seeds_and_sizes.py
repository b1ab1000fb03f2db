"""Every planted fault is found and nothing else, whatever the story and the size."""

import pytest
from played_demo import DemoPlayer

from cmxero.demo_home import SampleWish

SEEDS = (2026, 7, 31)
SIZES = ((300, 1), (400, 2))
"""Invoices, and how often each kind of fault is planted; 2,000 with 5 were played by hand."""


@pytest.fixture(scope="module")
def player(tmp_path_factory, migrated_database):
    """A sandbox in this process, for all of them."""
    with DemoPlayer(tmp_path_factory.mktemp("demos"), migrated_database) as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("invoices", "faults"), SIZES)
def test_precision_and_recall_are_whole(player, seed, invoices, faults):
    """Each fault by its kind, subject and amount; both ledgers as the answer key has them."""
    report, key = player.play(SampleWish(invoices=invoices, seed=seed, faults_per_kind=faults))
    found = report.faults
    assert (found.missed, found.unexpected, found.not_yet_looked_for) == ((), (), {})
    assert found.found == found.planted == len(key["faults"])
    tie, expected = report.reconciled.tie_out, key["expected"]
    assert str(tie.unexplained) == "0.00"
    assert str(tie.case_receivables) == expected["case_manager_receivables"]
    assert str(tie.xero_receivables) == expected["xero_receivables"]
    assert report.reconciled.failing_checks == {}
    assert report.invoices_imported == expected["invoices_usable"]
    assert sum(report.payments.values()) == expected["payments_in_xero_live"]
