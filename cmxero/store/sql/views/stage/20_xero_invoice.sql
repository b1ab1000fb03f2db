-- stage.xero_invoice: one row a Xero sales invoice, in its newest version as received, unless a
-- full recount no longer found it. is_receivable says whether Xero counts it as owed.
create or replace view stage.xero_invoice as
with newer as (
    select organisation, xero_invoice_id, version
    from known.xero_invoice
    where version > 1
)
select
    x.organisation, x.xero_invoice_id, x.version, x.invoice_number, x.case_invoice_number,
    x.type, x.status, x.status in ('AUTHORISED', 'PAID') as is_receivable, x.contact_id,
    x.contact_name, x.invoice_date, x.due_date, x.reference, x.currency_code,
    x.line_amount_types, x.sub_total, x.total_tax, x.total, x.amount_due, x.amount_paid,
    x.amount_credited, x.updated_utc, x.lines_mark, x.body_sha256, x.run_id, x.received_utc,
    x.rowid as landing_row
from known.xero_invoice x
anti join newer n
    on n.organisation = x.organisation
    and n.xero_invoice_id = x.xero_invoice_id
    and n.version = x.version + 1
anti join known.absence a
    on a.document = 'invoice'
    and a.organisation = x.organisation
    and a.xero_id = x.xero_invoice_id
    and a.version = x.version;
