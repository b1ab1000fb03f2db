-- stage.xero_batch_payment: one row a deposit for several invoices, in its newest version as
-- received, unless a full recount no longer found it; its parts are stage.xero_payment.
create or replace view stage.xero_batch_payment as
with newer as (
    select organisation, xero_batch_payment_id, version
    from known.xero_batch_payment
    where version > 1
)
select
    x.organisation, x.xero_batch_payment_id, x.version, x.type, x.status, x.payment_date,
    x.reference, x.total_amount, x.is_reconciled, x.payment_count, x.updated_utc,
    x.body_sha256, x.run_id, x.received_utc
from known.xero_batch_payment x
anti join newer n
    on n.organisation = x.organisation
    and n.xero_batch_payment_id = x.xero_batch_payment_id
    and n.version = x.version + 1
anti join known.absence a
    on a.document = 'batch_payment'
    and a.organisation = x.organisation
    and a.xero_id = x.xero_batch_payment_id
    and a.version = x.version;
