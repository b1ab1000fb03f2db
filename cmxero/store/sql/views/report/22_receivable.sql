-- report.receivable: one row an invoice with what each side says is still owed on it.
create or replace view report.receivable as
select
    p.organisation, coalesce(p.case_invoice_number, '') as case_invoice_number,
    coalesce(x.invoice_number, '') as invoice_number,
    coalesce(i.customer, x.contact_name, '') as customer, coalesce(i.case_number, '') as case_number,
    coalesce(i.journal_number, '') as journal_number, k.currency_code, p.invoice_date, p.case_due_date as due_date,
    coalesce(p.xero_status, '') as xero_status,
    coalesce(c.owed, 0.00) as case_owed, p.xero_owed,
    (coalesce(c.owed, 0.00) - p.xero_owed)::decimal(18, 2) as difference
from recon.invoice_pair p
left join stage.parameter k on k.organisation = p.organisation
left join stage.case_invoice i on i.landing_row = p.case_row
left join stage.xero_invoice x on x.landing_row = p.xero_row
left join report.case_owed c on c.pair_number = p.pair_number;
