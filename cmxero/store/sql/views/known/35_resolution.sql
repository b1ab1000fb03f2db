-- known.resolution: what had been decided by the instant asked about.
create or replace view known.resolution as
select d.*
from workbench.recon.resolution d
where d.decided_utc <= getvariable('known_utc');
