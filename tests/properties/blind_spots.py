"""What no timestamp tells, so that a sweep cannot see it and the full recount has to.

Each row says which setting of which switch hides what; a change that Xero makes without moving
UpdatedDateUTC and that no row names fails the test. test_blind_spots.py shows every switch of it.
"""

from dataclasses import dataclass

from cmxero.sandbox.switches import Switches

PAYING = frozenset({"pay", "pay all", "deposit", "reconciled", "redate", "refund"})
UNPAYING = frozenset({"unpay", "redate", "unrefund"})
SETTLED = frozenset({"status", "amount_due", "amount_paid", "remaining"})
CREDITED = frozenset({"status", "amount_due", "amount_credited"})


@dataclass(frozen=True)
class BlindSpot:
    """One thing that only a full recount brings.

    Attributes:
        switch: whose setting hides it; empty where Xero has no choice.
        hides: the setting that does.
        deeds: of the Xero user.
        kind: of the documents that change unseen.
        fields: which of theirs do.
        why: the reason, with the section of xero-api.md.
    """

    switch: str
    hides: bool
    deeds: frozenset[str]
    kind: str
    fields: frozenset[str]
    why: str

    def holds(self, switches: Switches) -> bool:
        """Whether it is one under these switches."""
        return not self.switch or getattr(switches, self.switch) is self.hides


def _spots(switch, deeds, kinds, fields, why, *, hides=False):
    return [BlindSpot(switch, hides, frozenset(deeds), k, frozenset(fields), why) for k in kinds]


BOTH = ("invoice", "credit")
BLIND_SPOTS = (
    *_spots("payment_moves_invoice", PAYING | UNPAYING, BOTH, SETTLED,
            "the payment comes by itself, what it settles may keep its stamp (2.5)"),
    *_spots("deleted_payment_moves_invoice", UNPAYING, BOTH, SETTLED,
            "the same where a payment is taken back (2.5, 9)"),
    *_spots("deleted_payment_moves", UNPAYING, ("payment",), {"status"},
            "that a deletion moves the payment's stamp is implied, not stated (2.2)"),
    *_spots("allocation_moves_invoice", {"credit", "allocate", "take back"}, ("invoice",), CREDITED,
            "the credit's stamp moves, the invoice's may not (2.5, 9)"),
    *_spots("merge_moves_documents", {"merge"}, BOTH, {"contact_id", "contact_name"},
            "the documents go to the other contact, their stamps may stay (1.8)"),
    *_spots("paid_due_date_moves", {"edit due date"}, ("invoice",), {"due_date"},
            "Xero says that a new due date of a part-paid document moves nothing (2.5)"),
    *_spots("line_account_moves", {"edit account"}, ("invoice",), {"lines"},
            "a line's account alone is reported to move nothing (2.5)"),
    *_spots("", {"rename"}, BOTH, {"contact_name"},
            "documents show their contact's name, the contact's stamp alone moves (2.5)"),
    *_spots("", {"renumber"}, ("payment",), {"number"},
            "a payment shows its invoice's number, the invoice's stamp alone moves (2.6)"),
    *_spots("", {"renumber"}, ("credit",), {"uses"},
            "so does an allocation of a credit (2.4)"),
)  # fmt: skip

DRAWN = (
    "payment_moves_invoice", "allocation_moves_invoice", "merge_moves_documents",
    "deleted_payment_moves", "deleted_payment_moves_invoice", "paid_due_date_moves",
    "line_account_moves", "modified_since_inclusive", "not_modified_304",
    "batch_amounts_as_text", "reconciled_payment_deletable", "reconciled_batch_deletable",
    "payment_fires_invoice_event", "allocation_fires_invoice_event", "payment_events",
    "silent_change_fires_event",
)  # fmt: skip
"""The switches of reads, timestamps, deletes and webhooks: each example draws all of them."""

ELSEWHERE = {
    "number_reusable_after_void", "numbers_case_sensitive", "summarize_errors_default",
    "payment_reference_limit", "batch_reference_limit", "batch_details_limit",
    "negative_tax_ties_up", "inclusive_tax_from_net", "broad_scopes", "missing_scope_is_401",
    "refresh_replay_same_answer", "limits", "minute_limit", "day_limit", "concurrent_limit",
    "app_minute_limit", "concurrent_problem", "concurrent_retry_after", "app_minute_problem",
    "app_minute_retry_after", "payload_limit", "failed_elements_first",
    "failed_elements_without_id",
}  # fmt: skip
"""Writes, sign-in and limits: tests/switches runs the whole cycle under each of them."""


def explained(key, fields, deed, switches) -> bool:
    """Whether the table says that a deed changes these fields of a document unseen."""
    kind = key.split()[0]
    rows = [s for s in BLIND_SPOTS if s.kind == kind and deed in s.deeds and s.holds(switches)]
    return fields <= frozenset().union(*(row.fields for row in rows))
