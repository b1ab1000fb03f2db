-- known.proof: what reconciles had seen by the instant asked about.
create or replace view known.proof as
select p.*
from workbench.recon.proof p
where p.at_utc <= getvariable('known_utc');
