"""The story the sample tells: who does what, when, and what the answer key says of it."""

import json
from collections import Counter, defaultdict
from datetime import date
from types import SimpleNamespace
from unittest.mock import ANY

from sample_replay import PAYMENTS_FROM, replay

from cmxero.core.casejournal import CaseAdjustment, CaseInvoice, CasePayment, CaseRefund
from cmxero.core.findings import FindingKind
from cmxero.core.money import money
from cmxero.sample import write_sample
from cmxero.sample.names import INSURERS
from cmxero.sample.periods import LAST_DAY

PLAIN_KINDS = {
    "claim number in the line notes",
    "contact renamed between journals",
    "due date before invoice date",
}
NOT_EXPECTED = {
    FindingKind.NOT_EXPORTED,  # the demo exports every journal
    FindingKind.MISSING_IN_XERO,  # Xero keeps what it deletes; nobody can make it forget
    FindingKind.PAYMENT_ONLY_IN_XERO,  # payments come from Xero here
    FindingKind.JOURNAL_CHANGED,  # every journal is exported from Case Manager once
    FindingKind.GONE_FROM_JOURNAL,  # as above
    FindingKind.IN_ANOTHER_CURRENCY,  # the organisation is subscribed to no other currency
    FindingKind.PAYMENT_OTHER_CURRENCY,  # as above
    FindingKind.ROUNDING,  # totals are edited by dollars, and what is exported comes back exactly
    FindingKind.PAYMENT_NOT_OWED,  # Xero refuses to void what is paid, and to pay what is not owed
}
COME_ALONG = {
    "credit in Xero without counterpart": 2,
    "adjustment without counterpart in Xero": 1,
}
"""How many of a kind other faults bring along: a refund in Xero and a note that is not allocated
are credits too, and an invoice paid beyond what is due was lowered before."""
EVERYDAY = {
    "adjustment without counterpart in Xero",
    "refund without counterpart in Xero",
    "row of a journal export cannot be used",
}


def of_kind(sample, kind: str) -> list[dict]:
    return [fault for fault in sample.faults if fault["kind"] == kind]


def test_every_kind_is_planted(sample):
    """Every kind the workbench knows and this story can hold, and three it does not know yet."""
    kinds = Counter(fault["kind"] for fault in sample.faults)
    assert set(kinds) == {k.value for k in set(FindingKind) - NOT_EXPECTED} | PLAIN_KINDS
    own = {kind: count - COME_ALONG.get(kind, 0) for kind, count in kinds.items()}
    assert all(1 <= count <= 3 for kind, count in own.items() if kind not in EVERYDAY)


def test_a_company_is_renamed_once(tmp_path):
    """However many invoices bear a new name, the two names are one fault."""
    write_sample(tmp_path, invoices=1400, faults_per_kind=9)
    key = json.loads((tmp_path / "answer_key.json").read_text("utf-8"))
    planted = of_kind(SimpleNamespace(faults=key["faults"]), "contact renamed between journals")
    names = [
        one.contact.company_name
        for one in replay(tmp_path).invoices.values()
        if one.contact.company_name in {payer.other_spelling for payer in INSURERS}
    ]
    assert len(names) == 9
    assert sorted(f["subject"] for f in planted) == sorted(f"contact {name}" for name in set(names))


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
    """No invoice carries two faults, but where one brings the other along."""
    carried = defaultdict(list)
    for fault in sample.faults:
        if "file" in fault and (number := sample.row(fault)["Invoice Number"]):
            carried[str(number)].append(fault["kind"])
    several = Counter(tuple(sorted(kinds)) for kinds in carried.values() if len(kinds) > 1)
    assert several == {
        ("adjustment without counterpart in Xero", "refund without counterpart in Xero"): 5,
        ("credit in Xero without counterpart", "credit note not allocated in Xero"): 1,
        ("credit in Xero without counterpart", "refund in Xero without counterpart"): 1,
        (
            "adjustment without counterpart in Xero",
            "payment beyond the amount due in Case Manager",
        ): 1,
        ("number used twice", "payment on a hand-typed CM- number"): 1,
    }


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
    """Journaled payments are dated before 1 September, but for those entered by mistake."""
    late = {
        f"payment {one.number}"
        for one in sample.replayed.transactions
        if isinstance(one, CasePayment) and one.transaction_date >= PAYMENTS_FROM
    }
    kinds = (
        "payment entered in Case Manager while payments come from Xero",
        "payment journaled while payments come from Xero",
    )
    assert late == {fault["subject"] for kind in kinds for fault in of_kind(sample, kind)}
    days = [receipt.day for receipt in sample.replayed.live]
    assert sum(day >= PAYMENTS_FROM for day in days) > 100


def test_nothing_happens_after_october_but_what_is_forward_dated(sample):
    """All documents lie within the six months, so that any later day can be today."""
    days = [one.transaction_date for one in sample.replayed.transactions]
    assert min(days) >= date(2026, 5, 1)
    assert max(days) <= date(2026, 10, 31)
    ahead = [r for r in sample.replayed.xero.receipts if r.day > date(2026, 10, 31)]
    assert len(ahead) == len(of_kind(sample, "payment held (forward-dated)")) == 1
    assert max(credit.day for credit in sample.replayed.xero.credits.values()) <= LAST_DAY


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
    """Half of the plain ones, and one overcharge, are made in Xero as well: no fault."""
    changes = [t for t in sample.replayed.transactions if isinstance(t, CaseAdjustment)]
    assert len(changes) == 21
    for one in changes:
        invoice = sample.replayed.invoices[one.invoice_number]
        assert int(one.journal_number) >= int(invoice.journal_number)
        assert one.total == one.sub_total + one.tax != 0
    planted = {fault["subject"]: money(fault["amount"]) for fault in sample.faults}
    edited = {s["number"] for s in sample.script["after_export"] if s["action"] == "edit_line"}
    notes = sample.replayed.xero.credits.values()
    credited = {(note.reference, -note.total) for note in notes}
    for one in changes:
        number = f"CM-{one.invoice_number}"
        is_planted = planted.get(f"adjustment {one.number}") == one.total
        assert is_planted != (number in edited or (number, one.total) in credited)


def test_refunds_give_back_what_was_lowered(sample):
    """A refund names a journaled payment of its invoice and equals the lowering."""
    by_number = {
        t.number: t for t in sample.replayed.transactions if not isinstance(t, CaseInvoice)
    }
    refunds = [t for t in by_number.values() if isinstance(t, CaseRefund)]
    assert len(refunds) == 6
    assert len(of_kind(sample, "refund without counterpart in Xero")) == 5
    for refund in refunds:
        payment = by_number[refund.refers_to]
        (lowering,) = [
            t for t in by_number.values()
            if isinstance(t, CaseAdjustment) and t.invoice_number == refund.invoice_number
        ]  # fmt: skip
        assert payment.invoice_number == refund.invoice_number
        assert refund.total == -lowering.total
        assert payment.transaction_date < lowering.transaction_date < refund.transaction_date


def credits_of(sample, reference: str) -> list:
    """The credit notes of the little Xero that have a reference."""
    return [c for c in sample.replayed.xero.credits.values() if c.reference == reference]


def test_every_credit_is_used_as_the_key_says(sample):
    """Which credits are left open in Xero, which were used, and which paid back."""
    every = sample.replayed.xero.credits
    (not_allocated,) = of_kind(sample, "credit note not allocated in Xero")
    (of_nothing,) = of_kind(sample, "credit note in Xero that names no invoice")
    (refund,) = of_kind(sample, "refund in Xero without counterpart")
    (overpayment,) = of_kind(sample, "overpayment in Xero")
    (prepayment,) = of_kind(sample, "prepayment in Xero")
    left = {name: credit.left for name, credit in every.items() if credit.left}
    assert left == {
        not_allocated["subject"].removeprefix("credit note "): ANY,
        of_nothing["subject"].removeprefix("credit note "): money(of_nothing["amount"]),
        overpayment["subject"].removeprefix("overpayment "): money(overpayment["amount"]),
        prepayment["subject"].removeprefix("prepayment "): money(prepayment["amount"]),
    }
    used = {
        f"{credit.kind} {name} on {number}": amount
        for name, credit in every.items()
        for number, amount in credit.used.items()
        if credit.kind != "credit note"
    }
    applied = of_kind(sample, "overpayment or prepayment applied in Xero")
    assert used == {fault["subject"]: money(fault["amount"]) for fault in applied}
    paid_back = {
        f"refund {reference} of credit note {name}": -amount
        for name, credit in every.items()
        for reference, amount in credit.refunds.items()
    }
    assert paid_back.pop(refund["subject"]) == money(refund["amount"])
    assert len(paid_back) == 1, "the overcharge that was put right on both sides"


def test_credits_are_about_the_invoices_the_key_names(sample):
    """Two invoices are credited, one of them whole; two more are named by notes not used."""
    xero = sample.replayed.xero
    about = {
        fault["subject"]: money(fault["amount"])
        for fault in of_kind(sample, "credit in Xero without counterpart")
    }
    credited = {number: i.credited for number, i in xero.invoices.items() if i.credited}
    applied = of_kind(sample, "overpayment or prepayment applied in Xero")
    assert len(credited) == 2 + len(applied)
    noted = {n: amount for n, amount in credited.items() if n in about}
    assert sorted(xero.invoices[n].due == 0 for n in noted) == [False, True]
    for number, amount in about.items():
        notes = sum(credit.total for credit in credits_of(sample, number))
        assert noted.get(number, 0) + notes == amount
    assert len(about) == 4


def test_an_overcharge_is_put_right_on_both_sides(sample):
    """One invoice is adjusted and refunded, credited and paid back; the key does not know it."""
    refunds = [t for t in sample.replayed.transactions if isinstance(t, CaseRefund)]
    (refund,) = [r for r in refunds if credits_of(sample, f"CM-{r.invoice_number}")]
    (note,) = credits_of(sample, f"CM-{refund.invoice_number}")
    assert list(note.refunds.values()) == [refund.total] == [note.total]
    told = json.dumps(sample.faults, ensure_ascii=False)
    assert refund.number not in told
    assert f"CM-{refund.invoice_number}" not in told


def test_xero_took_more_than_case_manager_counts_as_owed(sample):
    """The invoice was lowered in Case Manager only and then paid as Xero has it."""
    (fault,) = of_kind(sample, "payment beyond the amount due in Case Manager")
    number = fault["subject"].rsplit(" ", 1)[1]
    (lowering,) = [
        t for t in sample.replayed.transactions
        if isinstance(t, CaseAdjustment) and f"CM-{t.invoice_number}" == number
    ]  # fmt: skip
    (receipt,) = [r for r in sample.replayed.live if r.number == number]
    assert receipt.amount == money(fault["amount"]) == sample.replayed.xero.invoices[number].total
    assert receipt.day >= PAYMENTS_FROM
    assert lowering.total < 0


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
    """After the pull four payments change; only the journaled ones are faults."""
    acts = [(step["action"], step["number"]) for step in sample.script["after_pull"]]
    assert sorted(action for action, _ in acts) == [
        "delete_payment",
        "delete_payment",
        "redate_payment",
        "redate_payment",
    ]
    told = json.dumps(sample.faults, ensure_ascii=False)
    in_key = [number for _, number in acts if f"invoice {number.removeprefix('CM-')}," in told]
    assert len(in_key) == 2


def test_single_payments_come_before_deposits_and_credits(sample):
    """So that neighbouring payments go to Xero in bulk."""
    actions = [step["action"] for step in sample.script["payments"]]
    order = [("pay", "pay_batch").index(a) if a in {"pay", "pay_batch"} else 2 for a in actions]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}


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
