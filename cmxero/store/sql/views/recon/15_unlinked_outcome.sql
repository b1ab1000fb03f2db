-- recon.unlinked_outcome: one row a case invoice that is no Xero invoice of ours yet, or no more:
-- what became of its newest attempt to export.
create or replace table memory.recon.unlinked_outcome as
select o.organisation, o.case_invoice_number, o.state, o.messages
from known.outcome o
anti join known.link l
    on l.organisation = o.organisation and l.case_invoice_number = o.case_invoice_number
qualify row_number() over (
    partition by o.organisation, o.case_invoice_number order by o.sequence desc
) = 1;
