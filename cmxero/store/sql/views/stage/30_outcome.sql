-- stage.outcome: one row a case invoice, what became of its newest attempt to export.
create or replace view stage.outcome as
with newest as (
    select organisation, case_invoice_number, max(sequence) as sequence
    from known.outcome
    group by organisation, case_invoice_number
)
select
    o.organisation, o.case_invoice_number, o.intent_id, o.run_id, o.state, o.xero_invoice_id,
    o.xero_total, o.messages, o.at_utc
from known.outcome o
semi join newest n
    on n.organisation = o.organisation
    and n.case_invoice_number = o.case_invoice_number
    and n.sequence = o.sequence;
