-- recon.received_payment: recon.payment_state with everything a person wants to see of each.
create or replace view recon.received_payment as
select
    s.organisation, s.xero_payment_id, s.case_invoice_number, s.invoice_number,
    s.xero_invoice_id, s.payment_date, s.amount, s.reference, s.xero_batch_payment_id,
    s.bank_account_code, i.customer, i.case_number, i.journal_number, s.state,
    f.transaction_number as case_payment_number, s.invoice_status, s.currency_code,
    s.owed_before, s.effect
from recon.payment_state s
left join known.case_transaction f on f.rowid = s.case_row
left join stage.case_invoice i on i.landing_row = s.invoice_row;
