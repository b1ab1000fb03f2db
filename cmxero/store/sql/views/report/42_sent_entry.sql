-- report.sent_entry: one row an outcome of an export, and one a step of what cmxero sent to settle
-- a finding, as entries of the timeline. What was sent and has no outcome yet is OPEN.
create or replace view report.sent_entry as
select
    o.organisation,
    'export|' || o.case_invoice_number || '|' || o.sequence::varchar as entry_id,
    o.at_utc, null::timestamp as known_utc, 'export' as kind,
    coalesce(r.person, '') as person,
    coalesce(i.invoice_number, 'CM-' || o.case_invoice_number) as subject,
    o.case_invoice_number, 'export' as what, o.state, o.messages as said,
    coalesce(i.journal_number, '') as note, coalesce(i.case_total, o.xero_total) as amount,
    coalesce(i.currency_code, '') as currency_code, o.run_id, '' as finding_key,
    null::timestamp as ended_utc,
    case when o.xero_total <> i.total
        then [{
            'field': 'total sent, total in Xero', 'before': i.total::varchar,
            'after': o.xero_total::varchar
        }] else []::struct(field varchar, before varchar, after varchar)[] end as changes
from known.outcome o
left join known.run r on r.run_id = o.run_id
left join workbench.sync.intent i on i.intent_id = o.intent_id
union all
select
    i.organisation, 'export|' || i.case_invoice_number || '|' || i.intent_id, i.created_utc,
    null, 'export', coalesce(r.person, ''), i.invoice_number, i.case_invoice_number,
    'export', 'OPEN', '[]', i.journal_number, i.case_total, i.currency_code, i.run_id, '', null,
    []::struct(field varchar, before varchar, after varchar)[]
from stage.intent i
left join known.run r on r.run_id = i.run_id
where i.is_open
union all
select
    s.organisation, 'sent|' || o.settlement_id || '|' || o.step, o.at_utc, null,
    'sent', coalesce(r.person, s.person), s.document_number, s.case_invoice_number,
    o.step, o.state, o.messages, s.operation,
    case when o.step <> 'history note' then t.amount end, s.currency_code, o.run_id,
    s.finding_key, null, []::struct(field varchar, before varchar, after varchar)[]
from workbench.sync.settlement_outcome o
inner join workbench.sync.settlement s on s.settlement_id = o.settlement_id
left join workbench.sync.settlement_step t
    on t.settlement_id = o.settlement_id and t.step = o.step
left join known.run r on r.run_id = o.run_id
where o.step <> 'end';
