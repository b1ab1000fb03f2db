-- report.document_gone: one row a document that a full recount no longer found in Xero, with what it
-- was when it was last seen.
create or replace view report.document_gone as
select
    a.organisation, a.document, a.xero_id, a.run_id,
    coalesce(nullif(x.invoice_number, ''), a.xero_id) as subject,
    coalesce(x.case_invoice_number, '') as case_invoice_number, x.contact_name, x.total,
    x.currency_code, x.status
from known.absence a
inner join known.xero_invoice x
    on x.organisation = a.organisation and x.xero_invoice_id = a.xero_id
    and x.version = a.version
where a.document = 'invoice'
union all
select
    a.organisation, x.kind, a.xero_id, a.run_id,
    x.kind || ' ' || coalesce(nullif(x.credit_number, ''), x.reference), '', x.contact_name,
    x.total, x.currency_code, x.status
from known.absence a
inner join known.xero_credit x
    on x.organisation = a.organisation and x.xero_credit_id = a.xero_id
    and x.version = a.version
where a.document = 'credit'
union all
select
    a.organisation, 'batch payment', a.xero_id, a.run_id, 'batch payment ' || x.reference, '',
    '', x.total_amount, '', x.status
from known.absence a
inner join known.xero_batch_payment x
    on x.organisation = a.organisation and x.xero_batch_payment_id = a.xero_id
    and x.version = a.version
where a.document = 'batch_payment'
union all
select
    a.organisation, 'contact', a.xero_id, a.run_id, x.contact_name, '', x.contact_name, null,
    '', x.status
from known.absence a
inner join known.xero_contact x
    on x.organisation = a.organisation and x.xero_contact_id = a.xero_id
    and x.version = a.version
where a.document = 'contact';
