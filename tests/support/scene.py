"""A workbench on a temporary home, both sides written as a few readable lines."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from fake_xero import FakeXero
from kept_engine import parts_of

from cmxero.casemanager.columns import HEADERS
from cmxero.workbench import open_workbench

SETTINGS = """\
[payments]
from_xero = 2026-09-01
[analysts]
publish_after_each_run = false
"""


class Ticking:
    """A clock that moves one second a look, so that no two instants are equal."""

    def __init__(self, start=datetime(2026, 11, 22, 2, 0)):
        self.now = start

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


class Scene:
    """Case Manager by lines of text, Xero by a fake that obeys its rules."""

    def __init__(
        self, home: Path, *, settings: str = SETTINGS, xero=None, template: Path | None = None
    ) -> None:
        self.home = home
        if template:  # a database that is migrated already saves half a second a test
            (home / "data").mkdir(parents=True)
            for part in parts_of(template):
                shutil.copy(part, home / "data" / part.name)
        self.xero = xero if xero is not None else FakeXero()
        self.clock = Ticking()
        config = home / "data" / "config" / "cmxero.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(settings, "utf-8")
        self.bench = open_workbench(
            home, clock=self.clock, gateways=lambda *_: self.xero, person="Alex"
        )
        self._files = 0

    def connect(self):
        """Tie the home to the fake organisation."""
        self.bench.connect()
        return self

    def journal(self, number: str, *rows: str, name: str = ""):
        """Import a journal of rows such as ``invoice 1001 110.00 2026-07-01``.

        Kinds: ``invoice NO TOTAL DATE [TAX] [COMPANY]`` (a person: ``/LAST/FIRST``),
        ``adjustment NO INVOICE TOTAL DATE``,
        ``payment NO INVOICE TOTAL DATE``, ``refund NO INVOICE PAYMENT TOTAL DATE``.
        """
        self._files += 1
        lines = [",".join(HEADERS)]
        lines += [self._row(number, row.split()) for row in rows]
        file = self.home / (name or f"journal-{number}-{self._files}.csv")
        file.write_text("\n".join(lines) + "\n", "utf-8")
        return self.bench.import_(file)

    def export(self, journal: str):
        """Export for real."""
        return self.bench.export(journal, dry_run=False)

    def cycle(self, journal: str):
        """Export, approve everything that is a draft, pull."""
        report = self.export(journal)
        drafts = [x.number for x in self.xero.invoices.values() if x.status == "DRAFT"]
        self.xero.approve(*drafts)
        self.bench.pull()
        return report

    def findings(self):
        """(kind, subject, effect) of every finding, sorted."""
        return sorted((f.kind.value, f.subject, str(f.effect)) for f in self.bench.findings())

    def checks(self):
        """Checks that are not empty."""
        return self.bench.look().failing_checks

    def receivables(self):
        """Case Manager, Xero, unexplained."""
        tie = self.bench.tie_out()
        return str(tie.case_receivables), str(tie.xero_receivables), str(tie.unexplained)

    def close(self):
        """Let go."""
        self.bench.close()

    def _row(self, journal, words) -> str:
        cells = dict.fromkeys(HEADERS, "")
        kind, number, *rest = words
        cells |= {
            "Journal Number": journal,
            "Journal Date": "30/09/2026",
            "Transaction Type": kind,
            "Transaction Number": number,
        }
        if kind == "invoice":
            total, day, *extra = rest
            cells |= self._invoice_cells(number, total, day, extra)
        elif kind == "refund":
            invoice, payment, total, day = rest
            cells |= {"Invoice Number": invoice, "Refers To": payment, "Reason": "overcharged"}
            cells |= {"Transaction Total": total, "Transaction Date": day}
        else:
            invoice, total, day = rest
            cells |= {"Invoice Number": invoice, "Transaction Total": total}
            cells |= {"Transaction Date": day}
            if kind == "adjustment":
                cells |= {"Line Amount": total, "Line Tax": "0.00", "Line Total": total}
        return ",".join(cells[header] for header in HEADERS)

    def _invoice_cells(self, number, total, day, extra):
        tax_code = extra[0] if extra else "FRE"
        payer = extra[1] if len(extra) > 1 else "Bluegum"
        company, _, person = payer.partition("/")
        last, _, first = person.partition("/")
        return {
            "Invoice Number": number,
            "Transaction Date": day,
            "Terms": "14 days",
            "Company": company,
            "Contact Last Name": last,
            "Contact First Name": first,
            "Case Number": f"C{number}",
            "Cost Name": "Assessment",
            "Cost Date": day,
            "Quantity": "1",
            "Unit": "each",
            "Rate": total,
            "Tax Code": tax_code,
            "Line Amount": total,
            "Line Tax": "0.00",
            "Line Total": total,
            "Transaction Total": total,
        }


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
