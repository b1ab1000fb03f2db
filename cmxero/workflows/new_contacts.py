"""Contacts that Xero does not have yet, created with what Case Manager knows of them.

An existing contact is never edited: Xero would do so silently for anything beyond a name sent
inside an invoice (xero-api.md 1.6), so details travel in a create-only request of their own.
"""

from collections.abc import Iterator

from cmxero.core.contacts import new_contact
from cmxero.core.export_rules import ExportRules
from cmxero.workflows.batches import BATCH_SIZE
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import first_of_new_contacts
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.ports import XeroGateway


def create_new_contacts(
    bench: Bench, gateway: XeroGateway, plan: ExportPlan, rules: ExportRules, run_id: str
) -> Iterator[str]:
    """Create the contacts of a plan that Xero lacks; a remark on each that it refused.

    A refused contact stops nothing: its invoice then creates it by name alone. Run again after a
    kill, names that exist by then are simply no longer missing.
    """
    if not rules.create_contacts or plan.facts is None:
        return
    missing = [
        new_contact(plan.invoices[draft.case_invoice_number], draft.contact_name)
        for draft in first_of_new_contacts(plan.drafts, plan.facts)
    ]
    for start in range(0, len(missing), BATCH_SIZE):
        key = f"contacts-{bench.new_id()}"
        for refused in gateway.create_contacts(missing[start : start + BATCH_SIZE], key=key):
            text = f"Contact details were not stored in Xero: {refused}"
            bench.history.add_events(run_id, [("contact", refused, text)], bench.clock())
            yield text
