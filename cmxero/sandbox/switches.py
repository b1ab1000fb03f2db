"""The choices Xero does not document; cmxero must be right under every setting (xero-api.md 9)."""

from typing import Any

import msgspec

from cmxero.core.errors import SettingsError


class Switches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """How this sandbox behaves where Xero's behaviour is unknown, disputed or optional.

    Attributes:
        number_reusable_after_void: the number of a VOIDED or DELETED sales invoice is free again.
        numbers_case_sensitive: ``CM-1a`` and ``CM-1A`` are two numbers.
        modified_since_inclusive: a change in the very second of If-Modified-Since is returned.
        summarize_errors_default: what an absent ``summarizeErrors`` means (1.3).
        payment_moves_invoice: a payment made or deleted moves the invoice's UpdatedDateUTC.
        deleted_payment_moves: deleting a payment moves its own UpdatedDateUTC.
        paid_due_date_moves: a new DueDate of a part-paid invoice moves UpdatedDateUTC; Xero says
            that it does not (2.5).
        line_account_moves: a line's new AccountCode alone moves UpdatedDateUTC.
        reconciled_payment_deletable: the API may delete a reconciled payment.
        batch_amounts_as_text: a payment's BatchPayment shows TotalAmount and IsReconciled as text,
            as the official samples do against their own schema (2.3).
        limits: the rate limits of section 6 are enforced.
        minute_limit: calls a minute.
        day_limit: calls a day.
        concurrent_limit: calls at once.
    """

    number_reusable_after_void: bool = False
    numbers_case_sensitive: bool = False
    modified_since_inclusive: bool = True
    summarize_errors_default: bool = True
    payment_moves_invoice: bool = True
    deleted_payment_moves: bool = True
    paid_due_date_moves: bool = False
    line_account_moves: bool = True
    reconciled_payment_deletable: bool = False
    batch_amounts_as_text: bool = False
    limits: bool = False
    minute_limit: int = 60
    day_limit: int = 5000
    concurrent_limit: int = 5


def set_switches(switches: Switches, wanted: dict[str, Any]) -> Switches:
    """The switches with some of them set anew.

    Raises:
        SettingsError: an unknown name or a value of the wrong kind.
    """
    try:
        return msgspec.convert({**msgspec.structs.asdict(switches), **wanted}, Switches)
    except msgspec.ValidationError as fault:
        known = ", ".join(field.name for field in msgspec.structs.fields(Switches))
        raise SettingsError("switches", f"{fault}.", f"Known are {known}.") from fault
