-- recon.payment_finding: one row a payment or refund that one side does not have.
create or replace view recon.payment_finding as
select
    f.organisation,
    case
        when p.twin_was_deleted
            then 'payment changed or deleted in Xero after it was journaled'
        when f.transaction_date >= m.payments_from
            then 'payment entered in Case Manager while payments come from Xero'
        else 'payment only in Case Manager'
    end as kind,
    'payment ' || f.transaction_number as subject, f.invoice_number as case_invoice_number,
    i.customer, i.case_number, f.journal_number, '' as xero_invoice_id, m.currency_code,
    f.total as case_amount, null::decimal(18, 2) as xero_amount, -f.total as effect,
    f.transaction_date as since,
    [
        'Case Manager: payment ' || f.transaction_number || ' of ' || f.total::varchar
            || ' on invoice ' || f.invoice_number || ', journaled in journal '
            || f.journal_number || '.',
        case when p.twin_was_deleted
            then 'Xero: a payment of this amount on this invoice is DELETED.'
            else 'Xero: no payment of this amount on this invoice.' end
    ] as evidence
from stage.case_follower f
inner join stage.case_invoice i
    on i.organisation = f.organisation and i.case_invoice_number = f.invoice_number
inner join recon.payment_pair p
    on p.organisation = f.organisation and p.case_payment_number = f.transaction_number
left join stage.parameter m on m.organisation = f.organisation
where f.kind = 'payment' and p.xero_amount is null
union all
select
    r.organisation,
    case r.state
        when 'held' then 'payment held (forward-dated)'
        when 'unknown invoice' then 'payment for an unknown CM- number'
        else 'payment only in Xero'
    end,
    'payment ' || r.reference || ' on ' || r.invoice_number
        || case when row_number() over (
            partition by r.organisation, r.state, r.reference, r.invoice_number
            order by r.payment_date, r.xero_payment_id) > 1
            then ' (' || r.xero_payment_id || ')' else '' end,
    coalesce(r.case_invoice_number, ''), coalesce(r.customer, ''),
    coalesce(r.case_number, ''), coalesce(r.journal_number, ''), r.xero_invoice_id,
    m.currency_code, null, r.amount, r.amount, r.payment_date,
    [
        'Xero: payment of ' || r.amount::varchar || ' dated ' || r.payment_date::varchar
            || ' on ' || r.invoice_number || '.',
        case r.state
            when 'held' then 'Case Manager takes it when it is no more than '
                || m.forward_days::varchar || ' days ahead.'
            when 'unknown invoice' then 'Case Manager has no such invoice of ours.'
            else 'Case Manager: no payment of this amount on this invoice.' end
    ]
from recon.received_payment r
left join stage.parameter m on m.organisation = r.organisation
where r.state in ('held', 'unknown invoice', 'only in Xero')
union all
select
    f.organisation, 'refund without counterpart in Xero', 'refund ' || f.transaction_number,
    f.invoice_number, i.customer, i.case_number, f.journal_number, '', m.currency_code,
    f.total, null, f.total, f.transaction_date,
    [
        'Case Manager: refund ' || f.transaction_number || ' of ' || f.total::varchar
            || ' on invoice ' || f.invoice_number
            || case when f.reason <> '' then ' (' || f.reason || ')' else '' end || '.',
        'Xero: refunds are not read back yet; the invoice itself shows none.'
    ]
from stage.case_follower f
inner join stage.case_invoice i
    on i.organisation = f.organisation and i.case_invoice_number = f.invoice_number
left join stage.parameter m on m.organisation = f.organisation
where f.kind = 'refund';
