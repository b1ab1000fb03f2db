-- stage.case_follower: one row an adjustment, payment or refund; is_orphan when no invoice of
-- its number is known, in which case it takes no part in the ledger. effect is what it adds to
-- the amount owed (case-manager.md 4.1).
create or replace view stage.case_follower as
select
    t.organisation, t.kind, t.transaction_number, t.version, t.invoice_number,
    t.journal_number, t.transaction_date, t.payment_type, t.reference, t.payment_group,
    t.reason, t.refers_to, t.total,
    case when t.kind = 'payment' then -t.total else t.total end as effect,
    i.case_invoice_number is null as is_orphan,
    t.row_number, t.file_number, t.run_id, t.landing_row, i.landing_row as invoice_row
from stage.case_transaction t
left join stage.case_invoice i
    on i.organisation = t.organisation and i.case_invoice_number = t.invoice_number
where t.kind <> 'invoice';
