-- recon.payment_finding: one row a payment that one side does not have, or that it may not have.
create or replace table memory.recon.payment_finding as
with apart as (
    select pair_number, case_row, xero_row, how, twin_was_deleted, was_redated
    from recon.payment_match
    where how is null or was_redated
        or case_payment_date >= (select min(payments_from) from stage.parameter)
), journaled as (
    select
        f.organisation, f.transaction_number, f.invoice_number, f.journal_number,
        f.transaction_date, f.total, i.customer, i.case_number, m.currency_code,
        p.payment_date as xero_payment_date, case when a.how is not null then p.amount end
            as xero_amount,
        case
            when a.twin_was_deleted or a.was_redated
                then 'payment changed or deleted in Xero after it was journaled'
            when a.how is null and f.transaction_date >= m.payments_from
                then 'payment entered in Case Manager while payments come from Xero'
            when a.how is null then 'payment only in Case Manager'
            else 'payment journaled while payments come from Xero'
        end as kind,
        a.twin_was_deleted, a.was_redated
    from apart a
    inner join known.case_transaction f on f.rowid = a.case_row
    inner join stage.parameter m on m.organisation = f.organisation
    inner join stage.case_invoice i on i.landing_row = a.pair_number
    left join known.xero_payment p on p.rowid = a.xero_row
    where a.how is null or a.was_redated or f.transaction_date >= m.payments_from
), received as (
    select
        r.organisation, r.reference, r.invoice_number, r.case_invoice_number, i.customer,
        i.case_number, i.journal_number, r.xero_invoice_id, r.xero_payment_id, r.payment_date,
        r.amount, r.effect, r.state, r.invoice_status, r.owed_before,
        r.currency_code as xero_currency_code, m.currency_code, m.forward_days, m.payments_from,
        case r.state
            when 'held' then 'payment held (forward-dated)'
            when 'unknown invoice' then 'payment for an unknown CM- number'
            when 'hand-typed number' then 'payment on a hand-typed CM- number'
            when 'another currency' then 'payment in another currency'
            when 'voided invoice' then 'payment on an invoice that Xero does not count as owed'
            when 'before the start date' then 'payment before the start date'
            when 'beyond the amount due'
                then 'payment beyond the amount due in Case Manager'
            when 'only in Xero' then 'payment only in Xero'
        end as kind,
        row_number() over (
            partition by r.organisation, r.state, trim(r.reference), r.invoice_number
            order by r.payment_date, r.xero_payment_id
        ) as n
    from recon.payment_state r
    left join stage.case_invoice i on i.landing_row = r.invoice_row
    left join stage.parameter m on m.organisation = r.organisation
    where r.state not in ('journaled', 'mirrored')
)
select
    organisation, kind, 'payment ' || transaction_number as subject,
    invoice_number as case_invoice_number, customer, case_number, journal_number,
    '' as xero_invoice_id, currency_code, total as case_amount, xero_amount,
    case when xero_amount is null then -total else 0.00 end::decimal(18, 2) as effect,
    transaction_date as since,
    [
        'Case Manager: payment ' || transaction_number || ' of ' || total::varchar
            || ' dated ' || transaction_date::varchar || ' on invoice ' || invoice_number
            || ', journaled in journal ' || journal_number || '.',
        case
            when twin_was_deleted
                then 'Xero: a payment of this amount on this invoice is DELETED.'
            when xero_amount is null then 'Xero: no payment of this amount on this invoice.'
            when was_redated
                then 'Xero: that payment is DELETED, and one of this amount is dated '
                    || xero_payment_date::varchar || '.'
            else 'Xero: the payment of this amount is dated ' || xero_payment_date::varchar || '.'
        end
    ] as evidence,
    'payment ' || transaction_number as pair_key
from journaled
union all
select
    organisation, kind,
    'payment ' || coalesce(nullif(trim(reference), '') || ' ', '') || 'on ' || invoice_number
        || case when n > 1 then ' (' || xero_payment_id || ')' else '' end,
    coalesce(case_invoice_number, ''), coalesce(customer, ''), coalesce(case_number, ''),
    coalesce(journal_number, ''), xero_invoice_id, currency_code, null, amount, effect,
    payment_date,
    [
        'Xero: payment of ' || amount::varchar
            || case when xero_currency_code <> currency_code
                then ' ' || xero_currency_code else '' end
            || ' dated ' || payment_date::varchar || ' on ' || invoice_number || '.',
        case state
            when 'held' then 'Case Manager takes it when it is no more than '
                || forward_days::varchar || ' days ahead.'
            when 'unknown invoice' then 'Case Manager has no such invoice of ours.'
            when 'hand-typed number' then 'Case Manager: invoice ' || case_invoice_number
                || ' is not the invoice that carries this number in Xero.'
            when 'another currency' then 'Case Manager''s invoices are in ' || currency_code || '.'
            when 'voided invoice' then 'Xero: the invoice is '
                || coalesce(invoice_status, 'not read yet') || '.'
            when 'before the start date' then 'Case Manager: no payment of this amount on this '
                || 'invoice; payments come from Xero from ' || payments_from::varchar || ' on.'
            when 'beyond the amount due' then 'Case Manager counts ' || owed_before::varchar
                || ' as owed on this invoice before Xero''s payments, and refuses more.'
            else 'Case Manager: no payment of this amount on this invoice.' end
    ],
    'received ' || xero_payment_id
from received;
