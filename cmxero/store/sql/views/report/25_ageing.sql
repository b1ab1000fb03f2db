-- report.ageing: one row a bracket of days overdue and currency, both ledgers side by side, as of the
-- day asked for (today, as both systems stand).
create or replace view report.ageing as
select
    organisation, place, bracket,
    coalesce(sum(owed) filter (side = 'Case Manager'), 0.00)::decimal(18, 2) as case_owed,
    coalesce(sum(owed) filter (side = 'Xero'), 0.00)::decimal(18, 2) as xero_owed,
    count(*) filter (side = 'Case Manager' and place <> 6) as case_invoices,
    count(*) filter (side = 'Xero' and place <> 6) as xero_invoices,
    currency_code
from report.aged
group by organisation, place, bracket, currency_code;
