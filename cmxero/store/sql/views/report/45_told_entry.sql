-- report.told_entry: one row a transaction of a locked journal that a later file brought otherwise,
-- and one a delivery of Xero's webhooks, as entries of the timeline.
create or replace view report.told_entry as
with difference as (
    select
        organisation, kind, transaction_number, journal_number, version, file_number, run_id,
        list({'field': field, 'before': nullif(before_value, ''), 'after': nullif(after_value, '')}
            order by field) as changes
    from workbench.landing.case_difference
    group by organisation, kind, transaction_number, journal_number, version, file_number, run_id
), told as (
    select
        organisation, body_sha256, category || ' ' || type as event, count(*) as events
    from workbench.sync.webhook_event
    group by organisation, body_sha256, event
), delivery as (
    select organisation, body_sha256,
        string_agg(event || ' ' || events::varchar, ', ' order by event) as events
    from told
    group by organisation, body_sha256
)
select
    d.organisation,
    'journal|' || d.kind || '|' || d.transaction_number || '|' || d.version::varchar || '|'
        || d.file_number::varchar as entry_id,
    f.received_utc as at_utc, null::timestamp as known_utc, 'journal' as kind,
    coalesce(r.person, '') as person, d.kind || ' ' || d.transaction_number as subject,
    case when d.kind = 'invoice' then d.transaction_number
        else coalesce(t.invoice_number, '') end as case_invoice_number,
    d.kind as what, 'changed' as state, f.file_name as said, d.journal_number as note,
    null::decimal(18, 2) as amount, '' as currency_code, d.run_id, '' as finding_key,
    null::timestamp as ended_utc, d.changes
from difference d
inner join known.case_file f
    on f.organisation = d.organisation and f.file_number = d.file_number
left join known.run r on r.run_id = d.run_id
left join stage.case_follower t
    on t.organisation = d.organisation and t.kind = d.kind
    and t.transaction_number = d.transaction_number
union all
select
    w.organisation, 'webhook|' || w.body_sha256, w.received_utc, null, 'webhook', 'Xero', '', '',
    'delivery', case when w.problem <> '' then 'not understood' else 'taken' end,
    coalesce(nullif(w.problem, ''), d.events, ''), w.event_count::varchar, null, '', '', '',
    null, []::struct(field varchar, before varchar, after varchar)[]
from workbench.sync.webhook_delivery w
left join delivery d on d.organisation = w.organisation and d.body_sha256 = w.body_sha256;
