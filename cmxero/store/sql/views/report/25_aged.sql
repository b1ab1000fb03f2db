-- report.aged: report.owed with the days each row is overdue on the day asked for (today, as both
-- systems stand) and its bracket; money and credits that reached no invoice have a bracket of their own.
create or replace view report.aged as
with overdue as (
    select
        o.organisation, o.side, o.invoice_id, o.case_invoice_number, o.due_date, o.owed,
        m.currency_code, case when o.invoice_id <> '' then greatest(0,
            least(getvariable('as_of'), m.today) - o.due_date) end as days
    from report.owed o
    inner join stage.parameter m on m.organisation = o.organisation
)
select
    organisation, side, invoice_id, case_invoice_number, due_date, owed, currency_code, days,
    case
        when days is null then 6
        when days = 0 then 1
        when days <= 30 then 2
        when days <= 60 then 3
        when days <= 90 then 4
        else 5
    end as place,
    ['not yet due', '1 to 30 days overdue', '31 to 60 days overdue', '61 to 90 days overdue',
        'more than 90 days overdue', 'money and credits not applied'][place] as bracket
from overdue;
