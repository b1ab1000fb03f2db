-- report.document_entry: one row a version of a document in Xero that differs from the one before,
-- one a document that cmxero did not send, when it was first seen, and one that a full recount no
-- longer found, as entries of the timeline. Xero does not say who changed a document.
create or replace view report.document_entry as
with credit as (
    select
        organisation, xero_credit_id, version, kind, credit_number, status, contact_name,
        credit_date, reference, currency_code, total_tax, total, remaining, updated_utc,
        received_utc, run_id
    from known.xero_credit
), told_credit as (
    select organisation, xero_credit_id, version
    from known.xero_credit
    where version > 1
    union all
    select x.organisation, x.xero_credit_id, x.version
    from known.xero_credit x
    anti join workbench.sync.credit_link l
        on l.organisation = x.organisation and l.xero_credit_id = x.xero_credit_id
    where x.version = 1
), entry as (
    select
        organisation, entry_id, at_utc, known_utc, subject, case_invoice_number, what, state, said,
        amount, currency_code, run_id, changes
    from report.invoice_version
    union all
    select
        x.organisation, 'credit|' || x.xero_credit_id || '|' || x.version::varchar,
        x.updated_utc, x.received_utc,
        x.kind || ' ' || coalesce(nullif(x.credit_number, ''), nullif(x.reference, ''),
            x.contact_name),
        coalesce(nullif(regexp_extract(x.reference, '\bCM-([^\s()]+)', 1), ''), ''),
        x.kind, case when p.version is null then 'first seen' else 'changed' end,
        x.contact_name, x.total, x.currency_code, x.run_id,
        list_filter([
            {'field': 'status', 'before': p.status, 'after': x.status},
            {
                'field': 'number', 'before': nullif(p.credit_number, ''),
                'after': nullif(x.credit_number, '')
            },
            {'field': 'contact', 'before': p.contact_name, 'after': x.contact_name},
            {'field': 'date', 'before': p.credit_date::varchar, 'after': x.credit_date::varchar},
            {
                'field': 'reference', 'before': nullif(p.reference, ''),
                'after': nullif(x.reference, '')
            },
            {'field': 'GST', 'before': p.total_tax::varchar, 'after': x.total_tax::varchar},
            {'field': 'total', 'before': p.total::varchar, 'after': x.total::varchar},
            {'field': 'left of it', 'before': p.remaining::varchar, 'after': x.remaining::varchar}
        ], lambda c: c.before is distinct from c.after)
    from credit x
    semi join told_credit t
        on t.organisation = x.organisation
        and t.xero_credit_id = x.xero_credit_id
        and t.version = x.version
    left join credit p
        on p.organisation = x.organisation
        and p.xero_credit_id = x.xero_credit_id
        and p.version = x.version - 1
    union all
    select
        x.organisation, 'contact|' || x.xero_contact_id || '|' || x.version::varchar,
        x.updated_utc, x.received_utc, x.contact_name, '', 'contact', 'changed', p.contact_name,
        null, '', x.run_id,
        list_filter([
            {'field': 'name', 'before': p.contact_name, 'after': x.contact_name},
            {'field': 'status', 'before': p.status, 'after': x.status},
            {
                'field': 'contact number', 'before': nullif(p.contact_number, ''),
                'after': nullif(x.contact_number, '')
            },
            {
                'field': 'merged into', 'before': nullif(p.merged_into, ''),
                'after': nullif(x.merged_into, '')
            }
        ], lambda c: c.before is distinct from c.after)
    from known.xero_contact x
    inner join known.xero_contact p
        on p.organisation = x.organisation
        and p.xero_contact_id = x.xero_contact_id
        and p.version = x.version - 1
    union all
    select
        x.organisation, 'batch|' || x.xero_batch_payment_id || '|' || x.version::varchar,
        x.updated_utc, x.received_utc,
        'batch payment ' || coalesce(nullif(x.reference, ''), x.payment_date::varchar, ''), '',
        'batch payment', 'changed', x.reference, x.total_amount, '', x.run_id,
        list_filter([
            {'field': 'status', 'before': p.status, 'after': x.status},
            {
                'field': 'date', 'before': p.payment_date::varchar,
                'after': x.payment_date::varchar
            },
            {
                'field': 'reference', 'before': nullif(p.reference, ''),
                'after': nullif(x.reference, '')
            },
            {
                'field': 'total', 'before': p.total_amount::varchar,
                'after': x.total_amount::varchar
            },
            {
                'field': 'payments', 'before': p.payment_count::varchar,
                'after': x.payment_count::varchar
            }
        ], lambda c: c.before is distinct from c.after)
    from known.xero_batch_payment x
    inner join known.xero_batch_payment p
        on p.organisation = x.organisation
        and p.xero_batch_payment_id = x.xero_batch_payment_id
        and p.version = x.version - 1
    union all
    select
        a.organisation, 'absent|' || a.document || '|' || a.xero_id || '|' || a.run_id,
        r.started_utc, null, a.subject, a.case_invoice_number, a.document, 'no longer found',
        a.contact_name, a.total, a.currency_code, a.run_id,
        [{'field': 'status', 'before': a.status, 'after': null}]
    from report.document_gone a
    inner join workbench.sync.run r on r.run_id = a.run_id
)
select
    organisation, entry_id, at_utc, known_utc, 'document' as kind, 'Xero' as person,
    subject, case_invoice_number, what, state, said, '' as note, amount, currency_code, run_id,
    '' as finding_key, null::timestamp as ended_utc, changes
from entry;
