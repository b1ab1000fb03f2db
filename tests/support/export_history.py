"""Exports that already happened, written straight into the store: any state, any message."""

from dataclasses import replace
from datetime import date

from cmxero.core.documents import DraftLine, InvoiceDraft, XeroInvoice
from cmxero.core.money import ZERO, money, unit_price
from cmxero.store.exports import Exports, Outcome, OutcomeState

DAY = date(2026, 9, 1)
NEVER_SENT = {"HELD"}


def past_export(scene, journal, *outcomes, person="Alex", ended="needs a person"):
    """Record a run whose outcomes are ``(case number, total, state, *messages)``; its id.

    State ``OPEN`` leaves an invoice sent and unanswered.
    """
    bench = scene.bench.bench
    run_id = f"export-{bench.new_id()}"
    bench.history.start_run(
        run_id, "export", bench.organisation, person, {"journal": journal}, bench.clock()
    )
    for number, total, state, *messages in outcomes:
        intent_id = None if state in NEVER_SENT else _intend(bench, run_id, journal, number, total)
        if state != "OPEN":
            outcome = Outcome(number, OutcomeState(state), intent_id, messages=tuple(messages))
            if outcome.state.is_linked:
                outcome = replace(outcome, invoice=_invoice(number, total, bench.clock()))
            Exports(bench.database).settle(
                bench.organisation, [outcome], run_id=run_id, now_utc=bench.clock()
            )
    if ended:
        bench.history.end_run(run_id, ended, {}, "", bench.clock())
    return run_id


def _intend(bench, run_id, journal, number, total):
    batch_id = f"batch-{bench.new_id()}"
    (intent,) = Exports(bench.database).intend(
        bench.organisation,
        [(_draft(number, total), "mark", journal)],
        batch_id=batch_id,
        body=b"[]",
        key=batch_id,
        run_id=run_id,
        now_utc=bench.clock(),
    )
    return intent.intent_id


def _draft(number, total):
    total = money(total)
    line = DraftLine("Assessment", unit_price(1), unit_price(total), total, "EXEMPTOUTPUT", "200")
    return InvoiceDraft(
        case_invoice_number=number,
        number=f"CM-{number}",
        contact_name="Bluegum",
        invoice_date=DAY,
        due_date=DAY,
        reference="",
        currency_code="AUD",
        lines=(line,),
        total=total,
        total_tax=ZERO,
        case_total=total,
        case_tax=ZERO,
    )


def _invoice(number, total, now_utc):
    total = money(total)
    return XeroInvoice(
        f"xero-{number}", f"CM-{number}", "ACCREC", "DRAFT", "contact-1", "Bluegum", DAY, DAY, "",
        "AUD", "Inclusive", total, ZERO, total, total, ZERO, ZERO, now_utc, (), b"{}",
    )  # fmt: skip
