"""The journal on disk (section 8 of the design: state on request)."""

from datetime import timedelta

import pytest
from sandbox_api import START, credit_note, invoice, payment

from cmxero.core.errors import AlreadyRunningError, SettingsError
from cmxero.sandbox.allocations import create_allocation, delete_allocation
from cmxero.sandbox.credit_notes import create_credit_note
from cmxero.sandbox.document_change import update_document
from cmxero.sandbox.invoices import create_invoice
from cmxero.sandbox.journal import FILE_NAME, WORTH_SHORTENING, Journal
from cmxero.sandbox.payments import create_payment, delete_payment
from cmxero.sandbox.records import TABLES


def tables(state):
    """Everything a state holds, with its order."""
    return (
        state.settings,
        [list(getattr(state, name).items()) for name in TABLES],
        state.serial,
        state.stamp_utc,
    )


def reopened(folder):
    with Journal(folder) as journal:
        return journal.open_state(START, "other seed")


def test_journal_when_reopened_then_the_state_is_the_same(tmp_path):
    """Documents, order, counters and ids come back; the new seed changes nothing."""
    with Journal(tmp_path) as journal:
        state = journal.open_state(START, "seed")
        for place in range(5):
            create_invoice(state, invoice(InvoiceNumber=f"CM-{place}"), START, 4)
            journal.write(state.take_changes())
        later = START + timedelta(hours=1)
        paid = create_payment(state, payment("CM-2", "110.00"), later)
        update_document(state, state.invoice_numbered("CM-1"), {"Reference": "x"}, later, 2)
        delete_payment(state, paid, later + timedelta(hours=1))
        note = create_credit_note(state, credit_note(), later, 4)
        part = {"Invoice": {"InvoiceNumber": "CM-3"}, "Amount": 10}
        taken = create_allocation(state, note.invoice_id, part, later)
        create_allocation(state, note.invoice_id, part, later)
        delete_allocation(state, taken, later + timedelta(hours=2))
        journal.write(state.take_changes())
        expected = tables(state)
    assert tables(reopened(tmp_path)) == expected


def test_journal_when_it_has_grown_far_beyond_its_content_then_it_is_rewritten(tmp_path):
    """Thousands of changes of one invoice leave a short journal at the next start."""
    with Journal(tmp_path) as journal:
        state = journal.open_state(START, "seed")
        row = create_invoice(state, invoice(), START, 4)
        for place in range(WORTH_SHORTENING * 1000 + 10):
            row = update_document(state, row, {"Reference": str(place)}, START, 4)
            journal.write(state.take_changes())
        expected = tables(state)
    long = (tmp_path / FILE_NAME).stat().st_size
    assert tables(reopened(tmp_path)) == expected
    assert (tmp_path / FILE_NAME).stat().st_size < long / 100
    assert tables(reopened(tmp_path)) == expected


def test_journal_when_every_cut_of_the_last_line_is_tried_then_only_that_line_is_lost(tmp_path):
    """Wherever the last write was torn, the rest is whole and the journal goes on."""
    with Journal(tmp_path) as journal:
        state = journal.open_state(START, "seed")
        create_invoice(state, invoice(InvoiceNumber="CM-1"), START, 4)
        journal.write(state.take_changes())
        kept = (tmp_path / FILE_NAME).read_bytes()
        create_invoice(state, invoice(InvoiceNumber="CM-2"), START, 4)
        journal.write(state.take_changes())
        whole = (tmp_path / FILE_NAME).read_bytes()
    for end in range(len(kept), len(whole), 97):
        (tmp_path / FILE_NAME).write_bytes(whole[:end])
        assert [row.number for row in reopened(tmp_path).invoices.values()] == ["CM-1"]
        assert (tmp_path / FILE_NAME).read_bytes() == kept


def test_journal_when_two_want_it_then_the_second_is_told(tmp_path):
    """One process at a time; afterwards it is free again."""
    with Journal(tmp_path), pytest.raises(AlreadyRunningError, match="another one uses"):
        Journal(tmp_path)
    with Journal(tmp_path):
        pass


def test_journal_when_it_does_not_begin_with_settings_then_it_is_refused(tmp_path):
    """A file that is not a journal from its start is not taken for one."""
    (tmp_path / FILE_NAME).write_bytes(b'{"serial":1,"stamp_utc":"2026-11-22T00:00:00"}\n')
    with pytest.raises(SettingsError, match="holds no settings"):
        reopened(tmp_path)
