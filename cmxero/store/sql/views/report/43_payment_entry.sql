-- report.payment_entry: one row a payment added, changed or deleted in Xero (report.payment_change),
-- as an entry of the timeline. Where nobody knows when it happened, it is when a pull saw it.
create or replace view report.payment_entry as
select
    p.organisation, 'payment|' || p.change || '|' || p.xero_payment_id as entry_id,
    coalesce(p.at_utc, p.known_utc) as at_utc, p.known_utc, 'payment' as kind,
    'Xero' as person, p.invoice_number as subject, p.case_invoice_number, p.change as what,
    '' as state, coalesce(p.reference_after, p.reference_before, '') as said, '' as note,
    coalesce(p.amount_after, p.amount_before) as amount, '' as currency_code, p.run_id,
    '' as finding_key, null::timestamp as ended_utc,
    list_filter([
        {'field': 'amount', 'before': p.amount_before::varchar, 'after': p.amount_after::varchar},
        {'field': 'date', 'before': p.date_before::varchar, 'after': p.date_after::varchar},
        {
            'field': 'reference', 'before': nullif(p.reference_before, ''),
            'after': nullif(p.reference_after, '')
        }
    ], lambda c: c.before is distinct from c.after) as changes
from report.payment_change p;
