"""The whole cycle on the sandbox, both sides played.

What cmxero found is held against the sample's answer key. Run again, it goes on from where it was
and does nothing twice.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmxero.config import Home
from cmxero.connections import unhurried_gateway
from cmxero.core.findings import Finding, FindingKind
from cmxero.core.money import ZERO
from cmxero.demo_home import prepare_home
from cmxero.sample import DEFAULT, recipe_of
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.play import ScriptPlayer
from cmxero.workbench import Workbench, open_workbench
from cmxero.workflows.reconcile import ReconcileReport
from cmxero.working_off.player import PlaybookPlayer

CLAIM_IN_NOTES = "claim number in the line notes"
KNOWN_KINDS = {kind.value for kind in FindingKind} | {CLAIM_IN_NOTES}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PlantedFaults:
    """The answer key against what was found.

    Attributes:
        found: faults whose finding has the right kind, subject and amount.
        missed: faults of a kind we look for that have no such finding; must be empty.
        not_yet_looked_for: kinds this version of cmxero does not look for, with their count.
        unexpected: findings the key does not know; must be empty.
    """

    planted: int
    found: int
    missed: tuple[str, ...]
    not_yet_looked_for: dict[str, int]
    unexpected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoReport:
    """The figures of the whole cycle.

    Attributes:
        delivered: payments in import files for Case Manager.
        by_hand: delivered ones that changed in Xero since, to be changed there by hand.
    """

    invoices_imported: int
    invoices_exported: int
    payments: dict[str, int]
    delivered: int
    by_hand: int
    reconciled: ReconcileReport
    faults: PlantedFaults

    def figures(self) -> dict[str, Any]:
        """For machines; amounts as strings."""
        tie = self.reconciled.tie_out
        return {
            "invoices_imported": self.invoices_imported,
            "invoices_exported": self.invoices_exported,
            "payments_mirrored": self.payments.get("mirrored", 0),
            "payments_by_state": self.payments,
            "payments_delivered_to_case_manager": self.delivered,
            "payments_to_change_by_hand": self.by_hand,
            "findings": {line.kind: line.findings for line in self.reconciled.by_kind},
            "receivables": {
                "case_manager": str(tie.case_receivables),
                "xero": str(tie.xero_receivables),
                "difference": str(tie.difference),
                "unexplained": str(tie.unexplained),
            },
            "planted_faults": {
                "planted": self.faults.planted,
                "found": self.faults.found,
                "missed": list(self.faults.missed),
                "unexpected": list(self.faults.unexpected),
                "not_yet_looked_for": self.faults.not_yet_looked_for,
            },
            "failing_checks": self.reconciled.failing_checks,
        }

    @property
    def is_right(self) -> bool:
        """Whether every planted fault was found, nothing else, and no cent is unexplained."""
        return not (
            self.faults.missed
            or self.faults.unexpected
            or self.reconciled.failing_checks
            or self.reconciled.tie_out.unexplained
        )


def play_cycle(
    home: Home,
    sandbox: str,
    say: Say,
    *,
    open_bench: Callable[[Path], Workbench] = open_workbench,
) -> DemoReport:
    """Both sides of the cycle, once; ``sandbox`` is its address.

    What the home holds is played; ``prepare_home`` makes another sample than the usual one.
    """
    sample = prepare_home(home)
    recipe = recipe_of(sample)
    if recipe != DEFAULT:
        say(f"Sample: {recipe or 'of an earlier version'}.")
    script = json.loads((sample / "xero_user.json").read_text("utf-8"))
    key = json.loads((sample / "answer_key.json").read_text("utf-8"))
    bench = open_bench(home.root)
    try:
        with XeroUser(sandbox) as xero_user, bench.published_once():
            _play(bench, xero_user, script, sample, say)
            return _report(bench, key["faults"])
    finally:
        bench.close()


def work_off(home: Home, sandbox: str, say: Say) -> ReconcileReport:
    """Do what every playbook says, on both sides, until nothing is open; then reconcile.

    Raises:
        NotPlayedError: a playbook says what one side refuses, or does not settle its finding.
    """
    bench = open_workbench(home.root, gateways=unhurried_gateway)
    try:
        with XeroUser(sandbox) as xero_user, bench.published_once():
            folder = home.data / "worked_off"
            folder.mkdir(exist_ok=True)
            PlaybookPlayer(bench, xero_user, folder, told=say).work_off()
            return bench.reconcile()
    finally:
        bench.close()


def _play(
    bench: Workbench, xero_user: XeroUser, script: dict[str, Any], sample: Path, say: Say
) -> None:
    today = bench.today()
    say(f"{bench.mode}: connected to {bench.connect().name}.")
    xero = ScriptPlayer(xero_user, today)
    xero.play(script["before_export"])
    for file in sorted(sample.glob("journal-*")):
        say(str(bench.import_(file)))
    for journal in bench.journals():
        say(str(bench.export(journal.journal_number, dry_run=False)))
    say("A Xero user approves the drafts, edits, voids, and enters payments and credits.")
    xero.play(script["after_export"])
    xero.play(script["payments"])
    say(str(bench.pull()))
    say(str(bench.make_outbox()))
    say("The Xero user deletes and re-dates payments.")
    xero.play(script["after_pull"])
    say(str(bench.pull()))
    say(str(bench.make_outbox()))


def _report(bench: Workbench, key: Sequence[dict[str, Any]]) -> DemoReport:
    reconciled = bench.reconcile()
    journals = bench.journals()
    return DemoReport(
        invoices_imported=sum(journal.invoices for journal in journals),
        invoices_exported=sum(journal.exported for journal in journals),
        payments=bench.payments_by_state(),
        delivered=sum(file.rows for file in bench.outbox_files()),
        by_hand=len(bench.outbox_changes()),
        reconciled=reconciled,
        faults=compare(key, bench.findings(), _withheld_claims(bench)),
    )


def _withheld_claims(bench: Workbench) -> frozenset[str]:
    """Invoices in whose texts the shield found a claim number, as the exports recorded it."""
    events = bench.bench.history.events(bench.bench.organisation)
    return frozenset(
        subject
        for kind, subject, message in events
        if kind == "text-withheld" and "claim number" in message
    )


def compare(
    key: Sequence[dict[str, Any]], findings: Sequence[Finding], withheld: Collection[str] = ()
) -> PlantedFaults:
    """Hold findings against the answer key by kind, subject and amount.

    Args:
        withheld: Case Manager numbers of invoices whose texts held a claim number.
    """
    open_marks = Counter(
        (finding.kind.value, finding.subject, finding.effect) for finding in findings
    ) + Counter((CLAIM_IN_NOTES, f"invoice {number}", ZERO) for number in withheld)
    missed, later, found = [], Counter[str](), 0
    for fault in key:
        kind = fault["kind"]
        if kind not in KNOWN_KINDS:
            later[kind] += 1
            continue
        mark = (kind, fault["subject"], Decimal(fault["amount"]))
        if open_marks[mark]:
            open_marks[mark] -= 1
            found += 1
        else:
            missed.append(f"{kind}: {fault['subject']} {fault['amount']}")
    unexpected = [f"{kind}: {subject} {effect}" for kind, subject, effect in open_marks.elements()]
    return PlantedFaults(len(key), found, tuple(missed), dict(later), tuple(unexpected))
