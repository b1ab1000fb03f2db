-- known.settlement: what had been begun to send, to settle findings, by the instant asked about.
create or replace view known.settlement as
select s.*
from workbench.sync.settlement s
where s.created_utc <= getvariable('known_utc');
