-- recon.payment_standing: one row a live Xero payment on a CM- invoice, by its row in landing, with
-- what Case Manager's ledger makes of it (case-manager.md 3): 'journaled' (it has it already),
-- 'mirrored' (copied from Xero), 'held' (dated too far ahead), 'only in Xero' (payments do not come
-- from Xero), 'before the start date', 'beyond the amount due' (Case Manager refuses to overpay: the
-- oldest go first, and those behind one that does not fit wait with it), 'voided invoice', 'another
-- currency', 'hand-typed number' (the invoice that carries the number is not the one we know),
-- or 'unknown invoice'. invoice_row: the case invoice that its invoice's number names; case_row: the
-- journaled payment it is paired with.
create or replace table memory.recon.payment_standing as
with conflict as (
    select o.organisation, o.case_invoice_number
    from known.outcome o
    semi join (
        select organisation, case_invoice_number from known.outcome where state = 'CONFLICT'
    ) c
        on c.organisation = o.organisation and c.case_invoice_number = o.case_invoice_number
    group by o.organisation, o.case_invoice_number
    having max_by(o.state, o.sequence) = 'CONFLICT'
), in_conflict as (
    select i.pair_number
    from recon.invoice_pair i
    semi join conflict c
        on c.organisation = i.organisation and c.case_invoice_number = i.case_invoice_number
), elsewhere as (
    select r.xero_row, i.case_row as invoice_row, i.case_net + i.case_paid as owed_before
    from recon.receipt r
    inner join recon.invoice_pair i
        on i.organisation = r.organisation and i.case_invoice_number = r.typed_number
    where r.typed_number is not null and r.is_live
), placed as (
    select
        r.organisation, r.xero_row, r.pair_number, r.payment_date, r.amount, r.is_counted,
        coalesce(r.owed_before, e.owed_before) as owed_before,
        case when r.typed_number is null then r.pair_number else e.invoice_row end as invoice_row,
        case
            when q.case_row is not null then 'journaled'
            when r.typed_number is not null and e.xero_row is null then 'unknown invoice'
            when r.typed_number is not null or c.pair_number is not null then 'hand-typed number'
            when r.is_foreign then 'another currency'
            when not r.is_receivable then 'voided invoice'
            when m.payments_from is null then 'only in Xero'
            when r.payment_date < m.payments_from then 'before the start date'
            when r.payment_date > m.today + m.forward_days then 'held'
            else 'mirrored'
        end as state,
        q.case_row
    from recon.receipt r
    left join stage.parameter m on m.organisation = r.organisation
    left join elsewhere e on e.xero_row = r.xero_row
    left join recon.payment_match q on q.xero_row = r.xero_row and not q.twin_was_deleted
    left join in_conflict c on c.pair_number = r.pair_number
    where r.is_live
), too_much as (
    select pair_number
    from placed
    where state = 'mirrored'
    group by pair_number
    having sum(amount) > min(owed_before)
), beyond as (
    select xero_row
    from (
        select
            p.xero_row, p.owed_before,
            sum(p.amount) over (
                partition by p.pair_number
                order by p.payment_date, x.xero_payment_id
                rows unbounded preceding
            ) as so_far
        from placed p
        semi join too_much t on t.pair_number = p.pair_number
        inner join known.xero_payment x on x.rowid = p.xero_row
        where p.state = 'mirrored'
    )
    where so_far > owed_before
)
select
    p.organisation, p.xero_row, p.pair_number, p.payment_date, p.amount,
    case when b.xero_row is not null then 'beyond the amount due' else p.state end as state,
    p.invoice_row, p.case_row, p.owed_before,
    case when p.is_counted then p.amount else 0.00 end::decimal(18, 2) as effect
from placed p
left join beyond b on b.xero_row = p.xero_row;
