"""Two people at one book: the same home, the same Xero, each with a workbench of their own."""

from datetime import timedelta
from decimal import Decimal

from cmxero.workbench import open_workbench


class TwoPeople:
    """A scene in which Bea sits beside Alex."""

    def __init__(self, scene, *, second_person_above: str | None = None) -> None:
        self.scene = scene
        self.alex = scene.bench
        if second_person_above is not None:
            with scene.bench.home.config_file.open("a", encoding="utf-8") as file:
                file.write(f"[decisions]\nsecond_person_above = {second_person_above}\n")
            self.alex = self._workbench("Alex")
        self.bea = self._workbench("Bea")

    def _workbench(self, person):
        made = open_workbench(
            self.scene.home,
            clock=self.scene.clock,
            gateways=lambda *_: self.scene.xero,
            person=person,
        )
        made._database = self.scene.bench._database  # a second engine judges everything once more
        return made

    def finding(self, subject):
        """The finding about something, or None."""
        return next((each for each in self.bea.findings() if each.subject == subject), None)

    def status(self, subject):
        """Its status."""
        return self.finding(subject).status

    def key(self, subject):
        """Its key."""
        return self.finding(subject).key

    def off_by(self, number, dollars):
        """Let an invoice's total in Xero be so many dollars below Case Manager's, and pull."""
        invoice = self.scene.xero.by_number(f"CM-{number}")
        case_total = {"1001": "100.00", "1002": "2000.00", "1003": "300.00"}[number]
        total = Decimal(case_total) - Decimal(dollars)
        self.scene.xero.change(invoice.number, total=total)
        self.alex.pull()

    def days_later(self, days):
        """The clock goes on."""
        self.scene.clock.now += timedelta(days=days)

    def close(self):
        """Both go home."""
        self.bea.close()


def book(scene, *, second_person_above: str | None = None) -> TwoPeople:
    """Three invoices of 100, 2,000 and 300 dollars that agree on both sides."""
    rows = [
        f"invoice {number} {total} 2026-09-01"
        for number, total in (("1001", "100.00"), ("1002", "2000.00"), ("1003", "300.00"))
    ]
    scene.journal("41", *rows)
    scene.cycle("41")
    return TwoPeople(scene, second_person_above=second_person_above)
