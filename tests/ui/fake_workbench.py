"""A workbench in memory for the page's tests: every text is hostile, every rule is real."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from cmxero.core.decidable import Decidable, Signature
from cmxero.core.deciding import decide
from cmxero.core.errors import NothingToDoError
from cmxero.core.findings import FieldPair, Finding, FindingDetail, FindingKind
from cmxero.core.news import Counts, Standing
from cmxero.core.pages import PageHeader
from cmxero.core.playbook import Playbook, PlaybookFacts, playbook_for
from cmxero.core.resolutions import Decision, Resolution, ResolutionAction
from cmxero.core.roles import Role

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, 14)
SCRIPT = '<img src=x onerror="window.hostile=1"><script>window.hostile=1</script>'
NAMES = (
    "Harbour Rehab & Co",
    f"Nguyen {SCRIPT}",
    "Sunrise Insurance Pty Ltd",
    '=HYPERLINK("http://evil.example")',
    "Wattle Grove Injury Management",
    'O\'Brien "Bill" </td></tr></table>',
)
KINDS = (
    (FindingKind.TOTALS_DIFFER, "880.00", "780.10", "99.90"),
    (FindingKind.MISSING_IN_XERO, "412.50", None, "412.50"),
    (FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART, "-204.10", None, "-204.10"),
    (FindingKind.STILL_DRAFT, "1320.00", None, "1320.00"),
    (FindingKind.PAYMENT_ONLY_IN_XERO, None, "150.00", "150.00"),
    (FindingKind.EDITED_IN_XERO, "640.00", "640.00", "0.00"),
    (FindingKind.PAYMENT_HELD, "75.55", "0.00", "75.55"),
)


def finding(number: int, **changes) -> Finding:
    """The n-th finding: CM-1001 is the oldest; names and kinds go round."""
    kind, case, xero, effect = KINDS[number % len(KINDS)]
    made = Finding(
        key=f"demo|{kind.name}|CM-{1001 + number}",
        organisation="demo",
        kind=kind,
        subject=f"CM-{1001 + number}",
        case_invoice_number=str(1001 + number),
        contact_name=NAMES[number % len(NAMES)],
        case_number=f"C-{200 + number % 40}",
        journal_number=f"J-{30 + number // 10}",
        xero_invoice_id="" if xero is None else f"x-{number}",
        currency_code="AUD",
        case_amount=None if case is None else Decimal(case),
        xero_amount=None if xero is None else Decimal(xero),
        effect=Decimal(effect),
        since=date(2026, 6, 1) + timedelta(days=number % 170),
        evidence=("The last pull saw version 3 of the invoice.", f"Its reference reads {SCRIPT}."),
    )
    return replace(made, **changes)


class FakeWorkbench:
    """Satisfies MismatchSource; decisions are checked and kept as the real one does."""

    def __init__(
        self, count=14, *, mode="DEMO", findings=None, broken=None, second_person_above=None
    ) -> None:
        made = [finding(number) for number in range(count)] if findings is None else findings
        self.found = {one.key: one for one in made}
        self.mode = mode
        self.decisions = []
        self.rows = {key: [] for key in self.found}
        self.person = "Alex Finance"
        self.role = Role.APPROVE
        self.second_person_above = second_person_above
        self.last_pull_utc = NOW - timedelta(minutes=3)
        self.unexplained = Decimal("0.00")
        self.broken = broken
        self.chosen = {}
        self.now = NOW
        self.pulled = 0

    def preference(self, name: str) -> str:
        return self.chosen.get((self.person, name), "")

    def keep_preference(self, name: str, value: str) -> None:
        self._maybe_fail()
        self.chosen[self.person, name] = value

    def standing(self) -> Standing:
        self._maybe_fail()
        by_others = [row for made in self.rows.values() for row in made if row.decided_by == "Tom"]
        return Standing(self.now, Counts(len(by_others), 0, self.pulled, 0, 0))

    def page_header(self) -> PageHeader:
        self._maybe_fail()
        difference = sum((one.effect for one in self.found.values()), Decimal("0.00"))
        return PageHeader(
            organisation=f"Harbour Rehab {SCRIPT}" if self.found else "Harbour Rehab",
            mode=self.mode,
            person=self.person,
            last_pull_utc=self.last_pull_utc,
            now_utc=NOW,
            today=TODAY,
            currency_code="AUD",
            case_receivables=Decimal("48210.35"),
            xero_receivables=Decimal("48210.35") - difference,
            difference=difference,
            unexplained=self.unexplained,
            role=self.role,
        )

    def attached_once(self):
        return nullcontext()

    def findings(self, keys=None) -> tuple[Finding, ...]:
        self._maybe_fail()
        return tuple(one for one in self.found.values() if keys is None or one.key in keys)

    def finding_detail(self, key: str) -> FindingDetail:
        self._maybe_fail()
        if key not in self.found:
            raise NothingToDoError(f"There is no finding {key}. Press Refresh.")
        one = self.found[key]
        return FindingDetail(
            finding=one,
            headline="Xero shows 99.90 less than Case Manager.",
            fields=(
                FieldPair("Number", one.subject, one.subject, differs=False),
                FieldPair("Contact", one.contact_name, one.contact_name, differs=False),
                FieldPair("Date", "1 Jun 2026", "1 Jun 2026", differs=False),
                FieldPair("Due", "15 Jun 2026", "15 Jun 2026", differs=False),
                FieldPair("Total", "880.00", f"780.10 {SCRIPT}", differs=True),
            ),
            case_lines=(
                ("1 Jun 2026", f"Workplace visit {SCRIPT}", "WV01", "2.0000", "440.0000", "880.00"),
            ),
            xero_lines=(("Workplace visit", "WV01", "2.0000", "390.0500", "0.00", "780.10"),),
            payments=(("Xero", "5 Jun 2026", SCRIPT, "AUTHORISED", "100.00"),),
            history=(
                "20 Nov 2026 09:00 UTC: confirmed by Xero.",
                "19 Nov 2026 17:02 UTC: sent in run 12.",
            ),
            xero_link="https://go.xero.com/app/invoicing/view/x-1",
        )

    def playbook(self, key: str, *, ask_xero: bool) -> Playbook:
        """With no facts but the finding; what it says is hostile all the same."""
        self._maybe_fail()
        assert not ask_xero, "a page that is looked at makes no calls to Xero"
        return playbook_for(self.found[key], PlaybookFacts(TODAY))

    def resolve(self, keys, action, *, reason, note, cap, expires_on, to, until, versions) -> int:
        self._maybe_fail()
        wanted = Resolution(action, reason, note, cap, expires_on, to, until)
        by = Signature(self.person, NOW, TODAY, self.second_person_above, "link-1")
        found = {key: self._decidable(one) for key, one in self.found.items()}
        rows = decide(found, keys, wanted, by, versions)
        for row in rows:
            self._add(row)
        self.decisions.append((tuple(keys), action, reason, note))
        return len(rows)

    def decided_by_tom(self, key: str, status: str) -> None:
        """Somebody else was here."""
        made = self.rows.setdefault(key, [])
        action = {
            "accepted": ResolutionAction.ACCEPT,
            "waiting for approval": ResolutionAction.ACCEPT,
            "waiting for proof": ResolutionAction.DID_IN_XERO,
        }[status]
        version = len(made) + 1
        self._add(Decision(key, version, "demo", action, status, "", "", "Tom", NOW, "", version))

    def _decidable(self, one: Finding) -> Decidable:
        return Decidable(
            key=one.key,
            organisation=one.organisation,
            subject=one.subject,
            status=one.status,
            currency_code=one.currency_code,
            effect=one.effect,
            largest_amount=abs(one.effect),
            facts="",
            decisions=tuple(self.rows.setdefault(one.key, [])),
        )

    def _add(self, row: Decision) -> None:
        made = self.rows[row.finding_key]
        made.append(row)
        stands = made[row.stands - 1] if row.stands else None
        self.found[row.finding_key] = replace(
            self.found[row.finding_key],
            status=row.status,
            version=row.version,
            assigned_to=row.assigned_to,
            approved_by=row.approved_by,
            decided_by=stands.decided_by if stands else "",
            note=stands.note if stands else "",
            cap=stands.cap if stands else None,
            expires_on=stands.expires_on if stands else None,
            snoozed_until=stands.snoozed_until if stands else None,
        )

    def _maybe_fail(self) -> None:
        if self.broken is not None:
            raise self.broken
