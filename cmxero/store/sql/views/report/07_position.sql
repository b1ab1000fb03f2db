-- report.position: one row a pair whose two sides do not come to the same on the day asked for, and
-- every finding as both systems stand: effect is Case Manager less Xero. A pair that agrees by now
-- but did not on that day is a matter of dates: because lists the later documents.
create or replace view report.position as
with later as (
    select
        organisation, pair_key, max(case_invoice_number) as case_invoice_number,
        sum(case when side = 'Xero' then -amount else amount end)::decimal(18, 2) as effect,
        list(side || ': ' || document || ' '
            || case when side = 'Xero' and document in ('invoice', 'payment') then '' else
                document_id || ' ' end
            || 'of ' || amount::varchar || ' dated ' || posting_date::varchar
            order by posting_date, side, document, document_id) as because
    from report.later
    group by organisation, pair_key
), known as (
    select organisation, pair_key, kind, finding_key, subject, case_invoice_number, customer,
        currency_code, since, effect, status
    from recon.finding
), together as (
    select
        coalesce(k.organisation, l.organisation) as organisation,
        coalesce(k.pair_key, l.pair_key) as pair_key,
        coalesce(k.kind, 'timing: dated later on one side') as kind,
        coalesce(k.finding_key, '') as finding_key, coalesce(k.subject, l.pair_key) as subject,
        coalesce(k.case_invoice_number, l.case_invoice_number) as case_invoice_number,
        k.customer, k.currency_code, k.since, coalesce(k.status, '') as status,
        (coalesce(k.effect, 0.00) - coalesce(l.effect, 0.00))::decimal(18, 2) as effect,
        coalesce(l.because, []) as because
    from known k
    full join later l
        on l.organisation = k.organisation and l.pair_key = k.pair_key and k.pair_key <> ''
)
select
    t.organisation, t.pair_key, t.kind, t.finding_key, t.subject, t.case_invoice_number,
    coalesce(t.customer, i.customer, '') as customer,
    coalesce(t.currency_code, m.currency_code) as currency_code, t.since, t.status, t.effect,
    t.because
from together t
left join stage.parameter m on m.organisation = t.organisation
left join stage.case_invoice i
    on i.organisation = t.organisation and i.case_invoice_number = t.case_invoice_number
    and t.customer is null
where t.effect <> 0
    or t.finding_key <> '' and coalesce(t.since <= getvariable('as_of'), true);
