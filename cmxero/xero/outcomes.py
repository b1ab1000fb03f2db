"""What became of each element of a create batch (xero-api.md 1.3)."""

from collections.abc import Sequence

import msgspec

from cmxero.core.documents import ElementOutcome, ElementState
from cmxero.core.errors import XeroAnswerError
from cmxero.xero import wire
from cmxero.xero.faults import messages_under, scrub
from cmxero.xero.translate import decode_element, invoice_from, is_true

ZERO_ID = "00000000-0000-0000-0000-000000000000"
_UNKNOWN = (
    "It is not known which of them were saved. Run the export again: it looks up what Xero has "
    "before it sends anything."
)


def outcomes_from(
    numbers: Sequence[str], elements: Sequence[msgspec.Raw], *, correlation_id: str | None
) -> tuple[ElementOutcome, ...]:
    """One outcome an element, in the order sent.

    Args:
        numbers: the invoice numbers as sent, in order.
        elements: the answer's elements, as received.
        correlation_id: Xero's id of the answer, for complaints.

    Raises:
        XeroAnswerError: the answer does not fit the request; what was saved is unknown.
    """
    if len(elements) != len(numbers):
        raise XeroAnswerError(
            f"{len(numbers)} invoices were sent, but Xero's answer tells of {len(elements)}. "
            + _UNKNOWN,
            correlation_id=correlation_id,
        )
    return tuple(
        _outcome(number, raw, correlation_id) for number, raw in zip(numbers, elements, strict=True)
    )


def _outcome(number: str, raw: msgspec.Raw, correlation_id: str | None) -> ElementOutcome:
    found, _ = decode_element(raw, wire.ElementWire, f"answer to {number}:")
    if found.invoice_number and found.invoice_number != number:
        raise XeroAnswerError(
            f"Xero's answer to {number} is about {found.invoice_number[:60]}. {_UNKNOWN}",
            correlation_id=correlation_id,
        )
    errors = reasons_in(raw)
    warnings = warnings_in(raw)
    has_id = bool(found.invoice_id) and found.invoice_id != ZERO_ID
    state = _state(found, has_errors=bool(errors), has_warnings=bool(warnings))
    if state is not ElementState.ERROR and not found.invoice_id:
        # neither an id nor the all-zero one: it may well be there (1.3)
        raise XeroAnswerError(
            f"Xero's answer to {number} has no id and does not call it refused. {_UNKNOWN}",
            correlation_id=correlation_id,
        )
    if state is ElementState.ERROR or not has_id:
        messages = errors + warnings or (_silence(has_id=has_id),)
        return ElementOutcome(number, ElementState.ERROR, None, messages)
    return ElementOutcome(number, state, invoice_from(raw), errors + warnings)


def reasons_in(raw: bytes | msgspec.Raw) -> tuple[str, ...]:
    """Every validation message of an answer or of one element, at any depth, in order."""
    return _texts(msgspec.json.decode(raw), "ValidationErrors")


def warnings_in(raw: bytes | msgspec.Raw) -> tuple[str, ...]:
    """Every warning of an element that was saved."""
    return _texts(msgspec.json.decode(raw), "Warnings")


def is_refused(found: wire.ElementWire, reasons: Sequence[str]) -> bool:
    """Whether Xero did not save an element."""
    return _state(found, has_errors=bool(reasons), has_warnings=False) is ElementState.ERROR


def _state(found: wire.ElementWire, *, has_errors: bool, has_warnings: bool) -> ElementState:
    word = (found.status_attribute_string or "").strip().upper()
    if word in set(ElementState):
        return ElementState(word)
    if has_errors or is_true(found.has_errors):
        return ElementState.ERROR
    return ElementState.WARNING if has_warnings else ElementState.OK


def _texts(document: object, key: str) -> tuple[str, ...]:
    texts = (scrub(text).strip() for text in messages_under(document, key))
    return tuple(dict.fromkeys(text for text in texts if text))


def _silence(*, has_id: bool) -> str:
    if has_id:
        return "Xero marked the invoice as failed and gave no reason."
    return "Xero accepted the request but returned no id for this invoice: it was not saved."
