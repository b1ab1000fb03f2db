-- report.export_log: one row an outcome of an export, kept for ever, and one an invoice that was
-- sent and whose outcome nobody knows yet (state OPEN); newest first.
-- attempt counts the invoice's exports; is_failed marks the newest of an invoice that did not go.
create or replace view report.export_log as
with happened as (
    select
        o.organisation, o.sequence, o.at_utc, o.run_id, o.case_invoice_number, o.intent_id,
        o.state, o.xero_invoice_id, o.xero_total, o.messages
    from workbench.sync.outcome o
    union all
    select
        i.organisation, null, i.created_utc, i.run_id, i.case_invoice_number, i.intent_id,
        'OPEN', '', null, '[]'
    from stage.intent i
    where i.is_open
), placed as (
    select
        h.organisation, h.sequence, h.at_utc, h.run_id, h.case_invoice_number, h.intent_id,
        h.state, h.xero_invoice_id, h.xero_total, h.messages,
        row_number() over (
            partition by h.organisation, h.case_invoice_number
            order by h.sequence nulls last, h.at_utc, h.intent_id
        ) as attempt,
        row_number() over (
            partition by h.organisation, h.case_invoice_number
            order by h.sequence desc nulls first, h.at_utc desc, h.intent_id desc
        ) = 1 as is_newest
    from happened h
)
select
    p.organisation, p.sequence, p.at_utc, p.run_id, r.person, r.outcome as run_outcome,
    coalesce(i.journal_number, c.journal_number, r.parameters ->> '$.journal', '')
        as journal_number,
    p.case_invoice_number, coalesce(i.invoice_number, '') as xero_number,
    p.attempt::integer as attempt, p.is_newest, p.state,
    coalesce(i.contact_name, c.customer, '') as contact_name,
    coalesce(i.currency_code, k.base_currency, '') as currency_code,
    coalesce(i.case_total, c.total) as case_total, p.xero_total, p.xero_invoice_id,
    from_json(p.messages, '["varchar"]') as messages,
    p.is_newest and p.state not in ('CREATED', 'WARNING', 'ADOPTED')
        and l.case_invoice_number is null as is_failed
from placed p
inner join stage.run r on r.run_id = p.run_id
left join stage.intent i on i.intent_id = p.intent_id
left join stage.case_invoice c
    on c.organisation = p.organisation and c.case_invoice_number = p.case_invoice_number
left join workbench.sync.organisation k on k.organisation = p.organisation
left join workbench.sync.link l
    on l.organisation = p.organisation and l.case_invoice_number = p.case_invoice_number
order by p.sequence desc nulls first, p.at_utc desc, p.case_invoice_number;
