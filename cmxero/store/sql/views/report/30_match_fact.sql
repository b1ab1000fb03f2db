-- report.match_fact: one row a finding that moves the difference: what could tie it to a finding of
-- the other side. day: when the ledger moved, where a document says so. numbers: those of the
-- documents it is about; texts: what people wrote on them; contact_id: the customer in Xero, a
-- merged one as the one that took its place. It is worked out when asked for, not with the findings.
create or replace view report.match_fact as
with moving as (
    select
        organisation, finding_key, kind, subject, case_invoice_number, xero_invoice_id,
        case_amount, xero_amount, since
    from recon.finding
    where effect <> 0
), named_credit as (
    select
        c.organisation, c.xero_credit_id, c.kind, c.credit_number, c.reference, c.contact_id,
        c.case_invoice_number, c.credit_date, c.remaining,
        c.kind || ' ' || coalesce(nullif(c.credit_number, ''), nullif(trim(c.reference), ''),
            c.xero_credit_id) as name
    from recon.credit c
), fact as (
    select
        g.organisation, g.finding_key, f.transaction_date as day,
        [f.transaction_number] as numbers,
        [f.reference, f.reason, f.refers_to, f.payment_group] as texts, '' as contact_id
    from moving g
    inner join stage.case_follower f
        on f.organisation = g.organisation
        and f.kind || ' ' || f.transaction_number = g.subject
        and f.invoice_number = g.case_invoice_number
    where g.case_amount is not null
    union all
    select
        g.organisation, g.finding_key, r.payment_date, [r.invoice_number],
        [r.reference, p.payment_group], coalesce(x.contact_id, '')
    from moving g
    inner join recon.received_payment r
        on r.organisation = g.organisation
        and r.xero_invoice_id = g.xero_invoice_id
        and r.payment_date = g.since
        and r.amount = g.xero_amount
    inner join recon.copied_payment p
        on p.organisation = r.organisation and p.xero_payment_id = r.xero_payment_id
    left join stage.xero_invoice x
        on x.organisation = r.organisation and x.xero_invoice_id = r.xero_invoice_id
    where g.kind like 'payment %'
        and starts_with(
            g.subject,
            'payment ' || coalesce(nullif(trim(r.reference), '') || ' ', '') || 'on '
                || r.invoice_number
        )
    union all
    select
        g.organisation, g.finding_key, c.credit_date, [c.credit_number], [c.reference],
        c.contact_id
    from moving g
    inner join named_credit c
        on c.organisation = g.organisation
        and g.subject in (c.name, c.name || ' (' || c.xero_credit_id || ')')
        and c.credit_date = g.since
        and c.remaining = g.xero_amount
    union all
    select
        g.organisation, g.finding_key, g.since, [a.invoice_number, c.credit_number],
        [c.reference], c.contact_id
    from moving g
    inner join stage.xero_allocation a
        on a.organisation = g.organisation
        and a.xero_invoice_id = g.xero_invoice_id
        and a.amount = g.xero_amount
    inner join named_credit c
        on c.organisation = a.organisation
        and c.xero_credit_id = a.xero_credit_id
        and starts_with(g.subject, c.name || ' on ')
    where g.kind = 'overpayment or prepayment applied in Xero'
    union all
    select
        g.organisation, g.finding_key, r.xero_refund_date, [r.credit_number],
        [r.reference, c.reference], c.contact_id
    from moving g
    inner join recon.refund_pair r
        on r.organisation = g.organisation
        and r.xero_refund_date = g.since
        and r.xero_amount = g.xero_amount
        and r.case_refund_number is null
        and starts_with(
            g.subject,
            'refund ' || coalesce(nullif(trim(r.reference), ''), r.xero_payment_id) || ' of '
        )
    inner join named_credit c
        on c.organisation = r.organisation and c.xero_credit_id = r.xero_credit_id
    where g.kind = 'refund in Xero without counterpart'
    union all
    select
        g.organisation, g.finding_key,
        case when g.kind <> 'totals differ' then c.credit_date end, [c.credit_number],
        [c.reference], c.contact_id
    from moving g
    inner join named_credit c
        on c.organisation = g.organisation
        and c.case_invoice_number = g.case_invoice_number
        and c.kind = 'credit note'
    where g.kind in ('credit in Xero without counterpart', 'totals differ')
    union all
    select
        g.organisation, g.finding_key, null, [f.transaction_number], [f.reason, f.refers_to], ''
    from moving g
    inner join stage.case_follower f
        on f.organisation = g.organisation
        and f.invoice_number = g.case_invoice_number
        and f.kind = 'adjustment'
    where g.kind = 'totals differ'
    union all
    select
        g.organisation, g.finding_key, x.invoice_date, [x.invoice_number], [x.reference],
        x.contact_id
    from moving g
    inner join stage.xero_invoice x
        on x.organisation = g.organisation and x.xero_invoice_id = g.xero_invoice_id
    where g.kind = 'number typed by hand'
), gathered as (
    select
        organisation, finding_key, min(day) as first_day, max(day) as last_day,
        list_sort(list_distinct(flatten(list(numbers)))) as numbers,
        list_sort(list_distinct(flatten(list(texts)))) as texts,
        coalesce(max(contact_id), '') as contact_id
    from fact
    group by organisation, finding_key
)
select
    g.organisation, g.finding_key,
    case when f.first_day = f.last_day then f.first_day end as day,
    list_filter(
        list_distinct(list_concat(f.numbers, [g.case_invoice_number])), lambda n: n <> ''
    ) as numbers,
    list_filter(f.texts, lambda t: trim(t) <> '') as texts,
    coalesce(nullif(k.merged_into, ''), nullif(f.contact_id, ''), x.contact_id, '')
        as contact_id
from moving g
left join gathered f on f.organisation = g.organisation and f.finding_key = g.finding_key
left join recon.invoice_pair p
    on p.organisation = g.organisation and p.case_invoice_number = g.case_invoice_number
left join stage.xero_invoice x
    on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id
left join stage.xero_contact k
    on k.organisation = g.organisation
    and k.xero_contact_id = coalesce(nullif(f.contact_id, ''), x.contact_id);
