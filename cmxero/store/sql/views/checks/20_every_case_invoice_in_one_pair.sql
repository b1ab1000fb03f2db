-- checks.every_case_invoice_in_one_pair: must be empty.
create or replace view checks.every_case_invoice_in_one_pair as
select i.organisation, i.case_invoice_number, count(p.case_invoice_number) as pairs
from stage.case_invoice i
left join recon.invoice_pair p
    on p.organisation = i.organisation and p.case_invoice_number = i.case_invoice_number
group by i.organisation, i.case_invoice_number
having count(p.case_invoice_number) <> 1;
