-- recon.received_payment: one row a live Xero payment on a CM- invoice, with what Case Manager's
-- ledger makes of it: 'journaled' (it has it already), 'mirrored' (copied from Xero), 'held'
-- (dated too far ahead), 'unknown invoice', or 'only in Xero' (before payments come from Xero).
create or replace view recon.received_payment as
select
    p.organisation, p.xero_payment_id, p.case_invoice_number, p.invoice_number,
    p.xero_invoice_id, p.payment_date, p.amount, p.reference, p.xero_batch_payment_id,
    p.bank_account_code, i.customer, i.case_number, i.journal_number,
    case
        when q.case_payment_number is not null then 'journaled'
        when i.case_invoice_number is null or o.state = 'CONFLICT' then 'unknown invoice'
        when m.payments_from is null or p.payment_date < m.payments_from then 'only in Xero'
        when p.payment_date > m.today + m.forward_days then 'held'
        else 'mirrored'
    end as state,
    q.case_payment_number
from stage.xero_payment p
left join stage.parameter m on m.organisation = p.organisation
left join stage.case_invoice i
    on i.organisation = p.organisation and i.case_invoice_number = p.case_invoice_number
left join stage.outcome o
    on o.organisation = p.organisation and o.case_invoice_number = p.case_invoice_number
left join recon.payment_pair q
    on q.organisation = p.organisation and q.xero_payment_id = p.xero_payment_id
    and q.case_payment_number is not null and not q.twin_was_deleted
where p.payment_type = 'ACCRECPAYMENT'
    and p.status = 'AUTHORISED'
    and p.case_invoice_number is not null;
