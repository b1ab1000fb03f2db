"""Fixtures of the sandbox tests."""

import pytest
from sandbox_api import BASE, ROOT, START, Api, Clock, InProcess
from xero_contract import CONTRACT as SPEC
from xero_contract import checking_contract

from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.server import create_app


@pytest.fixture(scope="session")
def contract():
    """Xero's contract, or None where it is not at hand."""
    if not SPEC.exists():
        return None
    return checking_contract(BASE + ROOT)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def state():
    return OrganisationState.new(START, "test")


@pytest.fixture
def api(state, clock, contract):
    """A signed-in app; every answer is checked against the contract where it is at hand."""
    app = create_app(state, clock)
    api = Api(app, state, clock, InProcess(app, contract))
    api.sign_in()
    return api
