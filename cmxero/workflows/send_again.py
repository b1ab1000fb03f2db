"""A person gives an invoice free to be sent again, after Xero's copy was voided or deleted."""

from collections.abc import Iterator, Sequence

from cmxero.core.documents import DEAD, XeroInvoice
from cmxero.core.errors import DecisionRefusedError, NothingToDoError
from cmxero.core.numbering import number_when_sent_again
from cmxero.store.export_decisions import Release
from cmxero.workflows.bench import Bench
from cmxero.workflows.holdings import held_in_xero
from cmxero.workflows.ports import XeroGateway

GONE = "not found"


def send_again(bench: Bench, gateway: XeroGateway, numbers: Sequence[str], reason: str) -> int:
    """Take the links of these invoices away, all or none; the next export sends them.

    Args:
        numbers: Case Manager's invoice numbers.
        reason: why; it is kept for ever.

    Returns:
        How many were released; one that waits to be sent already is not counted.

    Raises:
        DecisionRefusedError: no reason, or Xero still holds a live document of that number.
        NothingToDoError: Case Manager has no such invoice.
    """
    if not reason.strip():
        raise DecisionRefusedError("Sending again needs a reason. Say why, then try again.")
    wanted = list(dict.fromkeys(numbers))
    known = bench.case_reading.transactions(
        bench.organisation, [("invoice", number) for number in wanted]
    )
    if strangers := [number for number in wanted if ("invoice", number) not in known]:
        raise NothingToDoError(f"Case Manager has no invoice {', '.join(strangers)}.")
    held = _held_in_xero(bench, gateway, wanted)
    for invoice in (invoice for found in held.values() for invoice in found):
        if invoice.status not in DEAD:
            raise DecisionRefusedError(
                f"{invoice.number} is {invoice.status} in Xero. Void or delete it there first, "
                "then decide again. Nothing was changed."
            )
    links = bench.exports.links(bench.organisation)
    releases = [release for number in wanted for release in _releases(number, links, held[number])]
    bench.export_decisions.release(
        bench.organisation,
        releases,
        reason=reason.strip(),
        person=bench.person,
        now_utc=bench.clock(),
    )
    return len({release.case_invoice_number for release in releases})


def _held_in_xero(
    bench: Bench, gateway: XeroGateway, wanted: Sequence[str]
) -> dict[str, list[XeroInvoice]]:
    """What Xero has under any number these invoices ever had, what was given up left out."""
    released = bench.export_decisions.released(bench.organisation)
    numbers = {
        number_when_sent_again(case_number, time): case_number
        for case_number in wanted
        for time in range(released.times[case_number] + 1)
    }
    owners = {number.casefold(): case_number for number, case_number in numbers.items()}
    held: dict[str, list[XeroInvoice]] = {number: [] for number in wanted}
    for invoice in held_in_xero(gateway, list(numbers), released.left_behind):
        held[owners[invoice.number.casefold()]].append(invoice)
    return held


def _releases(number: str, links: dict[str, str], held: Sequence[XeroInvoice]) -> Iterator[Release]:
    linked = links.get(number, "")
    if linked and all(invoice.xero_invoice_id != linked for invoice in held):
        yield Release(number, linked, GONE)
    for invoice in held:
        yield Release(number, invoice.xero_invoice_id, invoice.status)
