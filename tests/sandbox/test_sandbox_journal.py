"""The journal on disk (section 8 of the design: state on request)."""

from datetime import timedelta

import pytest
from sandbox_api import START, credit_note, invoice, line, payment

from cmxero.core.errors import AlreadyRunningError, SettingsError
from cmxero.sandbox.allocations import create_allocation, delete_allocation
from cmxero.sandbox.credit_notes import create_credit_note
from cmxero.sandbox.document_change import update_document
from cmxero.sandbox.invoices import create_invoice
from cmxero.sandbox.journal import FILE_NAME, WORTH_SHORTENING, Journal
from cmxero.sandbox.payments import create_payment, delete_payment
from cmxero.sandbox.records import TABLES, Connection, StoredAnswer, Token

LATER = START + timedelta(hours=1)
NZ_LINE = line(TaxType="OUTPUT2")


def tables(sandbox):
    """Everything a sandbox holds, with its order."""
    app = sandbox.app
    organisations = [
        (
            tenant_id,
            state.settings,
            [list(getattr(state, name).items()) for name in TABLES],
            state.serial,
            state.stamp_utc,
        )
        for tenant_id, state in sandbox.organisations.items()
    ]
    return organisations, app.tokens, app.connections, app.answers


def reopened(folder):
    with Journal(folder) as journal:
        return journal.open_state(START, "other seed")


def connection(tenant_id: str) -> Connection:
    return Connection(
        connection_id=f"connection-{tenant_id}",
        tenant_id=tenant_id,
        event_id="event",
        created_utc=START,
        updated_utc=START,
    )


def token(digest: str, **fields) -> Token:
    return Token(
        digest=digest,
        kind="access",
        client_id="app",
        grant_id="event",
        expires_utc=LATER,
        **fields,
    )


def answer(key: str) -> StoredAnswer:
    return StoredAnswer(
        key=key, request_digest="x", first_utc=START, expires_utc=LATER, status=200, body=b"ok"
    )


def test_journal_when_reopened_then_the_state_is_the_same(tmp_path):
    """Documents, order, counters and ids come back; the new seed changes nothing."""
    with Journal(tmp_path) as journal:
        sandbox = journal.open_state(START, "seed")
        state = sandbox.default
        for place in range(5):
            create_invoice(state, invoice(InvoiceNumber=f"CM-{place}"), START, 4)
            journal.write(sandbox.take_changes())
        paid = create_payment(state, payment("CM-2", "110.00"), LATER)
        update_document(state, state.invoice_numbered("CM-1"), {"Reference": "x"}, LATER, 2)
        delete_payment(state, paid, LATER + timedelta(hours=1))
        note = create_credit_note(state, credit_note(), LATER, 4)
        part = {"Invoice": {"InvoiceNumber": "CM-3"}, "Amount": 10}
        taken = create_allocation(state, note.invoice_id, part, LATER)
        create_allocation(state, note.invoice_id, part, LATER)
        delete_allocation(state, taken, LATER + timedelta(hours=2))
        journal.write(sandbox.take_changes())
        expected = tables(sandbox)
    assert tables(reopened(tmp_path)) == expected


def test_journal_when_several_organisations_and_the_app_changed_then_each_gets_its_own(tmp_path):
    """One file holds them all: same numbers, other documents; tokens and connections beside."""
    with Journal(tmp_path) as journal:
        sandbox = journal.open_state(START, "seed")
        au, nz, uk = sandbox.organisations.values()
        create_invoice(au, invoice(), START, 4)
        create_invoice(nz, invoice(LineItems=[NZ_LINE, NZ_LINE]), START, 4)
        for digest in ("kept", "gone", "gone in the same call"):
            sandbox.app.save(token(digest))
        for state in (au, nz, uk):
            sandbox.app.connect(connection(state.tenant_id))
        sandbox.app.forget([token("gone in the same call")])
        sandbox.app.remember(answer("one"))
        journal.write(sandbox.take_changes())
        sandbox.app.forget([token("gone")])
        sandbox.app.disconnect([uk.tenant_id])
        create_invoice(nz, invoice(InvoiceNumber="CM-2", LineItems=[NZ_LINE]), LATER, 4)
        sandbox.app.remember(answer("two"))
        journal.write(sandbox.take_changes())
        assert sandbox.take_changes() is None
        expected = tables(sandbox)
    again = reopened(tmp_path)
    assert tables(again) == expected
    assert [len(one.invoices) for one in again.organisations.values()] == [1, 2, 0]
    assert set(again.app.tokens) == {"kept"}
    assert set(again.app.connections) == {au.tenant_id, nz.tenant_id}
    assert set(again.app.answers) == {"one", "two"}


def test_journal_when_it_has_grown_far_beyond_its_content_then_it_is_rewritten(tmp_path):
    """Thousands of changes of one invoice leave a short journal at the next start."""
    with Journal(tmp_path) as journal:
        sandbox = journal.open_state(START, "seed")
        state = sandbox.default
        sandbox.app.connect(connection(state.tenant_id))
        row = create_invoice(state, invoice(), START, 4)
        for place in range(WORTH_SHORTENING * 1000 + 10):
            row = update_document(state, row, {"Reference": str(place)}, START, 4)
            journal.write(sandbox.take_changes())
        expected = tables(sandbox)
    long = (tmp_path / FILE_NAME).stat().st_size
    assert tables(reopened(tmp_path)) == expected
    assert (tmp_path / FILE_NAME).stat().st_size < long / 100
    assert tables(reopened(tmp_path)) == expected


def test_journal_when_every_cut_of_the_last_line_is_tried_then_only_that_line_is_lost(tmp_path):
    """Wherever the last write was torn, the rest is whole and the journal goes on."""
    with Journal(tmp_path) as journal:
        sandbox = journal.open_state(START, "seed")
        create_invoice(sandbox.default, invoice(InvoiceNumber="CM-1"), START, 4)
        journal.write(sandbox.take_changes())
        kept = (tmp_path / FILE_NAME).read_bytes()
        create_invoice(sandbox.default, invoice(InvoiceNumber="CM-2"), START, 4)
        sandbox.app.remember(answer("with CM-2"))
        journal.write(sandbox.take_changes())
        whole = (tmp_path / FILE_NAME).read_bytes()
    for end in range(len(kept), len(whole), 97):
        (tmp_path / FILE_NAME).write_bytes(whole[:end])
        again = reopened(tmp_path)
        assert [row.number for row in again.default.invoices.values()] == ["CM-1"]
        assert again.app.answers == {}
        assert (tmp_path / FILE_NAME).read_bytes() == kept


def test_journal_when_two_want_it_then_the_second_is_told(tmp_path):
    """One process at a time; afterwards it is free again."""
    with Journal(tmp_path), pytest.raises(AlreadyRunningError, match="another one uses"):
        Journal(tmp_path)
    with Journal(tmp_path):
        pass


OLD = b'{"serial":1,"stamp_utc":"2026-11-22T00:00:00","settings":{"name":"x"},"tokens":[]}\n'


@pytest.mark.parametrize("first", [OLD, b"{}\n", b'{"format":2}\n', b'{"format":99}\n'])
def test_journal_when_another_version_wrote_it_then_it_says_to_delete_the_folder(tmp_path, first):
    """Format 1 held one organisation: nothing of it is guessed at, nothing is overwritten."""
    (tmp_path / FILE_NAME).write_bytes(first)
    with pytest.raises(SettingsError, match=f"Delete the folder {tmp_path}"):
        reopened(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == first


def test_journal_when_a_line_names_an_unknown_organisation_then_it_is_refused(tmp_path):
    """A line that belongs to another journal is told, not dropped."""
    reopened(tmp_path)
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b'{"organisations":{"x":{"serial":1,"stamp_utc":"2026-11-22T00:00:00"}}}\n')
    with pytest.raises(SettingsError, match="line 2 names an unknown organisation"):
        reopened(tmp_path)
