-- recon.payment_life: one row a customer's payment that Xero ever showed on a CM- invoice: when it
-- came, by Xero's clock and by ours, and when it went: deleted, or not found by a full recount
-- (is_absent). Of one first seen as deleted nobody knows when it came (created_utc is null).
create or replace view recon.payment_life as
with version as (
    select
        x.organisation, x.xero_payment_id, x.version, x.status, x.payment_date, x.amount,
        x.reference, x.invoice_number, x.updated_utc, x.received_utc, x.run_id,
        coalesce(l.case_invoice_number, x.case_invoice_number) as case_invoice_number
    from known.xero_payment x
    left join known.link l
        on l.organisation = x.organisation and l.xero_invoice_id = x.xero_invoice_id
    where x.payment_type = 'ACCRECPAYMENT'
        and coalesce(l.case_invoice_number, x.case_invoice_number) is not null
), newest as (
    select organisation, xero_payment_id, version
    from version
    qualify row_number() over (
        partition by organisation, xero_payment_id order by version desc
    ) = 1
), deletion as (
    select organisation, xero_payment_id, updated_utc, received_utc, run_id
    from version
    where status = 'DELETED'
    qualify row_number() over (
        partition by organisation, xero_payment_id order by version
    ) = 1
), absence as (
    select a.organisation, a.xero_id, a.version, min(r.started_utc) as noticed_utc,
        arg_min(a.run_id, r.started_utc) as run_id
    from known.absence a
    inner join workbench.sync.run r on r.run_id = a.run_id
    where a.document = 'payment'
    group by a.organisation, a.xero_id, a.version
)
select
    v.organisation, v.xero_payment_id, v.case_invoice_number, v.invoice_number, v.payment_date,
    v.amount, v.reference,
    case when f.status <> 'DELETED' then f.updated_utc end as created_utc,
    f.received_utc as first_received_utc, f.run_id as first_run_id,
    v.status = 'DELETED' or a.xero_id is not null as is_gone,
    a.xero_id is not null as is_absent,
    case when a.xero_id is not null then a.noticed_utc
        when v.status = 'DELETED' then d.updated_utc end as gone_utc,
    case when a.xero_id is not null then a.noticed_utc
        when v.status = 'DELETED' then d.received_utc end as gone_received_utc,
    case when a.xero_id is not null then a.run_id
        when v.status = 'DELETED' then d.run_id end as gone_run_id
from version v
inner join newest n
    on n.organisation = v.organisation
    and n.xero_payment_id = v.xero_payment_id
    and n.version = v.version
inner join version f
    on f.organisation = v.organisation and f.xero_payment_id = v.xero_payment_id
    and f.version = 1
left join deletion d
    on d.organisation = v.organisation and d.xero_payment_id = v.xero_payment_id
left join absence a
    on a.organisation = v.organisation and a.xero_id = v.xero_payment_id
    and a.version = v.version;
