-- report.bridge: one row a kind of finding, or of later dates: how many, and what they add to the
-- difference.
create or replace view report.bridge as
select
    organisation, kind, count(*) as findings, sum(effect)::decimal(18, 2) as effect,
    currency_code
from report.position
group by organisation, kind, currency_code;
