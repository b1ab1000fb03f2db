-- known.outcome: what had become of what was sent by the instant asked about.
create or replace view known.outcome as
select o.*
from workbench.sync.outcome o
where o.at_utc <= getvariable('known_utc');
