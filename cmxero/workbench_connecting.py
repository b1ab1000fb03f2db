"""Letting cmxero into Xero, and to which organisation."""

from cmxero.connections import sign_in_where_needed
from cmxero.core.documents import XeroOrganisation
from cmxero.core.errors import WrongOrganisationError
from cmxero.core.roles import Role
from cmxero.wiring import Wiring
from cmxero.workflows.connecting import ReachedOrganisation, reached, the_one_meant


class Connecting(Wiring):
    """One workbench is for one organisation, once and for ever."""

    def connect(self, organisation: str = "") -> XeroOrganisation:
        """Sign in (LIVE: in the browser) and tie this home to its Xero organisation.

        Args:
            organisation: its name or tenant id; needed the first time where the sign-in leads to
                several.

        Raises:
            ChooseOrganisationError: several, and none or none of them was named.
            WrongOrganisationError: this home is tied to another one.
        """
        self._require(Role.RESOLVE, "connect to Xero")
        if self._gateways is None:
            sign_in_where_needed(self.home, self.settings, self.clock)
        key, known = self.settings.organisation.key, self._known
        tenant_id = None
        if organisation or not known:
            with self._xero(tied=False) as gateway:
                meant = the_one_meant(gateway.organisations(), organisation)
            if known and meant.tenant_id != known.tenant_id:
                raise WrongOrganisationError(key, known.tenant_id, meant.tenant_id)
            tenant_id = meant.tenant_id
        with self._xero(tied=False, tenant_id=tenant_id) as gateway:
            found = gateway.organisation()
        self.bench.history.remember_organisation(key, found, self.mode, self.clock())
        return found

    def organisations(self) -> tuple[ReachedOrganisation, ...]:
        """Every organisation that the sign-in leads to, and which one this home is tied to.

        Raises:
            XeroSignInError: nobody signed in yet.
        """
        known = self._known
        with self._xero(tied=False) as gateway:
            return reached(gateway.organisations(), known.tenant_id if known else None)
