"""A sign-in that may not read payments, answered 401 or 403: nobody knows which (xero-api.md 9)."""

import pytest
from switch_cycle import DAY, Cycle, import_journals

from cmxero.core.errors import XeroSignInError
from cmxero.sandbox.process import SandboxProcess

NO_PAYMENTS = "offline_access accounting.invoices accounting.contacts accounting.settings.read"


@pytest.mark.parametrize("missing_scope_is_401", [True, False])
def test_pull_when_a_scope_is_missing_then_it_says_so_and_nothing_is_lost(
    tmp_path, migrated_database, missing_scope_is_401
):
    """The same word for both answers; with the scope granted the next pull brings everything."""
    template = import_journals(tmp_path / "imported", migrated_database)
    wanted = {"missing_scope_is_401": missing_scope_is_401}
    with SandboxProcess(seed="switches") as sandbox:
        cycle = Cycle(tmp_path / "home", template, sandbox, wanted)
        cycle.connect()
        cycle.cmxero(lambda: cycle.scene.export("42"))
        cycle.done(cycle.user.approve())
        cycle.done(cycle.user.pay("CM-2001", "10.00", DAY, "EFT 1"))
        cycle.sign_in(scope=NO_PAYMENTS)
        with pytest.raises(XeroSignInError, match="cmxero connect"):
            cycle.cmxero(cycle.bench.pull)
        assert cycle.unseen() == {"EFT 1"}
        assert cycle.bench.runs(1)[0].outcome == "failed"
        cycle.sign_in()
        cycle.cmxero(cycle.bench.pull)
        assert cycle.unseen() == set()
        assert cycle.scene.checks() == {}
        cycle.close()
