-- checks.every_refund_once: must be empty. A journaled refund, or a Xero refund of a credit of our
-- customers, that is in more or less than one pair.
create or replace view checks.every_refund_once as
select f.organisation, f.transaction_number as refund, count(p.case_refund_number) as pairs
from stage.case_follower f
left join recon.refund_pair p
    on p.organisation = f.organisation and p.case_refund_number = f.transaction_number
where f.kind = 'refund' and not f.is_orphan
group by f.organisation, f.transaction_number
having count(p.case_refund_number) <> 1
union all
select organisation, xero_payment_id, count(*)
from recon.refund_pair
where xero_payment_id is not null
group by organisation, xero_payment_id
having count(*) <> 1;
