-- known.link: which Xero invoice was which case invoice at the instant asked about, also where a
-- person gave the link up since.
create or replace view known.link as
select l.organisation, l.case_invoice_number, l.xero_invoice_id, l.intent_id
from workbench.sync.link l
where l.linked_utc <= getvariable('known_utc')
union all
select g.organisation, g.case_invoice_number, g.xero_invoice_id, max_by(o.intent_id, o.sequence)
from workbench.sync.released_link g
inner join known.outcome o
    on o.organisation = g.organisation
    and o.case_invoice_number = g.case_invoice_number
    and o.xero_invoice_id = g.xero_invoice_id
    and o.state in ('CREATED', 'WARNING', 'ADOPTED')
where g.released_utc > getvariable('known_utc')
group by g.organisation, g.case_invoice_number, g.xero_invoice_id;
