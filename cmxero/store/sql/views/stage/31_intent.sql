-- stage.intent: one row an element we meant to send, with its last outcome if it has one;
-- is_open when nobody knows yet what became of it.
create or replace view stage.intent as
with settled as (
    select intent_id, max(sequence) as sequence
    from known.outcome
    where intent_id is not null
    group by intent_id
)
select
    i.intent_id, i.batch_id, i.organisation, i.case_invoice_number, i.invoice_number,
    i.journal_number, i.fingerprint, i.contact_name, i.invoice_date, i.due_date,
    i.currency_code, i.total, i.total_tax, i.case_total, b.run_id, b.created_utc,
    s.intent_id is null as is_open
from workbench.sync.intent i
inner join known.batch b on b.batch_id = i.batch_id
left join settled s on s.intent_id = i.intent_id;
