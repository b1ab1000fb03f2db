-- recon.credit: one row a live credit note, overpayment or prepayment that belongs to Case Manager's
-- customers: it was used for a CM- invoice, names one in its number or reference, or its contact
-- has one. case_invoice_number is the invoice it is about (named, else the only one it was used
-- for); total = used + refunded + remaining. Only what is_counted is in our currency.
create or replace table memory.recon.credit as
with ours as (
    select distinct organisation, contact_id
    from stage.xero_invoice
    where case_invoice_number is not null
), used as (
    select
        organisation, xero_credit_id, sum(amount)::decimal(18, 2) as amount,
        count(distinct case_invoice_number) as invoices,
        min(case_invoice_number) as case_invoice_number
    from stage.xero_allocation
    group by organisation, xero_credit_id
), refunded as (
    select organisation, xero_credit_id, sum(amount)::decimal(18, 2) as amount
    from stage.xero_payment
    where status = 'AUTHORISED'
        and payment_type in ('ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT')
    group by organisation, xero_credit_id
), mentioned as (
    select
        organisation, xero_credit_id,
        unnest(regexp_extract_all(
            credit_number || ' ' || reference, '(?i)\bCM-([^\s,;:()]*[^\s,;:().])', 1
        )) as number
    from stage.xero_credit
), named as (
    select m.organisation, m.xero_credit_id, min(i.case_invoice_number) as case_invoice_number
    from mentioned m
    inner join stage.case_invoice i
        on i.organisation = m.organisation and i.case_invoice_number = m.number
    group by m.organisation, m.xero_credit_id
    having count(distinct i.case_invoice_number) = 1
)
select
    x.organisation, x.xero_credit_id, x.kind, x.credit_number, x.status, x.contact_id,
    x.contact_name, x.credit_date, x.reference, x.currency_code,
    x.currency_code = m.currency_code as is_counted,
    coalesce(n.case_invoice_number, i.case_invoice_number) as case_invoice_number,
    x.total, coalesce(u.amount, 0.00)::decimal(18, 2) as used,
    coalesce(r.amount, 0.00)::decimal(18, 2) as refunded, x.remaining
from stage.xero_credit x
inner join stage.parameter m on m.organisation = x.organisation
left join stage.xero_contact k
    on k.organisation = x.organisation and k.xero_contact_id = x.contact_id
left join ours o
    on o.organisation = x.organisation
    and o.contact_id = coalesce(nullif(k.merged_into, ''), x.contact_id)
left join used u on u.organisation = x.organisation and u.xero_credit_id = x.xero_credit_id
left join refunded r
    on r.organisation = x.organisation and r.xero_credit_id = x.xero_credit_id
left join named n on n.organisation = x.organisation and n.xero_credit_id = x.xero_credit_id
left join stage.case_invoice i
    on i.organisation = u.organisation
    and i.case_invoice_number = u.case_invoice_number
    and u.invoices = 1
where x.is_live
    and (o.contact_id is not null or u.invoices > 0 or n.case_invoice_number is not null);
