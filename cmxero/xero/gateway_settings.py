"""What the organisation has that a document may name: settings, read in one call each."""

from cmxero.core.documents import XeroAccount, XeroOrganisation, XeroTaxRate
from cmxero.core.errors import XeroAnswerError
from cmxero.core.organisation_facts import XeroItem, XeroTrackingCategory
from cmxero.xero import wire
from cmxero.xero.lists import decoded
from cmxero.xero.session import Session
from cmxero.xero.translate_settings import (
    account_from,
    item_from,
    organisation_from,
    tax_rate_from,
    tracking_from,
)


class SettingsCalls:
    """The part of the gateway that reads settings."""

    _session: Session

    def organisation(self) -> XeroOrganisation:
        """The organisation itself, with its lock dates."""
        found = decoded(
            self._session.ask("read organisation", self._session.sdk.accounting.get_organisations),
            wire.OrganisationsAnswer,
        ).organisations
        if len(found) != 1:
            raise XeroAnswerError(
                f"Xero told of {len(found)} organisations instead of one. Try again."
            )
        return organisation_from(
            found[0], tenant_id=self._session.tenant_id, is_live=self._session.connection.is_live
        )

    def accounts(self) -> tuple[XeroAccount, ...]:
        """The chart of accounts, archived ones too."""
        answer = self._session.ask("read accounts", self._session.sdk.accounting.get_accounts)
        return tuple(map(account_from, decoded(answer, wire.AccountsAnswer).accounts))

    def tax_rates(self) -> tuple[XeroTaxRate, ...]:
        """The tax rates, live and archived."""
        answer = self._session.ask("read tax rates", self._session.sdk.accounting.get_tax_rates)
        return tuple(map(tax_rate_from, decoded(answer, wire.TaxRatesAnswer).tax_rates))

    def items(self) -> tuple[XeroItem, ...]:
        """The items; Xero lists them all in one answer (xero-api.md 2.6)."""
        answer = self._session.ask("read items", self._session.sdk.accounting.get_items)
        return tuple(map(item_from, decoded(answer, wire.ItemsAnswer).items))

    def tracking_categories(self) -> tuple[XeroTrackingCategory, ...]:
        """The tracking categories, archived ones too, with their active options (1.7)."""
        answer = self._session.ask(
            "read tracking categories",
            self._session.sdk.accounting.get_tracking_categories,
            {"include_archived": "true"},
        )
        found = decoded(answer, wire.TrackingAnswer).tracking_categories
        return tuple(map(tracking_from, found))
