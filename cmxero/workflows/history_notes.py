"""A note in the history of each exported invoice: which run and journal it came from.

A note can never be taken away again (xero-api.md 3), so each is meant before and recorded after
the call, and one whose answer was lost is looked for before it is sent again.
"""

from cmxero.core.errors import XeroRejectedError
from cmxero.store.export_decisions import ADDED, INTENDED, Exported
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway


def add_history_notes(bench: Bench, gateway: XeroGateway, run_id: str) -> list[str]:
    """Add the notes that are missing, also of earlier runs; a remark on each that Xero refused."""
    remarks = []
    for exported, was_meant in bench.export_decisions.without_note(bench.organisation):
        note = _note(exported)
        try:
            _add(bench, gateway, exported.xero_invoice_id, note, run_id, was_meant=was_meant)
        except XeroRejectedError as fault:
            text = f"Invoice {exported.case_invoice_number} got no history note: {fault}"
            event = ("history note", exported.case_invoice_number, text)
            bench.history.add_events(run_id, [event], bench.clock())
            remarks.append(text)
    return remarks


def _add(
    bench: Bench,
    gateway: XeroGateway,
    xero_invoice_id: str,
    note: str,
    run_id: str,
    *,
    was_meant: bool,
) -> None:
    is_there = was_meant and note in gateway.history_notes(xero_invoice_id)
    if not is_there:
        _record(bench, xero_invoice_id, INTENDED, note, run_id)
        gateway.add_history_note(xero_invoice_id, note)
    _record(bench, xero_invoice_id, ADDED, note, run_id)


def _record(bench: Bench, xero_invoice_id: str, state: str, note: str, run_id: str) -> None:
    bench.export_decisions.write_note(
        bench.organisation, xero_invoice_id, state, note, run_id=run_id, now_utc=bench.clock()
    )


def _note(exported: Exported) -> str:
    """The same text in every run, so that it can be recognised."""
    return (
        f"Exported by cmxero: Case Manager invoice {exported.case_invoice_number}, "
        f"journal {exported.journal_number}."
    )
