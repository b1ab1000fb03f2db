-- recon.disagreement: one row a disagreement, whatever was decided on it; facts are the figures that a
-- decision is held against (and the evidence where no amount tells).
create or replace view recon.disagreement as
with facts as (
    select * from recon.invoice_finding
    union all by name
    select * from recon.payment_finding
    union all by name
    select * from recon.credit_finding
    union all by name
    select * from recon.problem_finding
    union all by name
    select * from recon.orphan_finding
    union all by name
    select * from recon.changed_finding
)
select
    organisation || '/' || kind || '/' || subject as finding_key, organisation, kind,
    subject, case_invoice_number, customer, case_number, journal_number,
    xero_invoice_id, currency_code, case_amount, xero_amount, effect, since, evidence,
    pair_key, coalesce(case_amount::varchar, '-') || '|' || coalesce(xero_amount::varchar, '-')
        || '|' || effect::varchar
        || case
            when kind in ('journal changed after it was imported', 'edited in Xero')
                then '|' || md5(array_to_string(evidence, ' ')) else '' end as facts
from facts;
