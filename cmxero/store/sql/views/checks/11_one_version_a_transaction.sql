-- checks.one_version_a_transaction: must be empty. A transaction staged more than once.
create or replace view checks.one_version_a_transaction as
select organisation, kind, transaction_number, count(*) as staged
from stage.case_transaction
group by organisation, kind, transaction_number
having count(*) > 1;
