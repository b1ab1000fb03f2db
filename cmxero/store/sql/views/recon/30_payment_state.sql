-- recon.payment_state: one row a live Xero payment on a CM- invoice, with what Case Manager's
-- ledger makes of it (case-manager.md 3): 'journaled' (it has it already), 'mirrored' (copied from
-- Xero), 'held' (dated too far ahead), 'only in Xero' (payments do not come from Xero), 'before the
-- start date', 'beyond the amount due' (Case Manager refuses to overpay: the oldest go first, and
-- those behind one that does not fit wait with it), 'voided invoice', 'another currency',
-- 'hand-typed number' (the invoice that carries the number is not the one we know), or 'unknown
-- invoice'. effect is what it adds to Case Manager minus Xero.
create or replace table memory.recon.payment_state as
with in_conflict as (
    select o.organisation, o.case_invoice_number
    from known.outcome o
    semi join (
        select organisation, case_invoice_number from known.outcome where state = 'CONFLICT'
    ) c
        on c.organisation = o.organisation and c.case_invoice_number = o.case_invoice_number
    group by o.organisation, o.case_invoice_number
    having max_by(o.state, o.sequence) = 'CONFLICT'
), live as (
    select
        p.organisation, p.xero_payment_id, p.xero_invoice_id, p.payment_date, p.amount,
        coalesce(a.case_invoice_number, p.case_invoice_number) as case_invoice_number,
        a.case_invoice_number is not null as is_of_pair, a.xero_status, a.xero_currency_code,
        coalesce(a.is_receivable, false) as is_receivable,
        coalesce(a.is_counted, false) as is_counted,
        case when a.case_invoice_number is not null then a.case_net + a.case_paid end
            as owed_before
    from stage.xero_payment p
    left join recon.invoice_pair a
        on a.organisation = p.organisation and a.xero_invoice_id = p.xero_invoice_id
    where p.payment_type = 'ACCRECPAYMENT'
        and p.status = 'AUTHORISED'
        and coalesce(a.case_invoice_number, p.case_invoice_number) is not null
), elsewhere as (
    select p.xero_payment_id, p.organisation, i.case_net + i.case_paid as owed_before
    from live p
    inner join recon.invoice_pair i
        on i.organisation = p.organisation and i.case_invoice_number = p.case_invoice_number
    where not p.is_of_pair
), placed as (
    select
        p.organisation, p.xero_payment_id, p.case_invoice_number, p.xero_invoice_id,
        p.payment_date, p.amount, p.xero_status, p.xero_currency_code, p.is_counted,
        coalesce(p.owed_before, e.owed_before) as owed_before,
        case
            when q.case_payment_number is not null then 'journaled'
            when not p.is_of_pair and e.xero_payment_id is null then 'unknown invoice'
            when not p.is_of_pair
                or (p.organisation, p.case_invoice_number) in (
                    select (c.organisation, c.case_invoice_number) from in_conflict c
                ) then 'hand-typed number'
            when p.xero_currency_code <> m.currency_code then 'another currency'
            when not p.is_receivable then 'voided invoice'
            when m.payments_from is null then 'only in Xero'
            when p.payment_date < m.payments_from then 'before the start date'
            when p.payment_date > m.today + m.forward_days then 'held'
            else 'mirrored'
        end as state,
        q.case_payment_number
    from live p
    left join stage.parameter m on m.organisation = p.organisation
    left join elsewhere e
        on e.organisation = p.organisation and e.xero_payment_id = p.xero_payment_id
    left join recon.payment_pair q
        on q.organisation = p.organisation and q.xero_payment_id = p.xero_payment_id
        and not q.twin_was_deleted
), too_much as (
    select organisation, case_invoice_number
    from placed
    where state = 'mirrored'
    group by organisation, case_invoice_number
    having sum(amount) > min(owed_before)
), beyond as (
    select organisation, xero_payment_id
    from (
        select
            p.organisation, p.xero_payment_id, p.owed_before,
            sum(p.amount) over (
                partition by p.organisation, p.case_invoice_number
                order by p.payment_date, p.xero_payment_id
                rows unbounded preceding
            ) as so_far
        from placed p
        semi join too_much t
            on t.organisation = p.organisation and t.case_invoice_number = p.case_invoice_number
        where p.state = 'mirrored'
    )
    where so_far > owed_before
)
select
    p.organisation, p.xero_payment_id, p.case_invoice_number, p.xero_invoice_id, p.payment_date,
    p.amount, case when b.xero_payment_id is not null then 'beyond the amount due' else p.state end
        as state,
    p.case_payment_number, p.owed_before, p.xero_status as invoice_status,
    p.xero_currency_code as currency_code,
    case when p.is_counted then p.amount else 0.00 end::decimal(18, 2) as effect
from placed p
left join beyond b on b.organisation = p.organisation and b.xero_payment_id = p.xero_payment_id;
