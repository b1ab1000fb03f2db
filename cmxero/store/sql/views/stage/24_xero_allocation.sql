-- stage.xero_allocation: one row a use of a credit for an invoice that was not taken back, as the
-- newest version of the credit has it. It belongs to the case invoice its Xero invoice is linked
-- to, else to the one its number names.
create or replace view stage.xero_allocation as
select
    p.organisation, p.xero_credit_id, p.place, p.xero_allocation_id, x.kind, x.credit_number,
    p.amount, p.allocation_date, p.xero_invoice_id, p.invoice_number,
    coalesce(l.case_invoice_number, p.case_invoice_number) as case_invoice_number, x.is_live
from workbench.landing.xero_allocation p
inner join stage.xero_credit x
    on x.organisation = p.organisation
    and x.xero_credit_id = p.xero_credit_id
    and x.body_sha256 = p.body_sha256
left join known.link l
    on l.organisation = p.organisation and l.xero_invoice_id = p.xero_invoice_id
where not p.is_deleted;
