-- recon.credit_finding: one row a credit note, overpayment, prepayment or refund that one side does
-- not have or that is not where it belongs. Overpayments and prepayments are money that Case
-- Manager never saw, whether they are still open or were applied to an invoice.
create or replace table memory.recon.credit_finding as
with credit as (
    select
        c.organisation, c.xero_credit_id, c.kind, c.contact_name, c.credit_date, c.total,
        c.used, c.refunded, c.remaining, c.is_counted, c.currency_code as xero_currency_code,
        coalesce(c.case_invoice_number, '') as case_invoice_number,
        coalesce(i.customer, c.contact_name) as customer,
        coalesce(i.case_number, '') as case_number,
        coalesce(i.journal_number, '') as journal_number, m.currency_code,
        c.kind || ' ' || coalesce(nullif(c.credit_number, ''), nullif(trim(c.reference), ''),
            c.xero_credit_id) as name
    from recon.credit c
    left join stage.parameter m on m.organisation = c.organisation
    left join stage.case_invoice i
        on i.organisation = c.organisation and i.case_invoice_number = c.case_invoice_number
), unsettled as (
    select
        organisation,
        case
            when kind = 'overpayment' then 'overpayment in Xero'
            when kind = 'prepayment' then 'prepayment in Xero'
            when case_invoice_number = '' then 'credit note in Xero that names no invoice'
            else 'credit note not allocated in Xero'
        end as kind,
        name, xero_credit_id, case_invoice_number, customer, case_number, journal_number,
        currency_code, xero_currency_code, is_counted, contact_name, total, used, refunded,
        remaining, credit_date,
        case
            when not is_counted then 0.00
            when kind <> 'credit note' then remaining
            when case_invoice_number = '' then refunded + remaining
            else 0.00
        end::decimal(18, 2) as effect
    from credit
    where remaining > 0 or kind = 'credit note' and case_invoice_number = '' and refunded > 0
), applied as (
    select
        a.organisation,
        a.kind || ' ' || coalesce(nullif(a.credit_number, ''), nullif(trim(a.reference), ''),
            a.xero_credit_id) || ' on ' || a.invoice_number as name,
        a.xero_credit_id, a.place, coalesce(a.case_invoice_number, '') as case_invoice_number,
        coalesce(i.customer, x.contact_name) as customer, coalesce(i.case_number, '') as case_number,
        coalesce(i.journal_number, '') as journal_number, a.xero_invoice_id, m.currency_code, a.kind,
        a.amount, coalesce(a.allocation_date, a.credit_date) as since, a.invoice_number,
        case when a.is_counted then a.amount else 0.00 end::decimal(18, 2) as effect
    from recon.credit_use a
    inner join stage.xero_invoice x
        on x.organisation = a.organisation and x.xero_invoice_id = a.xero_invoice_id
    left join stage.parameter m on m.organisation = a.organisation
    left join stage.case_invoice i
        on i.organisation = a.organisation and i.case_invoice_number = a.case_invoice_number
    where a.kind <> 'credit note'
), refund as (
    select
        r.organisation, r.case_invoice_number, r.case_refund_number, r.case_refund_date,
        r.case_amount, r.reason, r.xero_payment_id, r.xero_refund_date, r.xero_amount,
        coalesce(nullif(trim(r.reference), ''), r.xero_payment_id) as reference, r.credit_kind,
        r.credit_kind || coalesce(' ' || nullif(r.credit_number, ''), '') as credit_name,
        r.contact_name, r.undone_payment, r.effect,
        coalesce(r.journal_number, i.journal_number, '') as journal_number,
        coalesce(i.customer, r.contact_name, '') as customer,
        coalesce(i.case_number, '') as case_number, m.currency_code
    from recon.refund_pair r
    left join stage.parameter m on m.organisation = r.organisation
    left join stage.case_invoice i
        on i.organisation = r.organisation and i.case_invoice_number = r.case_invoice_number
)
select
    organisation, kind,
    name || case when row_number() over (
        partition by organisation, kind, name order by xero_credit_id) > 1
        then ' (' || xero_credit_id || ')' else '' end as subject,
    case_invoice_number, customer, case_number, journal_number, '' as xero_invoice_id,
    currency_code, null::decimal(18, 2) as case_amount, remaining as xero_amount, effect,
    credit_date as since,
    list_filter([
        'Xero: ' || name || ' of ' || total::varchar
            || case when not is_counted then ' ' || xero_currency_code else '' end
            || ' for ' || contact_name || '; used for invoices ' || used::varchar
            || ', refunded ' || refunded::varchar || ', left ' || remaining::varchar || '.',
        case when case_invoice_number <> ''
            then 'It is about invoice ' || case_invoice_number || '.'
            when kind in ('overpayment in Xero', 'prepayment in Xero')
                then 'Case Manager has no place for money that belongs to no invoice.'
            else 'Neither its number, its reference nor its use names one CM- invoice.' end
    ], lambda line: line is not null) as evidence,
    case when effect <> 0 then 'credit ' || xero_credit_id else '' end as pair_key
from unsettled
union all
select
    organisation, 'overpayment or prepayment applied in Xero',
    name || case when row_number() over (
        partition by organisation, name order by xero_credit_id, place) > 1
        then ' (' || xero_credit_id || ' ' || place::varchar || ')' else '' end,
    case_invoice_number, customer, case_number, journal_number, xero_invoice_id, currency_code,
    null, amount, effect, since,
    [
        'Xero: ' || amount::varchar || ' of an earlier ' || kind || ' was applied to '
            || invoice_number || '; Xero keeps no payment of it.',
        'Case Manager: nothing of it arrives there by itself.'
    ],
    'applied ' || xero_credit_id || ' ' || place::varchar
from applied
union all
select
    organisation, 'refund without counterpart in Xero', 'refund ' || case_refund_number,
    case_invoice_number, customer, case_number, journal_number, '', currency_code, case_amount,
    null, effect, case_refund_date,
    [
        'Case Manager: refund ' || case_refund_number || ' of ' || case_amount::varchar
            || ' on invoice ' || case_invoice_number
            || case when reason <> '' then ' (' || reason || ')' else '' end
            || coalesce(', of payment ' || undone_payment, '') || '.',
        'Xero: no refund of this amount of a credit note about this invoice.'
    ],
    'refund ' || case_refund_number
from refund
where xero_payment_id is null
union all
select
    organisation, 'refund in Xero without counterpart',
    'refund ' || reference || ' of ' || credit_name
        || case when row_number() over (
            partition by organisation, reference, credit_name
            order by xero_refund_date, xero_payment_id) > 1
            then ' (' || xero_payment_id || ')' else '' end,
    coalesce(case_invoice_number, ''), customer, case_number, journal_number, '', currency_code,
    null, xero_amount, effect, xero_refund_date,
    list_filter([
        'Xero: ' || xero_amount::varchar || ' of ' || credit_name || ' was paid back to '
            || contact_name || ' on ' || xero_refund_date::varchar || '.',
        case when case_invoice_number is not null then 'It is about invoice ' || case_invoice_number
            || coalesce(' and pays back payment ' || undone_payment, '') || '.' end,
        'Case Manager: no refund of this amount on this invoice.'
    ], lambda line: line is not null),
    'refunded ' || xero_payment_id
from refund
where case_refund_number is null and credit_kind = 'credit note';
