"""The story the sample tells: who does what, when, and what the answer key says of it."""

import json
from collections import Counter, defaultdict
from datetime import date

from sample_replay import PAYMENTS_FROM

from cmxero.core.casejournal import CaseAdjustment, CaseInvoice, CasePayment, CaseRefund
from cmxero.core.findings import FindingKind
from cmxero.core.money import money

PLAIN_KINDS = {
    "claim number in the line notes",
    "contact renamed between journals",
    "due date before invoice date",
}
NOT_EXPECTED = {
    FindingKind.NOT_EXPORTED,
    FindingKind.MISSING_IN_XERO,
    FindingKind.CREDIT_WITHOUT_COUNTERPART,
    FindingKind.PAYMENT_ONLY_IN_XERO,
    FindingKind.JOURNAL_CHANGED,
}


def of_kind(sample, kind: str) -> list[dict]:
    return [fault for fault in sample.faults if fault["kind"] == kind]


def test_every_kind_is_planted(sample):
    """Every kind the workbench knows and this story can hold, and three it does not know yet."""
    kinds = Counter(fault["kind"] for fault in sample.faults)
    assert set(kinds) == {k.value for k in set(FindingKind) - NOT_EXPECTED} | PLAIN_KINDS
    everyday = {"adjustment without counterpart in Xero", "refund without counterpart in Xero",
                "row of a journal export cannot be used"}  # fmt: skip
    assert all(count <= 3 for kind, count in kinds.items() if kind not in everyday)


def test_every_way_a_row_can_fail_is_planted(sample):
    """Each problem code once or twice, and both ways an export can fail."""
    codes = Counter(fault["code"] for fault in sample.faults if "code" in fault)
    assert codes == {
        "bad-date": 2, "bad-amount": 2, "missing-value": 2, "totals-do-not-add-up": 2,
        "line-does-not-add-up": 1, "duplicate-number": 1, "unknown-type": 1, "unknown-invoice": 1,
        "unknown-tax-code": 1, "unknown-terms": 1,
    }  # fmt: skip


def test_key_points_at_the_rows(sample):
    """File and row of an entry lead to the transaction its subject or story names."""
    for fault in sample.faults:
        if "file" not in fault:
            assert fault["subject"].endswith("CM-99001")
            continue
        row = sample.row(fault)
        numbers = {str(row["Invoice Number"]), str(row["Transaction Number"])}
        words = set(f"{fault['subject']} {fault['how']}".replace("CM-", "").split())
        if fault.get("code") == "missing-value" and not row["Invoice Number"]:
            assert fault["subject"].endswith(f"{fault['file']} row {fault['row']}")
        else:
            assert {word.strip(".,'") for word in words} & numbers, fault


def test_planted_cells_are_as_the_key_says(sample):
    """The spoilt cells stand in the files."""
    cells = {
        "bad-date": ("Transaction Date", "31/02/2026"),
        "unknown-type": ("Transaction Type", "credit"),
        "unknown-tax-code": ("Tax Code", "TFX"),
        "unknown-terms": ("Terms", "by arrangement"),
    }
    for code, (header, text) in cells.items():
        for fault in (f for f in sample.faults if f.get("code") == code):
            assert sample.row(fault)[header] == text
    for fault in (f for f in sample.faults if f.get("code") == "bad-amount"):
        assert "O" in str(sample.row(fault)["Transaction Total"])


def test_each_fault_has_an_invoice_of_its_own(sample):
    """No invoice carries two faults, but a refund with its adjustment."""
    carried = defaultdict(list)
    for fault in sample.faults:
        if "file" in fault:
            row = sample.row(fault)
            carried[fault["file"], row["Invoice Number"]].append(fault["kind"])
    several = [kinds for kinds in carried.values() if len(kinds) > 1]
    assert len(several) == 5
    for kinds in several:
        assert sorted(kinds) == [
            "adjustment without counterpart in Xero",
            "refund without counterpart in Xero",
        ]


def test_unusable_invoices_are_unknown_to_the_xero_user(sample):
    """Nothing is done in Xero to an invoice whose row cannot be used."""
    touched = json.dumps(sample.script)
    for fault in of_kind(sample, "row of a journal export cannot be used"):
        number = sample.row(fault)["Invoice Number"]
        if number and fault["code"] != "duplicate-number":
            assert f'"CM-{number}"' not in touched


def test_a_repeated_number_belongs_to_the_first_journal(sample):
    """The second invoice of a number is refused; the first one stays."""
    (fault,) = [f for f in sample.faults if f.get("code") == "duplicate-number"]
    number = fault["subject"].rsplit(" ", 1)[1]
    assert sample.replayed.refused == [number]
    assert fault["file"] == "journal-43.csv"
    assert sample.replayed.invoices[number].journal_number == "41"


def test_payments_change_sides_in_september(sample):
    """Journaled payments are dated before 1 September, but for those typed in by mistake."""
    late = {
        f"payment {one.number}"
        for one in sample.replayed.transactions
        if isinstance(one, CasePayment) and one.transaction_date >= PAYMENTS_FROM
    }
    kind = "payment entered in Case Manager while payments come from Xero"
    assert late == {fault["subject"] for fault in of_kind(sample, kind)}
    days = [receipt.day for receipt in sample.replayed.live]
    assert sum(day >= PAYMENTS_FROM for day in days) > 100


def test_nothing_happens_after_october_but_what_is_forward_dated(sample):
    """All documents lie within the six months, so that any later day can be today."""
    days = [one.transaction_date for one in sample.replayed.transactions]
    assert min(days) >= date(2026, 5, 1)
    assert max(days) <= date(2026, 10, 31)
    ahead = [r for r in sample.replayed.xero.receipts if r.day > date(2026, 10, 31)]
    assert len(ahead) == len(of_kind(sample, "payment held (forward-dated)")) == 1


def test_most_invoices_are_paid(sample):
    """About six in ten are paid in full, one in eight in part."""
    ours = [invoice for invoice in sample.replayed.xero.invoices.values() if invoice.is_ours]
    full = sum(invoice.due == 0 for invoice in ours) / len(ours)
    part = sum(0 < invoice.paid < invoice.total for invoice in ours) / len(ours)
    assert 0.55 < full < 0.67
    assert 0.08 < part < 0.16


def test_deposits_pay_several_invoices_of_one_insurer(sample):
    """A deposit covers two to six invoices; before September Case Manager knows its group."""
    batches = [s for s in sample.script["payments"] if s["action"] == "pay_batch"]
    assert 10 <= len(batches) <= 20
    groups = defaultdict(list)
    for one in sample.replayed.transactions:
        if isinstance(one, CasePayment) and one.payment_group:
            groups[one.reference].append(one)
    for batch in batches:
        numbers = [part["number"].removeprefix("CM-") for part in batch["payments"]]
        payers = {sample.replayed.invoices[n].contact.company_name for n in numbers}
        assert 2 <= len(numbers) <= 6
        assert len(payers) == 1
        is_journaled = date.fromisoformat(batch["date"]) < PAYMENTS_FROM
        assert sorted(one.invoice_number for one in groups[batch["reference"]]) == (
            sorted(numbers) if is_journaled else []
        )
    assert groups


def test_adjustments_are_journaled_no_earlier_than_their_invoice(sample):
    """Half of the plain ones are made in Xero as well; those are no fault."""
    changes = [t for t in sample.replayed.transactions if isinstance(t, CaseAdjustment)]
    assert len(changes) == 19
    for one in changes:
        invoice = sample.replayed.invoices[one.invoice_number]
        assert int(one.journal_number) >= int(invoice.journal_number)
        assert one.total == one.sub_total + one.tax != 0
    planted = {fault["subject"]: money(fault["amount"]) for fault in sample.faults}
    edited = {s["number"] for s in sample.script["after_export"] if s["action"] == "edit_line"}
    for one in changes:
        is_planted = planted.get(f"adjustment {one.number}") == one.total
        assert is_planted != (f"CM-{one.invoice_number}" in edited)


def test_refunds_give_back_what_was_lowered(sample):
    """A refund names a journaled payment of its invoice and equals the lowering."""
    by_number = {
        t.number: t for t in sample.replayed.transactions if not isinstance(t, CaseInvoice)
    }
    refunds = [t for t in by_number.values() if isinstance(t, CaseRefund)]
    assert len(refunds) == 5
    for refund in refunds:
        payment = by_number[refund.refers_to]
        (lowering,) = [
            t for t in by_number.values()
            if isinstance(t, CaseAdjustment) and t.invoice_number == refund.invoice_number
        ]  # fmt: skip
        assert payment.invoice_number == refund.invoice_number
        assert refund.total == -lowering.total
        assert payment.transaction_date < lowering.transaction_date < refund.transaction_date


def test_same_deposit_is_journaled_twice(sample):
    """Two payments alike but for their numbers, one of which Xero has."""
    (fault,) = [f for f in sample.faults if "journaled twice" in f["how"]]
    second = sample.row(fault)
    alike = [
        row for row in sample.rows[fault["file"]]
        if row["Transaction Type"] == "payment"
        and row["Payment Reference"] == second["Payment Reference"]
    ]  # fmt: skip
    first, other = sorted(alike, key=lambda row: str(row["Transaction Number"]))
    assert other == second
    assert {k: v for k, v in first.items() if k != "Transaction Number"} == {
        k: v for k, v in second.items() if k != "Transaction Number"
    }
    receipts = [r for r in sample.replayed.live if r.reference == second["Payment Reference"]]
    assert len(receipts) == 1


def test_an_insurer_is_spelled_in_two_ways(sample):
    """The renamed contact appears in the last journal, its former name before that."""
    (fault,) = of_kind(sample, "contact renamed between journals")
    company = sample.row(fault)["Company"]
    earlier = {r["Company"] for name in list(sample.rows)[:3] for r in sample.rows[name]}
    assert fault["subject"] == f"contact {company}"
    assert fault["file"] == "journal-44.xlsx"
    assert company not in earlier


def test_notes_hold_a_claim_number(sample):
    """The planted notes name the invoice's own claim."""
    faults = of_kind(sample, "claim number in the line notes")
    assert len(faults) == 2
    for fault in faults:
        row = sample.row(fault)
        assert str(row["Claim Number"]) in str(row["Cost Notes"])


def test_changes_of_mirrored_payments_are_not_in_the_key(sample):
    """After the pull three payments change; only the journaled one is a fault."""
    acts = [(step["action"], step["number"]) for step in sample.script["after_pull"]]
    assert sorted(action for action, _ in acts) == [
        "delete_payment",
        "delete_payment",
        "redate_payment",
    ]
    told = json.dumps(sample.faults, ensure_ascii=False)
    in_key = [number for _, number in acts if f"invoice {number.removeprefix('CM-')}," in told]
    assert len(in_key) == 1


def test_single_payments_come_before_deposits(sample):
    """So that neighbouring payments go to Xero in bulk."""
    actions = [step["action"] for step in sample.script["payments"]]
    assert actions == sorted(actions)


def test_summary_counts_the_files(sample):
    """What is returned is what was written."""
    types = Counter(row["Transaction Type"] for rows in sample.rows.values() for row in rows)
    summary = sample.summary
    assert summary.files == tuple(sample.rows)
    assert summary.transactions["payment"] == types["payment"]
    assert summary.transactions["refund"] == types["refund"]
    assert summary.transactions["adjustment"] == types["adjustment"]
    assert summary.transactions["invoice"] == summary.invoices_in_files == 400
    assert summary.faults == len(sample.faults)
    assert summary.case_manager_receivables == sample.key["expected"]["case_manager_receivables"]
    assert summary.xero_receivables == sample.key["expected"]["xero_receivables"]
