-- report.run_entry: one row an execution, as an entry of the timeline (report.timeline); the first
-- connection and each closed period too, as nothing else records who did these.
create or replace view report.run_entry as
with closed as (
    select
        c.organisation, c.as_of, c.version, c.currency_code, c.case_receivables,
        c.xero_receivables, c.open_findings, c.known_utc, c.person, c.note, c.run_id,
        p.case_receivables as case_before, p.xero_receivables as xero_before,
        p.open_findings as open_before
    from workbench.sync.period_close c
    left join workbench.sync.period_close p
        on p.organisation = c.organisation and p.as_of = c.as_of and p.version = c.version - 1
)
select
    organisation, 'run|' || run_id as entry_id, started_utc as at_utc,
    null::timestamp as known_utc, 'run' as kind, person,
    case when parameters ->> '$.journal' <> '' then 'journal ' || (parameters ->> '$.journal')
        else coalesce(parameters ->> '$.file', parameters ->> '$.as_of',
            parameters ->> '$.day', '') end as subject,
    '' as case_invoice_number,
    case when kind = 'pull' and (parameters ->> '$.full') = 'true' then 'full recount'
        else kind end as what,
    outcome as state, message as said, parameters as note, null::decimal(18, 2) as amount,
    '' as currency_code, run_id, '' as finding_key, ended_utc,
    []::struct(field varchar, before varchar, after varchar)[] as changes
from stage.run
union all
select
    organisation, 'connected|' || organisation, connected_utc, null, 'run', '', name, '',
    'connect', 'done', mode, '', null, base_currency, '', '', null,
    []::struct(field varchar, before varchar, after varchar)[]
from workbench.sync.organisation
union all
select
    organisation, 'period|' || as_of::varchar || '|' || version::varchar, known_utc, null,
    'period', person, as_of::varchar, '', 'close period', version::varchar, '', note,
    case_receivables - xero_receivables, currency_code, run_id, '', null,
    list_filter([
        {
            'field': 'owed in Case Manager', 'before': case_before::varchar,
            'after': case_receivables::varchar
        },
        {
            'field': 'owed in Xero', 'before': xero_before::varchar,
            'after': xero_receivables::varchar
        },
        {
            'field': 'open findings', 'before': open_before::varchar,
            'after': open_findings::varchar
        }
    ], lambda c: c.before is distinct from c.after)
from closed;
