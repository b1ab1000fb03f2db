-- report.invoice_version: one row a version of an invoice in Xero that differs from the one before, and
-- one an invoice that cmxero did not send, when it was first seen; with the fields that changed.
create or replace view report.invoice_version as
with unsent as (
    select x.organisation, x.xero_invoice_id
    from known.xero_invoice x
    anti join workbench.sync.link l
        on l.organisation = x.organisation and l.xero_invoice_id = x.xero_invoice_id
    anti join workbench.sync.released_link g
        on g.organisation = x.organisation and g.xero_invoice_id = x.xero_invoice_id
    where x.version = 1
), invoice as (
    select
        x.organisation, x.xero_invoice_id, x.version, x.invoice_number, x.case_invoice_number,
        x.status, x.contact_name, x.invoice_date, x.due_date, x.reference, x.currency_code,
        x.total_tax, x.total, x.amount_due, x.amount_paid, x.amount_credited, x.lines_mark,
        x.updated_utc, x.received_utc, x.run_id
    from known.xero_invoice x
    where x.version > 1
    union all
    select
        x.organisation, x.xero_invoice_id, x.version, x.invoice_number, x.case_invoice_number,
        x.status, x.contact_name, x.invoice_date, x.due_date, x.reference, x.currency_code,
        x.total_tax, x.total, x.amount_due, x.amount_paid, x.amount_credited, x.lines_mark,
        x.updated_utc, x.received_utc, x.run_id
    from known.xero_invoice x
    semi join unsent u
        on u.organisation = x.organisation and u.xero_invoice_id = x.xero_invoice_id
    where x.version = 1
)
select
    x.organisation, 'invoice|' || x.xero_invoice_id || '|' || x.version::varchar as entry_id,
    x.updated_utc as at_utc, x.received_utc as known_utc,
    coalesce(nullif(x.invoice_number, ''), nullif(x.reference, ''), x.xero_invoice_id)
        as subject,
    coalesce(x.case_invoice_number, '') as case_invoice_number, 'invoice' as what,
    case when p.version is null then 'first seen' else 'changed' end as state,
    x.contact_name as said, x.total as amount, x.currency_code, x.run_id,
    list_filter([
        {'field': 'status', 'before': p.status, 'after': x.status},
        {
            'field': 'number', 'before': nullif(p.invoice_number, ''),
            'after': nullif(x.invoice_number, '')
        },
        {'field': 'contact', 'before': p.contact_name, 'after': x.contact_name},
        {
            'field': 'date', 'before': p.invoice_date::varchar,
            'after': x.invoice_date::varchar
        },
        {'field': 'due date', 'before': p.due_date::varchar, 'after': x.due_date::varchar},
        {
            'field': 'reference', 'before': nullif(p.reference, ''),
            'after': nullif(x.reference, '')
        },
        {'field': 'currency', 'before': p.currency_code, 'after': x.currency_code},
        {'field': 'GST', 'before': p.total_tax::varchar, 'after': x.total_tax::varchar},
        {'field': 'total', 'before': p.total::varchar, 'after': x.total::varchar},
        {'field': 'paid', 'before': p.amount_paid::varchar, 'after': x.amount_paid::varchar},
        {
            'field': 'credited', 'before': p.amount_credited::varchar,
            'after': x.amount_credited::varchar
        },
        {
            'field': 'amount due', 'before': p.amount_due::varchar,
            'after': x.amount_due::varchar
        },
        {
            'field': 'lines', 'before': nullif(p.lines_mark, ''),
            'after': case when p.lines_mark = '' then null else nullif(x.lines_mark, '') end
        }
    ], lambda c: c.before is distinct from c.after) as changes
from invoice x
left join known.xero_invoice p
    on p.organisation = x.organisation
    and p.xero_invoice_id = x.xero_invoice_id
    and p.version = x.version - 1;
