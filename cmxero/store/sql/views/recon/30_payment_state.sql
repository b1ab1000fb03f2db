-- recon.payment_state: recon.payment_standing with its id, and what Xero says of it and its invoice.
-- effect is what it adds to Case Manager minus Xero.
create or replace view recon.payment_state as
select
    s.organisation, p.xero_payment_id,
    coalesce(a.case_invoice_number, p.case_invoice_number) as case_invoice_number,
    p.xero_invoice_id, p.invoice_number, p.reference, p.xero_batch_payment_id,
    p.bank_account_code, s.payment_date, s.amount, s.state,
    s.case_row, s.invoice_row, s.owed_before, a.xero_status as invoice_status,
    a.xero_currency_code as currency_code, s.effect
from recon.payment_standing s
inner join known.xero_payment p on p.rowid = s.xero_row
left join recon.invoice_pair a on a.pair_number = s.pair_number;
