-- recon.received_payment: recon.payment_state with everything a person wants to see of each.
create or replace view recon.received_payment as
select
    s.organisation, s.xero_payment_id, s.case_invoice_number, p.invoice_number,
    s.xero_invoice_id, s.payment_date, s.amount, p.reference, p.xero_batch_payment_id,
    p.bank_account_code, i.customer, i.case_number, i.journal_number, s.state,
    s.case_payment_number, s.invoice_status, s.currency_code, s.owed_before, s.effect
from recon.payment_state s
inner join stage.xero_payment p
    on p.organisation = s.organisation and p.xero_payment_id = s.xero_payment_id
left join stage.case_invoice i
    on i.organisation = s.organisation and i.case_invoice_number = s.case_invoice_number;
