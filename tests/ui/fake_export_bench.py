"""A workbench in memory for the Export batches page: real plans and outcomes, hostile texts."""

import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from fake_workbench import NAMES, NOW, SCRIPT, TODAY

from cmxero.core.casejournal import CaseContact, CaseInvoice, CaseLine
from cmxero.core.causes import causes_of
from cmxero.core.documents import AUTHORISED, DRAFT, DraftLine, InvoiceDraft, XeroOrganisation
from cmxero.core.errors import AlreadyRunningError, DecisionRefusedError
from cmxero.core.money import ZERO
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.pages import PageHeader
from cmxero.core.problem_catalogue import problem
from cmxero.core.roles import Role
from cmxero.store.export_log import LoggedOutcome
from cmxero.store.exports import Outcome, OutcomeState
from cmxero.store.reports import JournalState, RunState
from cmxero.workflows.export_log import CauseGroup, ExportLogRow, Failures
from cmxero.workflows.export_report import ExportProgress, ExportReport
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.plan_rows import HELD, IN_XERO, READY, plan_row

ARCHIVED = "The contact 'Wattle Grove' is archived. Please unarchive it first."
REFUSED = "Account code '260' is not a valid code for this document."
BATCH = 3
HELD_TAX_CODE = "XYZ"


def invoice(number: int, journal: str) -> CaseInvoice:
    """The n-th invoice of a journal: 1001 is the first; customers go round."""
    quantity, rate = Decimal("1.5000"), Decimal("100.0000") + number
    total = (quantity * rate).quantize(Decimal("0.01"))
    line = CaseLine(
        cost_name=f"Workplace visit {SCRIPT}" if number == 1 else "Workplace visit",
        cost_date=date(2026, 9, 1),
        notes="",
        charge_code="WV01",
        quantity=quantity,
        unit="hour",
        rate=rate,
        tax_code=HELD_TAX_CODE if number % 7 == 3 else "FRE",
        sub_total=total,
        tax=ZERO,
        total=total,
        row=number + 2,
    )
    return CaseInvoice(
        number=str(1001 + number),
        invoice_number=str(1001 + number),
        journal_number=journal,
        journal_date=date(2026, 9, 30),
        transaction_date=date(2026, 9, 1) + timedelta(days=number % 28),
        total=total,
        case_number=f"C-{200 + number % 40}",
        client_name="Sam Sample",
        contact=CaseContact(company_name=NAMES[number % len(NAMES)]),
        terms="14 days",
        due_date=date(2026, 9, 15) + timedelta(days=number % 28),
        sub_total=total,
        lines=(line,),
        row=number + 2,
    )


def draft(one: CaseInvoice, *, approve: bool = False, again: bool = False) -> InvoiceDraft:
    """What Xero would get of it; the customer's name is on the draft as it is on the invoice."""
    lines = tuple(
        DraftLine(each.cost_name, each.quantity, each.rate, each.total, "EXEMPTOUTPUT", "200")
        for each in one.lines
    )
    return InvoiceDraft(
        case_invoice_number=one.number,
        number=f"CM-{one.number}{'-2' if again else ''}",
        contact_name=one.contact.company_name,
        invoice_date=one.transaction_date,
        due_date=one.due_date,
        reference=f"Case {one.case_number}",
        currency_code="AUD",
        lines=lines,
        total=one.total,
        total_tax=ZERO,
        case_total=one.total,
        case_tax=ZERO,
        status=AUTHORISED if approve else DRAFT,
        rounding="One cent is carried by line 1." if one.number == "1002" else "",
    )


@dataclass
class Switches:
    """What a test may turn.

    Attributes:
        asks_xero: whether Xero can be reached.
        approve: whether invoices arrive approved.
        refuses: messages Xero refuses an invoice with, by Case Manager number.
        mends: whether what Xero refuses is mended once it was refused.
        mended: whether the tax code that holds invoices back is known by now.
        pause_ms: how long Xero takes for a batch.
        broken: raised by whatever is called next.
        running: who exports already.
        sent_file: gets a line for each invoice that arrived, so that others can see it.
    """

    asks_xero: bool = True
    approve: bool = False
    refuses: dict[str, str] | None = None
    mends: bool = False
    mended: bool = False
    pause_ms: int = 0
    broken: Exception | None = None
    running: str = ""
    sent_file: Path | None = None


class FakeExportBench:
    """Satisfies ExportSource; keeps what was exported, released and refused, as the real one does.

    Of every seven invoices the fourth has an unknown tax code; the first two of a journal are in
    Xero already.
    """

    def __init__(self, count=14, *, mode="DEMO", journals=("41", "42"), **switches) -> None:
        self.switch = Switches(**switches)
        self.role = Role.APPROVE
        self.mode = mode
        self.invoices = {
            journal: {one.number: one for one in (invoice(n, journal) for n in range(count))}
            for journal in journals
        }
        self.in_xero = {
            journal: {"1001", "1002"} if journal == journals[-1] else set(found)
            for journal, found in self.invoices.items()
        }
        self.voided = {"1001"}
        self.again = set()
        self.calls = []
        self.log = []
        self.run_list = []
        self.dead_run = None

    def page_header(self):
        self._maybe_fail()
        return PageHeader(
            organisation=f"Harbour Rehab {SCRIPT}",
            mode=self.mode,
            person="Alex Finance",
            role=self.role,
            last_pull_utc=NOW - timedelta(minutes=3),
            now_utc=NOW,
            today=TODAY,
            currency_code="AUD",
            case_receivables=ZERO,
            xero_receivables=ZERO,
            difference=ZERO,
            unexplained=ZERO,
        )

    def journals(self):
        return tuple(self._state(journal) for journal in self.invoices)

    def runs(self, newest=20):
        return tuple(self.run_list[:newest])

    def plan(self, journal, *, only=None):
        self._maybe_fail()
        self.calls.append(("plan", journal, None if only is None else sorted(only)))
        wanted = {
            number: one
            for number, one in self.invoices[journal].items()
            if only is None or number in only
        }
        drafts = {
            number: draft(one, approve=self.switch.approve, again=number in self.again)
            for number, one in wanted.items()
            if number not in self.in_xero[journal]
        }
        held = {
            number: (problem("unknown-tax-code", number, row=one.row, value=HELD_TAX_CODE),)
            for number, one in wanted.items()
            if number in drafts
            and one.lines[0].tax_code == HELD_TAX_CODE
            and not self.switch.mended
        }
        ready = tuple(one for number, one in drafts.items() if number not in held)
        states = {
            number: IN_XERO if number not in drafts else HELD if number in held else READY
            for number in wanted
        }
        notes = {number: " ".join(p.message for p in found) for number, found in held.items()}
        return ExportPlan(
            journal_number=journal,
            state=self._state(journal),
            rows=tuple(
                plan_row(
                    one,
                    one.contact.company_name,
                    drafts.get(number),
                    states[number],
                    notes.get(number, ""),
                )
                for number, one in wanted.items()
            ),
            drafts=ready,
            batches=tuple(ready[at : at + BATCH] for at in range(0, len(ready), BATCH)),
            invoices=wanted,
            previews=drafts,
            problems=tuple(each for found in held.values() for each in found),
            held=held,
            facts=self._facts(),
            bytes_to_send=900 * len(ready),
            extra_calls=0,
        )

    def export(self, journal, *, dry_run, only, progress, is_cancelled):
        self._maybe_fail()
        if self.switch.running:
            raise AlreadyRunningError("An export for 'main'", self.switch.running)
        assert not dry_run
        self.calls.append(("export", journal, sorted(only)))
        plan = self.plan(journal, only=only)
        run_id = f"export-{len(self.run_list) + 1}"
        outcomes = [
            Outcome(number, OutcomeState.HELD, messages=(f"{p.code}: {p.message} {p.remedy}",))
            for number, found in plan.held.items()
            for p in found
        ]
        cancelled, settled = False, 0
        for batch in plan.batches:
            if is_cancelled():
                cancelled = True
                break
            time.sleep(self.switch.pause_ms / 1000)
            outcomes += [self._send(journal, one) for one in batch]
            settled += len(batch)
            left = (len(plan.drafts) - settled) * 20
            progress(ExportProgress(settled, len(plan.drafts), left))
        self._record(journal, run_id, outcomes)
        return ExportReport(plan, (), tuple(outcomes), dry_run=False, was_cancelled=cancelled)

    def send_again(self, numbers, *, reason):
        self._maybe_fail()
        if not reason.strip():
            raise DecisionRefusedError("Sending again needs a reason. Say why, then try again.")
        for number in numbers:
            if number not in self.voided:
                raise DecisionRefusedError(
                    f"CM-{number} is AUTHORISED in Xero. Void or delete it there first, then "
                    "decide again. Nothing was changed."
                )
        self.calls.append(("send again", tuple(numbers), reason))
        self.again |= set(numbers)
        for found in self.in_xero.values():
            found -= set(numbers)
        return len(numbers)

    def export_log(self, *, limit=None, journal, text, failed_only):
        self._maybe_fail()
        found = [row for row in self.log if self._fits(row, journal, text, failed_only)]
        return tuple(found[:limit])

    def count_export_log(self, *, journal, text, failed_only):
        return len(self.export_log(journal=journal, text=text, failed_only=failed_only))

    def export_causes(self, journal=None):
        rows = [row for row in self.log if self._fits(row, journal, "", failed_only=True)]
        causes = {cause.key: cause for row in rows for cause in row.causes}
        groups = []
        for key, cause in causes.items():
            mine = [row.outcome for row in rows if any(c.key == key for c in row.causes)]
            numbers = tuple(sorted(out.case_invoice_number for out in mine))
            total = sum((out.case_total for out in mine), ZERO)
            groups.append(CauseGroup(cause, len(mine), total, numbers, NOW, NOW))
        total = sum((row.outcome.case_total for row in rows), ZERO)
        return Failures(len(rows), total, tuple(sorted(groups, key=lambda one: -one.count)))

    def failed_numbers(self, journal, cause_code=None):
        groups = self.export_causes(journal).groups
        return tuple(
            sorted(
                {
                    number
                    for group in groups
                    if cause_code in {None, group.cause.key}
                    for number in group.invoices
                }
            )
        )

    def _fits(self, row, journal, text, failed_only):
        out = row.outcome
        said = f"{out.case_invoice_number} {out.contact_name} {out.state} {row.why}".lower()
        return (
            journal in {None, out.journal_number}
            and (out.is_failed or not failed_only)
            and all(word in said for word in text.lower().split())
        )

    def _send(self, journal, one):
        number = one.case_invoice_number
        if said := (self.switch.refuses or {}).get(number):
            if self.switch.mends:
                del self.switch.refuses[number]
            return Outcome(number, OutcomeState.ERROR, f"intent-{number}", messages=(said,))
        self.in_xero[journal].add(number)
        if self.switch.sent_file:
            with self.switch.sent_file.open("a", encoding="utf-8") as file:
                file.write(f"{one.number}\n")
        return Outcome(number, OutcomeState.CREATED, f"intent-{number}")

    def _record(self, journal, run_id, outcomes):
        self.run_list.insert(0, RunState(run_id, "export", "Alex Finance", NOW, NOW, "done", ""))
        touched = {outcome.case_invoice_number for outcome in outcomes}
        old = [
            replace(row, outcome=replace(row.outcome, is_newest=False, is_failed=False))
            if row.outcome.case_invoice_number in touched
            else row
            for row in self.log
        ]
        self.log = [self._logged(journal, run_id, outcome) for outcome in outcomes] + old

    def _logged(self, journal, run_id, outcome):
        one = self.invoices[journal][outcome.case_invoice_number]
        linked = outcome.state.is_linked
        earlier = sum(r.outcome.case_invoice_number == one.number for r in self.log)
        logged = LoggedOutcome(
            at_utc=NOW,
            run_id=run_id,
            run_outcome="done",
            person="Alex Finance",
            journal_number=journal,
            case_invoice_number=one.number,
            xero_number="" if outcome.intent_id is None else f"CM-{one.number}",
            attempt=earlier + 1,
            is_newest=True,
            is_failed=not linked,
            state=outcome.state.value,
            contact_name=one.contact.company_name,
            currency_code="AUD",
            case_total=one.total,
            xero_total=one.total if linked else None,
            xero_invoice_id="",
            messages=outcome.messages,
        )
        return ExportLogRow(logged, causes_of(logged.state, logged.messages))

    def _state(self, journal):
        found, there = self.invoices[journal], self.in_xero[journal]
        return JournalState(
            journal_number=journal,
            journal_date=date(2026, 9, 30) - timedelta(days=50 - int(journal)),
            invoices=len(found),
            adjustments=4,
            payments=2,
            refunds=1,
            invoice_total=sum((one.total for one in found.values()), ZERO),
            exported=len(there),
            not_exported=len(found) - len(there),
        )

    def _facts(self):
        if not self.switch.asks_xero:
            return None
        organisation = XeroOrganisation(
            tenant_id="t",
            name="Harbour Rehab",
            base_currency="AUD",
            timezone="Australia/Brisbane",
            country_code="AU",
            is_demo=True,
        )
        return OrganisationFacts(organisation=organisation)

    def _maybe_fail(self):
        if self.switch.broken is not None:
            raise self.switch.broken


def unfinished_run() -> RunState:
    """An export that runs, or was killed."""
    return RunState(
        "export-9", "export", "Tom", datetime(2026, 11, 22, 8, 2), None, "not ended", ""
    )
