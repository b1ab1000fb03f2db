-- checks.finding_key_is_unique: must be empty.
create or replace view checks.finding_key_is_unique as
select finding_key, count(*) as findings
from recon.finding
group by finding_key
having count(*) > 1;
