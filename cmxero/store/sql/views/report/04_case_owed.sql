-- report.case_owed: one row a Case Manager invoice: what is owed on it by that ledger, copies of
-- Xero's payments taken off.
create or replace view report.case_owed as
with mirrored as (
    select pair_number, sum(amount) as amount
    from recon.payment_standing
    where state = 'mirrored'
    group by pair_number
)
select
    p.organisation, p.pair_number, p.case_invoice_number, p.invoice_date, p.case_due_date as due_date,
    (p.case_net + p.case_paid - coalesce(m.amount, 0.00))::decimal(18, 2) as owed
from recon.invoice_pair p
left join mirrored m on m.pair_number = p.pair_number
where p.case_invoice_number is not null;
