-- stage.proof: one row a decision whose finding a reconcile saw gone, and since when it is back.
create or replace view stage.proof as
select
    finding_key, version, organisation,
    max(case when what = 'gone' then run_id end) as run_id,
    max(case when what = 'gone' then at_utc end) as gone_utc,
    max(case when what = 'back' then at_utc end) as back_utc
from known.proof
group by finding_key, version, organisation;
