-- stage.xero_payment: one row a Xero payment, in its newest version as received; it names the case
-- invoice that its Xero invoice's number names.
create or replace view stage.xero_payment as
with newer as (
    select organisation, xero_payment_id, version
    from known.xero_payment
    where version > 1
)
select
    x.organisation, x.xero_payment_id, x.version, x.payment_type, x.status, x.payment_date,
    x.amount, x.reference, x.xero_invoice_id, x.invoice_number, x.case_invoice_number,
    x.xero_batch_payment_id, x.bank_account_code, x.is_reconciled, x.xero_credit_id,
    x.updated_utc, x.page_number, x.place, x.run_id, x.received_utc, x.rowid as landing_row
from known.xero_payment x
anti join newer n
    on n.organisation = x.organisation
    and n.xero_payment_id = x.xero_payment_id
    and n.version = x.version + 1
anti join known.absence a
    on a.document = 'payment'
    and a.organisation = x.organisation
    and a.xero_id = x.xero_payment_id
    and a.version = x.version;
