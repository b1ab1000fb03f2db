-- recon.receipt: one row a customer's payment on a CM- invoice in Xero, live or not, by its row in
-- landing, with the invoice pair it is on and what is asked of that about every payment.
-- typed_number: what its invoice's number names, where that invoice is no case invoice's partner.
create or replace table memory.recon.receipt as
select
    p.organisation, p.landing_row as xero_row, a.pair_number, p.payment_date, p.amount,
    p.status = 'AUTHORISED' as is_live, coalesce(a.is_receivable, false) as is_receivable,
    coalesce(a.is_counted, false) as is_counted,
    coalesce(a.xero_currency_code <> m.currency_code, false) as is_foreign,
    case when a.case_row is not null then a.case_net + a.case_paid end as owed_before,
    case when a.case_row is null then p.case_invoice_number end as typed_number
from stage.xero_payment p
left join stage.parameter m on m.organisation = p.organisation
left join recon.invoice_pair a
    on a.organisation = p.organisation and a.xero_invoice_id = p.xero_invoice_id
where p.payment_type = 'ACCRECPAYMENT'
    and (a.case_row is not null or p.case_invoice_number is not null);
