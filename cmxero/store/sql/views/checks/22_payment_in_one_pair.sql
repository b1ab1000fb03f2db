-- checks.payment_in_one_pair: must be empty. A journaled payment paired more or less than once.
create or replace view checks.payment_in_one_pair as
select f.organisation, f.transaction_number, count(p.case_payment_number) as pairs
from stage.case_follower f
left join recon.payment_pair p
    on p.organisation = f.organisation and p.case_payment_number = f.transaction_number
where f.kind = 'payment' and not f.is_orphan
group by f.organisation, f.transaction_number
having count(p.case_payment_number) <> 1;
