-- recon.payment_match: one row a journaled payment and what it is in Xero, by their rows in landing: a
-- live payment on the same invoice of the same amount, first on the same date, then on another;
-- equal candidates are taken in the order of their numbers. What is left is held against
-- deleted Xero payments. was_redated: the Xero payment of the journaled day was deleted, and the
-- one of another day stands in its place. Payments on invoices that Xero does not count as
-- owed in our currency are nobody's pair.
create or replace table memory.recon.payment_match as
with paid as (
    select case_row, invoice_row as pair_number, total as amount, transaction_date as day
    from recon.follower
    where kind = 'payment' and invoice_row is not null
), took as (
    select xero_row, pair_number, amount, payment_date as day, is_live
    from recon.receipt
    where pair_number >= 0 and (is_counted or not is_live)
), either as (
    select pair_number, amount, day, case_row, null::bigint as xero_row from paid
    union all
    select pair_number, amount, day, null, xero_row from took where is_live
), met as (
    select
        pair_number, amount, day, count(case_row) as journaled, count(xero_row) as received,
        min(case_row) as case_row, min(xero_row) as xero_row
    from either
    group by pair_number, amount, day
), crowded as (
    select pair_number, amount, day
    from met
    where journaled > 1 or journaled = 1 and received > 1
), placed as (
    select
        e.pair_number, e.amount, e.day, e.case_row, e.xero_row,
        row_number() over (
            partition by e.pair_number, e.amount, e.day, e.case_row is null
            order by p.reference, p.xero_payment_id, f.transaction_number
        ) as n
    from either e
    semi join crowded c
        on c.pair_number = e.pair_number and c.amount = e.amount and c.day = e.day
    left join known.case_transaction f on f.rowid = e.case_row
    left join known.xero_payment p on p.rowid = e.xero_row
), same_day as (
    select pair_number, amount, day, case_row, xero_row
    from met
    where journaled = 1 and received <= 1
    union all
    select j.pair_number, j.amount, j.day, j.case_row, r.xero_row
    from placed j
    left join placed r
        on r.pair_number = j.pair_number and r.amount = j.amount and r.day = j.day and r.n = j.n
        and r.case_row is null
    where j.xero_row is null
), left_journaled as (
    select
        s.pair_number, s.amount, s.day, s.case_row,
        row_number() over (
            partition by s.pair_number, s.amount order by s.day, f.transaction_number
        ) as n
    from same_day s
    inner join known.case_transaction f on f.rowid = s.case_row
    where s.xero_row is null
), left_received as (
    select
        t.pair_number, t.amount, t.day, t.xero_row, t.is_live, p.xero_payment_id,
        row_number() over (
            partition by t.pair_number, t.amount, t.is_live order by t.day, p.xero_payment_id
        ) as n
    from took t
    semi join left_journaled j on j.pair_number = t.pair_number and j.amount = t.amount
    anti join same_day s on s.xero_row = t.xero_row
    inner join known.xero_payment p on p.rowid = t.xero_row
), other_day as (
    select
        j.pair_number, j.amount, j.day, j.case_row, r.xero_row
    from left_journaled j
    left join left_received r
        on r.pair_number = j.pair_number and r.amount = j.amount and r.n = j.n and r.is_live
), deleted as (
    select
        o.case_row, arg_min(r.xero_row, r.xero_payment_id) as xero_row,
        bool_or(r.day = o.day) as is_same_day
    from other_day o
    inner join left_received r
        on r.pair_number = o.pair_number and r.amount = o.amount and not r.is_live
    group by o.case_row
)
select
    pair_number, case_row, day as case_payment_date, xero_row, 'same day' as how,
    false as twin_was_deleted, false as was_redated
from same_day
where xero_row is not null
union all
select
    o.pair_number, o.case_row, o.day, coalesce(o.xero_row, d.xero_row),
    case when o.xero_row is not null then 'another day' end,
    o.xero_row is null and d.xero_row is not null,
    o.xero_row is not null and coalesce(d.is_same_day, false)
from other_day o
left join deleted d on d.case_row = o.case_row;
