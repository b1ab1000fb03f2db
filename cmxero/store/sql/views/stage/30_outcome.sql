-- stage.outcome: one row a case invoice, what became of its newest attempt to export.
create or replace view stage.outcome as
select
    organisation, case_invoice_number, intent_id, run_id, state, xero_invoice_id, xero_total,
    messages, at_utc
from known.outcome
qualify row_number() over (
    partition by organisation, case_invoice_number order by sequence desc
) = 1;
