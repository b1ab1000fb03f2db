"""``cmxero status``: where this workbench stands."""

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.output import Speaker
from cmxero.workbench import open_workbench


def status(home: HomeOption = None, json: JsonOption = False) -> None:
    """Say where this workbench stands: organisation, journals, last pull, open findings."""
    bench, speaker = open_workbench(home), Speaker(as_json=json)
    header, journals = bench.page_header(), bench.journals()
    speaker.say(
        f"{header.mode}: {header.organisation}. Home {bench.home.root}. "
        f"Last pull: {header.last_pull_utc or 'never'} (UTC)."
    )
    speaker.table(
        "Journals",
        ("Journal", "Date", "Invoices", "Total", "Exported", "Not exported"),
        [(j.journal_number, j.journal_date, j.invoices, j.invoice_total, j.exported,
          j.not_exported) for j in journals],
    )  # fmt: skip
    speaker.answer({"header": header, "journals": journals})
