-- report.bridge: one row a kind of finding: how many, and what they add to the difference.
create or replace view report.bridge as
select
    organisation, kind, count(*) as findings, sum(effect)::decimal(18, 2) as effect,
    currency_code
from recon.finding
group by organisation, kind, currency_code;
