"""The fake workbench, fresh for each test."""

import pytest
from fake_workbench import FakeWorkbench


@pytest.fixture
def bench():
    return FakeWorkbench(14)
