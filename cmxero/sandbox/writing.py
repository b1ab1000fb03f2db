"""Writes of several elements, and the two ways of telling what failed (xero-api.md 1.3)."""

from collections.abc import Callable

from cmxero.sandbox.calls import Answer, Call, enveloped, flag, json_answer
from cmxero.sandbox.fault_kinds import PartialBatch, RefuseElements
from cmxero.sandbox.fields import JsonObject, decode, elements
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import RefusedError


def write_elements(
    state: OrganisationState,
    call: Call,
    name: str,
    apply: Callable[[JsonObject], JsonObject],
    failed: Callable[[JsonObject, RefusedError], JsonObject],
) -> Answer:
    """Apply every element on its own; what is good is saved whatever becomes of the rest.

    Args:
        name: the key of the list, e.g. ``Invoices``.
        apply: saves one element and gives its JSON.
        failed: the JSON of an element that was refused.
    """
    summarise = flag(
        call, "summarizeErrors", default=state.settings.switches.summarize_errors_default
    )
    rows, refused = [], []
    for place, element in enumerate(_reached(call, elements(decode(call.body), name)), start=1):
        try:
            _refuse_for_nothing(call, place)
            row = apply(element)
        except RefusedError as refusal:
            refused.append(failed(element, refusal))
            rows.append(refused[-1])
        else:
            rows.append({**row, "StatusAttributeString": "OK"})
    if refused and summarise:
        return validation_answer(refused)
    return enveloped(state, call, name, rows)


def _reached(call: Call, listed: list[JsonObject]) -> list[JsonObject]:
    """The elements that are carried out: all, unless the service fails half way."""
    if isinstance(call.fault, PartialBatch):
        return listed[: call.fault.saved_of(len(listed))]
    return listed


def _refuse_for_nothing(call: Call, place: int) -> None:
    if isinstance(call.fault, RefuseElements) and place in call.fault.places:
        raise RefusedError([call.fault.message])


def write_one(
    state: OrganisationState,
    call: Call,
    name: str,
    apply: Callable[[JsonObject], JsonObject],
    failed: Callable[[JsonObject, RefusedError], JsonObject],
) -> Answer:
    """Apply one element; a refusal is a 400, as these operations take no summarizeErrors."""
    listed = elements(decode(call.body), name)
    element = listed[0] if listed else {}
    try:
        return enveloped(state, call, name, [apply(element)])
    except RefusedError as refusal:
        return validation_answer([failed(element, refusal)])


def validation_answer(refused: list[JsonObject]) -> Answer:
    """The 400 that lists only what failed; what was saved beside it is not told."""
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": refused,
    }
    return json_answer(body, 400)
