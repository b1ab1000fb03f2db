"""What Xero's refusals mean: patterns for its texts, each with a cause and a way out.

The texts seen in the wild stand in xero-api.md 1.3; they change without notice, so a pattern
holds only the words that carry the meaning. Case does not matter. The first rule that matches
counts, so a narrow one stands before a wide one. Patterns keep to what Python and DuckDB's RE2
both understand: no look-around, no back-references.
"""

from cmxero.core.problem_catalogue import MendedIn
from cmxero.core.refusal import REPORT, Refusal
from cmxero.core.refusal_texts_invoice import INVOICE_REFUSALS

_XERO, _NOWHERE = MendedIn.XERO, MendedIn.NOWHERE

REFUSALS: tuple[Refusal, ...] = (
    *INVOICE_REFUSALS,
    # ---------------------------------------------------------------- what is in Xero already
    Refusal(
        "document-settled", _XERO,
        "The document in Xero has payments or credits",
        "Xero changes no amounts on a document that money or a credit is applied to.",
        "Take the payment or credit off in Xero first, or leave the document as it is.",
        (
            r"cannot be edited as it has a payment",
            r"cannot be applied .{0,40}(?:payments|credit notes)",
        ),
    ),
    Refusal(
        "document-finished", _XERO,
        "The document in Xero is past changing",
        "It is voided, deleted or in another status that Xero does not let anybody change.",
        "Look at the document in Xero.",
        (r"not of valid status for modification",),
    ),
    Refusal(
        "payment-not-authorised", _XERO,
        "The document is not approved in Xero",
        "Payments go only to approved documents.",
        "Approve the document in Xero.",
        (r"payments? can only be made against authorised",),
    ),
    Refusal(
        "payment-too-large", _XERO,
        "The payment is more than what is owed",
        "Xero takes no payment above the amount outstanding on the document.",
        "Look at the document's payments and credits in Xero.",
        (r"payment amount exceeds",),
    ),
    Refusal(
        "allocation-refused", _XERO,
        "Xero refuses to allocate the credit",
        "The credit and the invoice do not go together, or too little is left of either.",
        "Look at the credit and the invoice in Xero.",
        (r"allocations? (?:can|amount|date)|can only be allocated|this allocation",),
    ),
    Refusal(
        "payment-refused", _XERO,
        "Xero refuses the payment",
        "The payment cannot be made or taken back like this.",
        "Do in Xero what its text asks for.",
        (r"^(?:this|the|a|an|one or more) (?:batch )?payments? ",),
    ),
    # ---------------------------------------------------------------- the request itself
    Refusal(
        "key-used-before", _NOWHERE,
        "Xero took this for another request",
        "The key that makes a request repeatable was used before with other contents.",
        "Send it again; each export uses a new key.",
        (r"idempotency[ -]?key",),
    ),
    Refusal(
        "not-sent-to-contact", _NOWHERE,
        "The mark 'sent to contact' was not set",
        "Xero sets it on approved invoices only; the invoice was saved.",
        "Nothing to do.",
        (r"sent ?to ?contact",),
    ),
    Refusal(
        "no-reason", _NOWHERE,
        "Refused without a reason",
        "Xero marked the invoice as failed and said nothing more.",
        REPORT,
        (r"gave no reason",),
    ),
    Refusal(
        "not-saved", _NOWHERE,
        "Accepted, but not saved",
        "Xero answered without an id for the invoice, so it saved nothing.",
        "Send it again.",
        (r"returned no id",),
    ),
    Refusal(
        "request-not-understood", _NOWHERE,
        "Xero did not understand the request",
        "A field that cmxero fills by itself was not as Xero wants it.",
        REPORT,
        (
            r"field must be |contactstatus must be",
            r"lineamounttypes must be|lineitemid|discounts? may only",
            r"the url must|could not be found|was not found|there was a problem",
        ),
    ),
)  # fmt: skip
