-- known.settlement_outcome: what had become of its steps by the instant asked about.
create or replace view known.settlement_outcome as
select o.*
from workbench.sync.settlement_outcome o
where o.at_utc <= getvariable('known_utc');
