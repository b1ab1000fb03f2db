-- checks.link_is_of_one_intent: must be empty. A link whose intent was for another invoice.
create or replace view checks.link_is_of_one_intent as
select l.organisation, l.case_invoice_number, l.intent_id
from known.link l
left join workbench.sync.intent i
    on i.intent_id = l.intent_id
    and i.organisation = l.organisation
    and i.case_invoice_number = l.case_invoice_number
where i.intent_id is null;
