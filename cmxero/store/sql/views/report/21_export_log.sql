-- report.export_log: one row an outcome of an export, newest first, kept for ever.
create or replace view report.export_log as
select
    o.organisation, o.at_utc, r.person, o.case_invoice_number, o.state, o.xero_invoice_id,
    o.xero_total, o.messages, o.run_id, o.sequence
from workbench.sync.outcome o
inner join workbench.sync.run r on r.run_id = o.run_id
order by o.sequence desc;
