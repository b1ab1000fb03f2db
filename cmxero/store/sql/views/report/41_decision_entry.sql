-- report.decision_entry: one row a decision of a person, and one what a reconcile saw of it, as
-- entries of the timeline. Before is where the decision before left the finding.
create or replace view report.decision_entry as
with follower as (
    select organisation, kind || ' ' || transaction_number as subject, invoice_number
    from stage.case_follower
), linked as (
    select
        group_id,
        string_agg(substr(finding_key, length(organisation) + 2), chr(10) order by finding_key)
            as members
    from known.resolution
    where group_id <> ''
    group by group_id
), named as (
    select
        d.organisation, d.finding_key, d.version, d.action, d.status, d.reason, d.note,
        d.decided_by, d.decided_utc, d.assigned_to, d.approved_by, d.cap, d.expires_on,
        d.snoozed_until, l.members,
        substr(d.finding_key, length(d.organisation) + 2) as name,
        p.status as status_before, p.assigned_to as assigned_before,
        p.approved_by as approved_before, p.cap as cap_before, p.expires_on as expires_before,
        p.snoozed_until as snoozed_before
    from known.resolution d
    left join known.resolution p
        on p.finding_key = d.finding_key and p.version = d.version - 1
    left join linked l on l.group_id = d.group_id
), told as (
    select *, substr(name, position('/' in name) + 1) as subject from named
), proof as (
    select
        p.organisation, p.finding_key, p.version, p.what, p.run_id, p.at_utc,
        coalesce(r.person, '') as person,
        substr(p.finding_key, length(p.organisation) + 2) as name
    from known.proof p
    left join stage.run r on r.run_id = p.run_id
), proven as (
    select *, substr(name, position('/' in name) + 1) as subject from proof
), entry as (
    select
        organisation, 'decision|' || finding_key || '|' || version::varchar as entry_id,
        decided_utc as at_utc, 'decision' as kind, decided_by as person, subject,
        action as what, status as state, reason as said, note, '' as run_id, finding_key,
        list_filter([
            {'field': 'status', 'before': coalesce(status_before, 'open'), 'after': status},
            {
                'field': 'assigned to', 'before': nullif(assigned_before, ''),
                'after': nullif(assigned_to, '')
            },
            {
                'field': 'approved by', 'before': nullif(approved_before, ''),
                'after': nullif(approved_by, '')
            },
            {'field': 'cap', 'before': cap_before::varchar, 'after': cap::varchar},
            {
                'field': 'accepted until', 'before': expires_before::varchar,
                'after': expires_on::varchar
            },
            {
                'field': 'snoozed until', 'before': snoozed_before::varchar,
                'after': snoozed_until::varchar
            },
            {'field': 'linked with', 'before': null, 'after': members}
        ], lambda c: c.before is distinct from c.after) as changes
    from told
    union all
    select
        organisation, 'proof|' || finding_key || '|' || version::varchar || '|' || what, at_utc,
        'proof', person, subject, what, what, '', '', run_id, finding_key,
        [{
            'field': 'status',
            'before': case when what = 'gone' then 'waiting for proof' else 'proven' end,
            'after': case when what = 'gone' then 'proven' else 'open' end
        }]
    from proven
)
select
    e.organisation, e.entry_id, e.at_utc, null::timestamp as known_utc, e.kind, e.person,
    e.subject,
    coalesce(
        nullif(regexp_extract(e.subject, '\bCM-([^\s()]+)', 1), ''), f.invoice_number,
        nullif(regexp_extract(e.subject, '^invoice (\S+)', 1), ''), ''
    ) as case_invoice_number,
    e.what, e.state, e.said, e.note, null::decimal(18, 2) as amount, '' as currency_code,
    e.run_id, e.finding_key, null::timestamp as ended_utc, e.changes
from entry e
left join follower f on f.organisation = e.organisation and f.subject = e.subject
union all
select
    organisation, 'release|' || case_invoice_number || '|' || xero_invoice_id, released_utc,
    null, 'decision', person, 'CM-' || case_invoice_number, case_invoice_number, 'send again',
    xero_status, reason, '', null, '', '', '', null,
    []::struct(field varchar, before varchar, after varchar)[]
from workbench.sync.released_link
union all
select
    organisation, 'done|' || item_key || '|' || done_utc::varchar, done_utc, null, 'decision',
    person, item_key, '', 'done by hand', 'waiting for proof', '', note, null, '', '', '', null,
    []::struct(field varchar, before varchar, after varchar)[]
from workbench.sync.outbox_done;
