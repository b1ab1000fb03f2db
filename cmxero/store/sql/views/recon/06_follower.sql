-- recon.follower: one row a transaction that follows an invoice (adjustment, payment, refund), by rows
-- in landing: its own, and that of its invoice, which an orphan has none of.
create or replace table memory.recon.follower as
select
    t.landing_row as case_row, i.landing_row as invoice_row, t.kind, t.transaction_date, t.total
from stage.case_transaction t
left join stage.case_invoice i
    on i.organisation = t.organisation and i.case_invoice_number = t.invoice_number
where t.kind <> 'invoice';
