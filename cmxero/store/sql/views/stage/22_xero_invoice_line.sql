-- stage.xero_invoice_line: one row a line of the newest version of a Xero invoice.
create or replace view stage.xero_invoice_line as
select
    l.organisation, l.xero_invoice_id, l.line_number, l.line_item_id, l.description,
    l.quantity, l.unit_amount, l.line_amount, l.tax_amount, l.tax_type, l.account_code,
    l.item_code
from workbench.landing.xero_invoice_line l
semi join stage.xero_invoice x
    on x.organisation = l.organisation
    and x.xero_invoice_id = l.xero_invoice_id
    and x.body_sha256 = l.body_sha256;
