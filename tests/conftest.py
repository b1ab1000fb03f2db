"""What every test may use."""

import duckdb
import pytest
import xero_python
from scene import Scene

from cmxero.store.database import Database


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
