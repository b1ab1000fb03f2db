-- known.run: executions that had begun by the instant asked about.
create or replace view known.run as
select r.*
from workbench.sync.run r
where r.started_utc <= getvariable('known_utc');
