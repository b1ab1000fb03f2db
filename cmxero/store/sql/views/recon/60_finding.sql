-- recon.finding: one row a disagreement, with the newest decision on it. A decision to accept
-- holds while the amounts are those it was made for; where no amount tells, while the evidence is.
create or replace table memory.recon.finding as
with facts as (
    select
        organisation, kind, subject, case_invoice_number, customer, case_number,
        journal_number, xero_invoice_id, currency_code, case_amount, xero_amount, effect,
        since, evidence, pair_key
    from recon.invoice_finding
    union all
    select
        organisation, kind, subject, case_invoice_number, customer, case_number,
        journal_number, xero_invoice_id, currency_code, case_amount, xero_amount, effect,
        since, evidence, pair_key
    from recon.payment_finding
    union all
    select
        organisation, kind, subject, case_invoice_number, customer, case_number,
        journal_number, xero_invoice_id, currency_code, case_amount, xero_amount, effect,
        since, evidence, pair_key
    from recon.credit_finding
    union all
    select
        organisation, kind, subject, case_invoice_number, customer, case_number,
        journal_number, xero_invoice_id, currency_code, case_amount, xero_amount, effect,
        since, evidence, pair_key
    from recon.journal_finding
), keyed as (
    select
        organisation || '/' || kind || '/' || subject as finding_key, organisation, kind,
        subject, case_invoice_number, customer, case_number, journal_number,
        xero_invoice_id, currency_code, case_amount, xero_amount, effect, since, evidence,
        pair_key, coalesce(case_amount::varchar, '-') || '|' || coalesce(xero_amount::varchar, '-')
            || '|' || effect::varchar
            || case
                when kind in ('journal changed after it was imported', 'edited in Xero')
                    then '|' || md5(array_to_string(evidence, ' ')) else '' end as facts
    from facts
)
select
    k.finding_key, k.organisation, k.kind, k.subject, k.case_invoice_number, k.customer,
    k.case_number, k.journal_number, k.xero_invoice_id, k.currency_code, k.case_amount,
    k.xero_amount, k.effect, k.since, k.evidence, k.facts,
    k.pair_key,
    case
        when d.status is null then 'open'
        when d.status = 'accepted' and d.facts <> k.facts then 'open'
        else d.status
    end as status,
    coalesce(d.decided_by, '') as decided_by,
    case when d.note <> '' then d.reason || ': ' || d.note else coalesce(d.reason, '') end
        as note,
    coalesce(d.version, 0) as version
from keyed k
left join stage.resolution d on d.finding_key = k.finding_key;
