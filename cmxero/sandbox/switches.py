"""The choices Xero does not document; cmxero must be right under every setting (xero-api.md 9)."""

from typing import Annotated, Any

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
        allocation_moves_invoice: a credit allocated or taken back moves the invoice's
            UpdatedDateUTC; the credit's own always moves.
        merge_moves_documents: merging contacts moves the UpdatedDateUTC of the documents that go
            to the other contact.
        deleted_payment_moves: deleting a payment moves its own UpdatedDateUTC.
        deleted_payment_moves_invoice: deleting a payment moves the UpdatedDateUTC of what it
            paid; only where payment_moves_invoice is on as well (2.2, 9).
        paid_due_date_moves: a new DueDate of a part-paid invoice moves UpdatedDateUTC; Xero says
            that it does not (2.5).
        line_account_moves: a line's new AccountCode alone moves UpdatedDateUTC.
        reconciled_payment_deletable: the API may delete a reconciled payment.
        reconciled_batch_deletable: the API may delete a batch payment that is reconciled, or that
            holds a reconciled payment; all of its payments go with it (9).
        payment_reference_limit: characters of a payment's Reference; 0 is none, as no page names
            a maximum (2.2).
        batch_reference_limit: characters of a batch payment's Reference; 0 is none. The contract
            says 255, for New Zealand (2.3).
        batch_details_limit: characters of a batch payment's Details, the field that goes to an
            Australian bank; 0 is none. The contract says 18 in words, but sets no maximum (2.3).
        negative_tax_ties_up: half a cent of tax on a negative line is rounded up, towards zero,
            instead of away from it; only the positive case is known (1.4, 9).
        inclusive_tax_from_net: the tax inside an inclusive amount is the amount less the rounded
            net, so half a cent of tax goes down; it never occurs at 10 % or 15 %, at 20 % one
            amount in six is such a case (1.4).
        batch_amounts_as_text: a payment's BatchPayment shows TotalAmount and IsReconciled as text,
            as the official samples do against their own schema (2.3).
        broad_scopes: the app is an old one that still gets ``accounting.transactions`` (5).
        missing_scope_is_401: a token without the scope is answered 401 AuthorizationUnsuccessful,
            as every public report of the real service has it (XeroAPI/xero-node#320,
            XeroAPI/Xero-NetStandard#178 and #298, XeroAPI/xero-ruby-oauth2-app#82; Xero staff in
            community discussion 119166525: 401 for the scope, 403 for the tenant header);
            otherwise 403.
        refresh_replay_same_answer: a refresh token that is used again within its grace gets the
            very answer of the first time, not yet another pair of tokens (5).
        payment_fires_invoice_event: a payment made or deleted fires an event of its document;
            widely assumed, not documented (4).
        allocation_fires_invoice_event: an allocation made or removed fires an event of its invoice.
        payment_events: PAYMENT events are sent at all; in the contract since November 2026 (4).
        silent_change_fires_event: a change that does not move UpdatedDateUTC fires an event.
        limits: the rate limits of section 6 are enforced.
        minute_limit: calls a minute.
        day_limit: calls a day.
        concurrent_limit: calls at once.
        app_minute_limit: calls a minute to all organisations together.
        concurrent_problem: X-Rate-Limit-Problem of the concurrent limit; the text is not known.
        concurrent_retry_after: its 429 carries Retry-After; documented for minute and day only.
        app_minute_problem: X-Rate-Limit-Problem of the app's limit; the text is not known.
        app_minute_retry_after: its 429 carries Retry-After.
        payload_limit: bytes of a request's body; more is a 413. Xero's pages say 10 MB, and
            3.5 MB elsewhere (1.2).
        not_modified_304: a read with If-Modified-Since that finds nothing is answered 304.
        failed_elements_first: with summarizeErrors=false the refused elements come first, not in
            their places (1.3).
        failed_elements_without_id: a refused element carries no id rather than the all-zero one.
    """

    number_reusable_after_void: bool = False
    numbers_case_sensitive: bool = False
    modified_since_inclusive: bool = True
    summarize_errors_default: bool = True
    payment_moves_invoice: bool = True
    allocation_moves_invoice: bool = True
    merge_moves_documents: bool = True
    deleted_payment_moves: bool = True
    deleted_payment_moves_invoice: bool = True
    paid_due_date_moves: bool = False
    line_account_moves: bool = True
    reconciled_payment_deletable: bool = False
    reconciled_batch_deletable: bool = False
    payment_reference_limit: Annotated[int, msgspec.Meta(ge=0)] = 0
    batch_reference_limit: Annotated[int, msgspec.Meta(ge=0)] = 255
    batch_details_limit: Annotated[int, msgspec.Meta(ge=0)] = 18
    negative_tax_ties_up: bool = False
    inclusive_tax_from_net: bool = False
    batch_amounts_as_text: bool = False
    broad_scopes: bool = False
    missing_scope_is_401: bool = True
    refresh_replay_same_answer: bool = True
    payment_fires_invoice_event: bool = True
    allocation_fires_invoice_event: bool = True
    payment_events: bool = False
    silent_change_fires_event: bool = False
    limits: bool = False
    minute_limit: int = 60
    day_limit: int = 5000
    concurrent_limit: int = 5
    app_minute_limit: int = 10_000
    concurrent_problem: str = "concurrent"
    concurrent_retry_after: bool = False
    app_minute_problem: str = "appminute"
    app_minute_retry_after: bool = False
    payload_limit: int = 10 * 1024 * 1024
    not_modified_304: bool = False
    failed_elements_first: bool = False
    failed_elements_without_id: bool = False


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
