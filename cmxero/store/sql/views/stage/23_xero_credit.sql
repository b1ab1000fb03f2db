-- stage.xero_credit: one row a credit note, overpayment or prepayment of a customer, in its newest
-- version as received, unless a full recount no longer found it. is_live says whether its amounts
-- count in Xero's receivables.
create or replace view stage.xero_credit as
with newer as (
    select organisation, xero_credit_id, version
    from known.xero_credit
    where version > 1
)
select
    x.organisation, x.xero_credit_id, x.version, x.kind, x.credit_number, x.type, x.status,
    x.status in ('AUTHORISED', 'PAID') as is_live, x.contact_id, x.contact_name, x.credit_date,
    x.reference, x.currency_code, x.line_amount_types, x.sub_total, x.total_tax, x.total,
    x.remaining, x.updated_utc, x.body_sha256, x.run_id, x.received_utc
from known.xero_credit x
anti join newer n
    on n.organisation = x.organisation
    and n.xero_credit_id = x.xero_credit_id
    and n.version = x.version + 1
anti join known.absence a
    on a.document = 'credit'
    and a.organisation = x.organisation
    and a.xero_id = x.xero_credit_id
    and a.version = x.version;
