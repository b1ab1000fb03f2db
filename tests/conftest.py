"""What every test may use."""

import ipaddress
import socket

import duckdb
import pytest
import xero_python
from hypothesis import settings
from scene import Scene

from cmxero.store.database import Database

settings.register_profile("many", max_examples=1000)
"""``--hypothesis-profile=many`` runs more examples of the tests that go by the profile."""


def pytest_report_header():
    """The two versions whose behaviour the tests pin down."""
    return f"duckdb {duckdb.__version__}, xero-python {xero_python.__version__}"


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory):
    """An empty database in the newest form, to copy."""
    path = tmp_path_factory.mktemp("template") / "cmxero.duckdb"
    database = Database(path)
    with database.write():
        pass
    database.close()
    return path


@pytest.fixture
def scene(tmp_path, migrated_database):
    """Both sides in memory, on a temporary home, connected."""
    made = Scene(tmp_path / "home", template=migrated_database)
    made.connect()
    yield made
    made.close()


@pytest.fixture(autouse=True, scope="session")
def loopback_only():
    """No test reaches beyond this machine: a connection elsewhere is an error at once."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
            assert is_here, f"a test tried to reach {host}"
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
