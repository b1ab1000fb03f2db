-- recon.refund_pair: one row a refund known to either side. A refund of a credit note in Xero is
-- paired with a journaled refund on the invoice the credit note is about, of the same amount.
-- undone_payment is the payment it pays back: the one Case Manager names, else the payment on that
-- invoice of the same amount, else the newest that is large enough. A refund of an overpayment or
-- prepayment gives back money that was never in Case Manager, so its effect is nothing.
create or replace table memory.recon.refund_pair as
with journaled as (
    select
        t.organisation, t.invoice_number as case_invoice_number, t.transaction_number,
        t.transaction_date, t.total, t.refers_to, t.reason, t.journal_number,
        row_number() over (
            partition by t.organisation, t.invoice_number, t.total
            order by t.transaction_date, t.transaction_number
        ) as n
    from stage.case_transaction t
    semi join stage.case_invoice i
        on i.organisation = t.organisation and i.case_invoice_number = t.invoice_number
    where t.kind = 'refund'
), received as (
    select
        p.organisation, p.xero_payment_id, p.payment_date, p.amount, p.reference,
        c.xero_credit_id, c.kind, c.credit_number, c.contact_name, c.case_invoice_number,
        c.is_counted,
        row_number() over (
            partition by p.organisation, c.kind, c.case_invoice_number, p.amount
            order by p.payment_date, p.xero_payment_id
        ) as n
    from stage.xero_payment p
    inner join recon.credit c
        on c.organisation = p.organisation and c.xero_credit_id = p.xero_credit_id
    where p.status = 'AUTHORISED'
        and p.payment_type in ('ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT')
), payment as (
    select
        organisation, invoice_number as case_invoice_number, transaction_number as number,
        transaction_date as payment_date, total as amount
    from stage.case_transaction
    where kind = 'payment'
    union all
    select
        s.organisation, s.case_invoice_number, coalesce(nullif(p.reference, ''), s.xero_payment_id),
        s.payment_date, s.amount
    from recon.payment_state s
    semi join received r
        on r.organisation = s.organisation and r.case_invoice_number = s.case_invoice_number
    inner join stage.xero_payment p
        on p.organisation = s.organisation and p.xero_payment_id = s.xero_payment_id
    where s.state = 'mirrored'
), undone as (
    select r.organisation, r.xero_payment_id, p.number
    from received r
    inner join payment p
        on p.organisation = r.organisation
        and p.case_invoice_number = r.case_invoice_number
        and p.amount >= r.amount
    qualify row_number() over (
        partition by r.organisation, r.xero_payment_id
        order by p.amount = r.amount desc, p.payment_date desc, p.number
    ) = 1
)
select
    coalesce(j.organisation, r.organisation) as organisation,
    coalesce(j.case_invoice_number, r.case_invoice_number) as case_invoice_number,
    j.transaction_number as case_refund_number, j.transaction_date as case_refund_date,
    j.total as case_amount, j.reason, j.journal_number,
    r.xero_payment_id, r.payment_date as xero_refund_date, r.amount as xero_amount,
    r.reference, r.xero_credit_id, r.kind as credit_kind, r.credit_number, r.contact_name,
    coalesce(nullif(j.refers_to, ''), u.number) as undone_payment,
    case
        when j.transaction_number is not null and r.xero_payment_id is not null then 0.00
        when j.transaction_number is not null then j.total
        when r.kind = 'credit note' and r.is_counted then -r.amount
        else 0.00
    end::decimal(18, 2) as effect
from journaled j
full join received r
    on r.organisation = j.organisation
    and r.case_invoice_number = j.case_invoice_number
    and r.amount = j.total
    and r.n = j.n
    and r.kind = 'credit note'
    and r.is_counted
left join undone u
    on u.organisation = r.organisation and u.xero_payment_id = r.xero_payment_id;
