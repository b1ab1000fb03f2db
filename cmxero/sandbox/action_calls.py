"""What the app may do in the organisation: ``GET /Organisation/Actions`` (xero-api.md 1.7).

The answer is true of this sandbox: what it does not have is not allowed.
"""

from cmxero.sandbox.calls import Answer, Call, enveloped
from cmxero.sandbox.listing import Lister, Operation
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import NotHereError

ALLOWED = (
    "CreateDraftInvoice",
    "CreateApprovedInvoice",
    "CreateInvoicePayment",
    "CreateDraftBill",
    "CreateApprovedBill",
)
NOT_ALLOWED = (
    "UseMulticurrency",
    "AttachFilesIntoInvoice",
    "CreateRepeatingInvoice",
    "CreateRepeatingBill",
    "CreateDraftQuote",
    "CreateSentQuote",
    "CreateDraftPurchaseOrder",
    "CreateApprovedPurchaseOrder",
)


def _actions(state: OrganisationState, _: Lister, call: Call, word: str) -> Answer:
    if word.lower() != "actions":
        raise NotHereError
    rows = [{"Name": name, "Status": "ALLOWED"} for name in ALLOWED]
    rows += [{"Name": name, "Status": "NOT-ALLOWED"} for name in NOT_ALLOWED]
    return enveloped(state, call, "Actions", rows)


ACTION_OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("GET", "organisation", "one"): _actions,
}
