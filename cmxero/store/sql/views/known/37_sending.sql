-- known.sending: how far sending had got by the instant asked about.
create or replace view known.sending as
select s.*
from workbench.recon.sending s
where s.at_utc <= getvariable('known_utc');
