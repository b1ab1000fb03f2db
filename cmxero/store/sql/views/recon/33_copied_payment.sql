-- recon.copied_payment: one row a live Xero payment on a CM- invoice, as Case Manager would hold
-- its copy (case-manager.md 3.4): payment type by the bank account, group by the batch in Xero.
-- The group is words and the start of the batch's id: a batch may have no reference, or another's,
-- and an id alone, such as 3e120455, would become a number in Excel.
create or replace view recon.copied_payment as
select
    r.organisation, r.xero_payment_id, r.case_invoice_number, r.payment_date, r.amount,
    r.reference, coalesce(r.customer, '') as payer,
    coalesce(t.payment_type, d.payment_type) as payment_type,
    case
        when r.xero_batch_payment_id = '' then ''
        when length(r.xero_batch_payment_id) = 36
            then 'Batch ' || left(r.xero_batch_payment_id, 8)
        else 'Batch ' || r.xero_batch_payment_id
    end as payment_group,
    r.bank_account_code, coalesce(r.case_number, '') as case_number,
    coalesce(r.journal_number, '') as journal_number, r.state, r.case_payment_number
from recon.received_payment r
left join stage.payment_type t
    on t.organisation = r.organisation
    and t.bank_account_code = r.bank_account_code
    and t.bank_account_code <> ''
left join stage.payment_type d
    on d.organisation = r.organisation and d.bank_account_code = '';
