"""Commands of the money back: pulls, and what of them goes on to Case Manager."""

from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.workbench import open_workbench


def pull(
    full: Annotated[bool, typer.Option("--full", help="Recount everything.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring back what changed in Xero since the last pull."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    report = bench.pull(full=full)
    speaker.say(str(report))
    speaker.answer({"report": report})


def payments(
    state: Annotated[
        str | None, typer.Option(help="Only these, e.g. held or mirrored; left out, all.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List Xero's payments on CM- invoices and what Case Manager's ledger makes of each."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    counted, found = bench.payments_by_state(), bench.payments(state)
    speaker.table("Payments in Xero", ("State", "Payments"), list(counted.items()))
    speaker.table(
        f"{len(found)} payments",
        ("Date", "Invoice", "Customer", "Amount", "Reference", "State", "In Case Manager"),
        [(p.payment_date, p.invoice_number, p.customer, p.amount, p.reference, p.state,
          p.case_payment_number) for p in found],
    )  # fmt: skip
    speaker.answer({"by_state": counted, "payments": found})
