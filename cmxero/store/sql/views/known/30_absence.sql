-- known.absence: documents that a full recount which had ended by the instant asked about no
-- longer found.
create or replace view known.absence as
select a.*
from workbench.sync.absence a
inner join workbench.sync.run r on r.run_id = a.run_id
left join workbench.sync.run_end e on e.run_id = a.run_id
where coalesce(e.ended_utc, r.started_utc) <= getvariable('known_utc');
