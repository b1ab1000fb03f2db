-- known.batch: what had been meant to be sent by the instant asked about.
create or replace view known.batch as
select b.*
from workbench.sync.batch b
where b.created_utc <= getvariable('known_utc');
