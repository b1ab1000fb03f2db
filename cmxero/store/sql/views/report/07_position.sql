-- report.position: one row a pair whose two sides do not come to the same on the day asked for, and
-- every finding as both systems stand: effect is Case Manager less Xero. A pair that agrees by now
-- but did not on that day is a matter of dates: because lists the later documents.
create or replace view report.position as
with later as materialized (
    select
        organisation, side, document, document_id, case_invoice_number, posting_date, amount,
        pair_key
    from report.later
), moved as (
    select
        organisation, pair_key, max(case_invoice_number) as case_invoice_number,
        sum(case when side = 'Xero' then -amount else amount end)::decimal(18, 2) as effect
    from later
    group by organisation, pair_key
), apart as (
    select
        f.organisation, f.pair_key,
        case when f.effect = 0 and l.effect <> 0 then 'timing: dated later on one side'
            else f.kind end as kind,
        f.finding_key, f.subject, f.case_invoice_number, f.customer, f.currency_code, f.since,
        f.status, (f.effect - coalesce(l.effect, 0.00))::decimal(18, 2) as effect
    from recon.finding f
    left join moved l on l.organisation = f.organisation and l.pair_key = f.pair_key
    where f.effect <> coalesce(l.effect, 0.00)
        or coalesce(f.since <= getvariable('as_of'), true)
    union all
    select
        l.organisation, l.pair_key, 'timing: dated later on one side', '', l.pair_key,
        l.case_invoice_number, coalesce(i.customer, ''), m.currency_code, null, '', -l.effect
    from moved l
    anti join recon.finding f on f.organisation = l.organisation and f.pair_key = l.pair_key
    left join stage.parameter m on m.organisation = l.organisation
    left join stage.case_invoice i
        on i.organisation = l.organisation and i.case_invoice_number = l.case_invoice_number
    where l.effect <> 0
), told as (
    select
        organisation, pair_key,
        list(side || ': ' || document || ' '
            || case when side = 'Xero' and document in ('invoice', 'payment') then '' else
                document_id || ' ' end
            || 'of ' || amount::varchar || ' dated ' || posting_date::varchar
            order by posting_date, side, document, document_id) as because
    from later
    where (organisation, pair_key) in (select (a.organisation, a.pair_key) from apart a)
    group by organisation, pair_key
)
select
    a.organisation, a.pair_key, a.kind, a.finding_key, a.subject, a.case_invoice_number,
    a.customer, a.currency_code, a.since, a.status, a.effect, coalesce(t.because, []) as because
from apart a
left join told t on t.organisation = a.organisation and t.pair_key = a.pair_key;
