-- stage.case_transaction: one row a Case Manager transaction, in its newest version.
-- Only superseded versions are looked for, so the common case (none) costs a scan.
-- landing_row: its row in landing, which stays what it is, as landed rows are only ever added: what
-- is judged is joined by it, a number, where ids would take several times as long.
create or replace view stage.case_transaction as
with newer as (
    select organisation, kind, transaction_number, version
    from known.case_transaction
    where version > 1
)
select
    t.organisation, t.kind, t.transaction_number, t.version, t.invoice_number,
    t.journal_number, t.journal_date, t.transaction_date, t.terms, t.due_date,
    t.case_number, t.claim_number, t.client_name, t.contact_title,
    t.contact_first_name, t.contact_last_name, t.company_name, t.office, t.category,
    t.payment_type, t.reference, t.payment_group, t.reason, t.refers_to,
    t.sub_total, t.tax, t.total, t.fingerprint, t.row_number, t.file_number, t.run_id,
    t.contact_email, t.contact_phone, t.contact_address, t.contact_suburb, t.contact_state,
    t.contact_postcode, t.rowid as landing_row
from known.case_transaction t
anti join newer n
    on n.organisation = t.organisation
    and n.kind = t.kind
    and n.transaction_number = t.transaction_number
    and n.version = t.version + 1;
