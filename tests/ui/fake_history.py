"""A history in memory for the page's tests: hostile texts, filtered as the real one does."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fake_workbench import NAMES, NOW, SCRIPT, FakeWorkbench

from cmxero.core.timeline import Change, HistoryCounts, HistoryEntry, HistoryKind

BRISBANE = ZoneInfo("Australia/Brisbane")
NOTHING = {
    "known_utc": None,
    "ended_utc": None,
    "case_invoice_number": "",
    "case_number": "",
    "customer": "",
    "state": "",
    "said": "",
    "note": "",
    "amount": None,
    "currency_code": "",
    "run_id": "",
    "finding_key": "",
}


def entry(number: int, kind: HistoryKind, person: str, subject: str, what: str, **facts):
    """The n-th entry back from now, an hour before the one after it."""
    values = {**NOTHING, **facts}
    return HistoryEntry(
        entry_id=f"{kind.value}|{number}",
        at_utc=NOW - timedelta(hours=number),
        kind=kind,
        person=person,
        subject=subject,
        what=what,
        **values,
    )


def entries(count: int) -> tuple[HistoryEntry, ...]:
    """A voided invoice, a decision, a refusal, a pull, a changed payment, and round again."""
    makers = (_voided, _accepted, _refused, _pulled, _paid)
    return tuple(makers[number % len(makers)](number) for number in range(count))


def _voided(n):
    return entry(
        n, HistoryKind.DOCUMENT, "Xero", f"CM-{1001 + n}", "invoice",
        state="changed", case_invoice_number=str(1001 + n), customer=NAMES[n % len(NAMES)],
        case_number=f"C-{n}", said=SCRIPT, known_utc=NOW,
        changes=(
            Change("status", "AUTHORISED", "VOIDED"),
            Change("amount due", "1880.00", "0.00"),
            Change("reference", None, f"=1+1 {SCRIPT}"),
            Change("due date", "2026-06-15", None),
        ),
    )  # fmt: skip


def _accepted(n):
    return entry(
        n, HistoryKind.DECISION, "Alex Finance", f"CM-{1001 + n}", "accept",
        state="accepted", said="Rounding", note=SCRIPT, case_invoice_number=str(1001 + n),
        finding_key=f"demo/totals differ/CM-{1001 + n}",
        changes=(Change("status", "open", "accepted"), Change("cap", None, "5.00")),
    )  # fmt: skip


def _refused(n):
    return entry(
        n, HistoryKind.EXPORT, "Bea", f"CM-{1001 + n}", "export",
        state="ERROR", case_invoice_number=str(1001 + n), amount=Decimal("412.50"),
        currency_code="AUD", messages=(f"Account code '260' is not a valid code. {SCRIPT}",),
    )  # fmt: skip


def _pulled(n):
    return entry(
        n, HistoryKind.RUN, "Alex Finance", "", "full recount",
        state="done", said="Pull: 388 invoices seen, 4 new or changed.", run_id=f"pull-{n}",
        ended_utc=NOW - timedelta(hours=n) + timedelta(seconds=9),
    )  # fmt: skip


def _paid(n):
    return entry(
        n, HistoryKind.PAYMENT, "Xero", f"CM-{1001 + n}", "changed",
        said="PRV 000183", case_invoice_number=str(1001 + n), amount=Decimal("225.17"),
        known_utc=NOW,
        changes=(Change("date", "2026-09-07", "2026-09-10"),),
    )  # fmt: skip


class FakeHistory(FakeWorkbench):
    """Satisfies HistorySource."""

    zone = BRISBANE

    def __init__(self, count=12, **facts) -> None:
        super().__init__(14 if count else 0, **facts)
        self.kept = entries(count)
        self.asked = []

    def local_time(self):
        return lambda at: (at.replace(tzinfo=ZoneInfo("UTC")).astimezone(BRISBANE)).replace(
            tzinfo=None
        )

    def history_entries(self, *, limit, offset=0, **wanted):
        self._maybe_fail()
        self.asked.append((limit, offset))
        found = [each for each in self.kept if self._fits(each, **wanted)]
        return found[offset : None if limit is None else offset + limit]

    def count_history(self, **wanted):
        self._maybe_fail()
        found = {"kind": {}, "person": {}}
        for by, counts in found.items():
            narrowed = {**wanted, by: ""}
            for each in self.kept:
                if self._fits(each, **narrowed):
                    name = str(getattr(each, by))
                    counts[name] = counts.get(name, 0) + 1
        total = sum(1 for each in self.kept if self._fits(each, **wanted))
        return HistoryCounts(total, found["kind"], found["person"])

    def run_events(self, run_id):
        return ((f"contact {run_id}", f"No e-mail address {SCRIPT}"),)

    def _fits(self, each, *, kind, person, since, until, invoice, text):
        day = self.local_time()(each.at_utc).date()
        words = f"{each.subject} {each.person} {each.customer} {each.said}".lower()
        return (
            kind in {"", each.kind.value}
            and person in {"", each.person}
            and (since is None or day >= since)
            and (until is None or day <= until)
            and invoice.removeprefix("CM-") in {"", each.case_invoice_number}
            and all(word in words for word in text.lower().split())
        )


class ManyEntries(FakeHistory):
    """As many entries as a busy year has."""

    def __init__(self, count) -> None:
        super().__init__(5)
        began = datetime(2026, 1, 1)
        self.kept = tuple(
            entry(n, HistoryKind.EXPORT, "Bea", f"CM-{n}", "export", state="CREATED")
            for n in range(count)
        )
        assert self.kept[0].at_utc > began
