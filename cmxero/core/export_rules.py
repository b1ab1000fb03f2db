"""What an export may do beyond creating drafts; every field is an option of ``cmxero.toml``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportRules:
    """How far an export goes. The defaults do no more than create drafts.

    Attributes:
        approve: create invoices as AUTHORISED, so that nobody has to approve them in Xero.
        history_note: leave a note in the history of every invoice created; it can never be
            removed again.
        create_contacts: create contacts that Xero lacks with the details Case Manager has of
            them; otherwise Xero makes them from the name alone.
        reuse_number: send an invoice whose predecessor was voided or deleted in Xero under the
            same number again, which Xero may refuse (case-manager.md 2.7); otherwise a suffix is
            added.
        at_once: create requests in flight at the same time; Xero takes five calls at once
            (xero-api.md 6).
        day_reserve: calls of the day that an export leaves for pulls (xero-api.md 6).
    """

    approve: bool = False
    history_note: bool = False
    create_contacts: bool = False
    reuse_number: bool = False
    at_once: int = 4
    day_reserve: int = 300
