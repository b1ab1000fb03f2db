-- report.ageing: one row a bracket of days overdue and currency, both ledgers side by side, as of the
-- day asked for (today, as both systems stand).
create or replace view report.ageing as
with aged as (
    select
        o.organisation, o.side, o.owed,
        case when o.invoice_id <> '' then greatest(0,
            least(getvariable('as_of'), m.today) - o.due_date) end as days
    from report.owed o
    inner join stage.parameter m on m.organisation = o.organisation
), bracketed as (
    select
        organisation, side, owed,
        case
            when days is null then 6
            when days = 0 then 1
            when days <= 30 then 2
            when days <= 60 then 3
            when days <= 90 then 4
            else 5
        end as place
    from aged
)
select
    b.organisation, b.place,
    ['not yet due', '1 to 30 days overdue', '31 to 60 days overdue', '61 to 90 days overdue',
        'more than 90 days overdue', 'money and credits not applied'][b.place] as bracket,
    coalesce(sum(b.owed) filter (b.side = 'Case Manager'), 0.00)::decimal(18, 2) as case_owed,
    coalesce(sum(b.owed) filter (b.side = 'Xero'), 0.00)::decimal(18, 2) as xero_owed,
    count(*) filter (b.side = 'Case Manager' and b.place <> 6) as case_invoices,
    count(*) filter (b.side = 'Xero' and b.place <> 6) as xero_invoices,
    m.currency_code
from bracketed b
inner join stage.parameter m on m.organisation = b.organisation
group by b.organisation, b.place, m.currency_code;
