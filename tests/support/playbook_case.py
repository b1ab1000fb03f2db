"""One invoice with everything that can be about it, for playbooks without a database."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from journaled import invoice, line

from cmxero.core.casejournal import CaseAdjustment
from cmxero.core.credits import CreditKind
from cmxero.core.documents import XeroInvoice, XeroLine, XeroOrganisation
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.findings import Finding
from cmxero.core.money import ZERO, money
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.playbook_facts import (
    CasePaymentFact,
    CaseRefundFact,
    CreditFact,
    OpenInvoice,
    PlaybookFacts,
    RowFact,
    SentFact,
    UseFact,
    XeroPaymentFact,
    XeroRefundFact,
)

TODAY = date(2026, 11, 22)
DAY = date(2026, 9, 2)
CASE = invoice(line("1", "100"), line("2", "50", tax_code="FRE"))
"""Invoice 1001 of 2 Sep 2026: 110.00 with GST and 100.00 without, 210.00 in all."""

XERO = XeroInvoice(
    "x-1", "CM-1001", "ACCREC", "AUTHORISED", "c-1", "Bluegum Insurance", DAY, date(2026, 9, 16),
    "C77", "AUD", "Inclusive", money("200.00"), money("10.00"), money("210.00"), money("210.00"),
    ZERO, ZERO, datetime(2026, 9, 3),
    (
        XeroLine("l-1", "Initial assessment", Decimal(1), Decimal(110), money("110.00"),
                 money("10.00"), "OUTPUT", "200", ""),
        XeroLine("l-2", "Initial assessment", Decimal(2), Decimal(50), money("100.00"), ZERO,
                 "EXEMPTOUTPUT", "200", ""),
    ),
)  # fmt: skip
SUBJECTS = {
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART: "adjustment A7",
    FindingKind.REFUND_WITHOUT_COUNTERPART: "refund R1",
    FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER: "payment P1",
    FindingKind.PAYMENT_ENTERED_LOCALLY: "payment P1",
    FindingKind.PAYMENT_JOURNALED: "payment P1",
    FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL: "payment P1",
    FindingKind.IMPORT_PROBLEM: "bad-date: invoice 1001",
}


def adjustment(total="-22.00", tax_code="GST", number="A7", reason="Rate was agreed lower."):
    """An adjustment of one line, GST in it or not."""
    total = money(total)
    tax = money("-2.00") if (total, tax_code) == (money("-22.00"), "GST") else ZERO
    changed = line("1", "1", tax_code=tax_code, sub_total=total - tax, tax=tax, total=total)
    return CaseAdjustment(
        number=number, invoice_number="1001", journal_number="42", journal_date=DAY,
        transaction_date=date(2026, 9, 5), total=total, reason=reason, tax=tax,
        sub_total=total - tax, lines=(changed,),
    )  # fmt: skip


def finding(kind, *, effect="-22.00", **changes) -> Finding:
    """A finding about invoice 1001."""
    subject = SUBJECTS.get(kind, "CM-1001")
    made = Finding(
        key=f"main/{kind.value}/{subject}", organisation="main", kind=kind, subject=subject,
        case_invoice_number="1001", contact_name="Bluegum Insurance", case_number="C77",
        journal_number="41", xero_invoice_id="x-1", currency_code="AUD",
        case_amount=money("188.00"), xero_amount=money("210.00"), effect=money(effect),
        since=DAY, evidence=("Seen.",),
    )  # fmt: skip
    return replace(made, **changes)


def xero_payment(amount="60.00", state="mirrored", **changes) -> XeroPaymentFact:
    """A payment in Xero on the invoice."""
    made = XeroPaymentFact(
        "p-1", date(2026, 9, 20), money(amount), "EFT 1", "x-1", "CM-1001", "090",
        is_in_batch=False, is_reconciled=False, state=state,
    )  # fmt: skip
    return replace(made, **changes)


def credit(kind=CreditKind.CREDIT_NOTE, total="20.00", **changes) -> CreditFact:
    """A credit about the invoice, used for nothing."""
    total = money(total)
    made = CreditFact(
        "k-1", kind, "CN-7", "CM-1001", date(2026, 9, 10), "c-1", "Bluegum Insurance", "1001",
        total, ZERO, ZERO, total, ZERO,
    )  # fmt: skip
    return replace(made, **changes)


def organisation(period_lock=None, year_lock=None) -> OrganisationFacts:
    """An organisation with lock dates, or with none."""
    return OrganisationFacts(
        XeroOrganisation(
            "t", "Fake Rehab", "AUD", "AU", "Australia/Brisbane", is_demo=True,
            period_lock_date=period_lock, end_of_year_lock_date=year_lock,
        )
    )  # fmt: skip


def facts(**changes) -> PlaybookFacts:
    """The invoice on both sides, the adjustment in Case Manager only."""
    made = PlaybookFacts(
        today=TODAY,
        organisation=organisation(),
        payments_from=date(2026, 9, 1),
        forward_days=7,
        case_invoice=CASE,
        adjustments=(adjustment(),),
        case_owed=money("188.00"),
        xero_invoice=XERO,
        sent=SentFact("Bluegum Insurance", DAY, date(2026, 9, 16), money("210.00"), money("10.00")),
        bank_account_code="090",
        payment_type="EFT",
    )
    return replace(made, **changes)


def crowded_facts() -> PlaybookFacts:
    """Everything at once, so that every kind finds what it is about."""
    over = credit(CreditKind.OVERPAYMENT, "5.00", xero_credit_id="k-2", number="", reference="O 1")
    use = UseFact(
        "k-2", CreditKind.OVERPAYMENT, "O 1", 1, money("5.00"), date(2026, 9, 21), "x-1", "CM-1001"
    )
    paid = xero_payment("40.00", "held", payment_date=date(2027, 2, 1))
    return facts(
        case_payments=(
            CasePaymentFact("P1", date(2026, 8, 20), money("40.00"), "EFT 9", "EFT"),
            CasePaymentFact("P2", date(2026, 8, 21), money("30.00"), "EFT 8", "EFT", "p-9"),
        ),
        case_refunds=(CaseRefundFact("R1", date(2026, 9, 6), money("20.00"), "P2"),),
        xero_payments=(xero_payment(),),
        credits=(credit(), over),
        uses=(use,),
        open_invoices=(
            OpenInvoice("1002", "x-2", "CM-1002", date(2026, 8, 1), money("50.00"),
                        has_finding=False),
        ),
        payment=paid,
        credit=credit(),
        use=use,
        refund=XeroRefundFact("p-5", date(2026, 9, 22), money("20.00"), "B", "credit note CN-7",
                              "P2"),
        row=RowFact("bad-date", "invoice 1001", "j.csv", 4, "Transaction Date", "31/02/2026",
                    "Write it like 28/02/2026."),
        newest_invoice_number="1002",
        messages=("unknown-tax-code: Tax code 'X' is not known. Correct it.",),
    )  # fmt: skip
