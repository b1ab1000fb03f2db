-- known.run_end: executions that had ended by the instant asked about.
create or replace view known.run_end as
select e.*
from workbench.sync.run_end e
where e.ended_utc <= getvariable('known_utc');
