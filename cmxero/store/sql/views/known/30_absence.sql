-- known.absence: documents that a full recount no longer found. Left out are those of recounts that
-- ended after the instant asked about.
create or replace view known.absence as
select a.*
from workbench.sync.absence a
anti join (
    select r.run_id
    from workbench.sync.run r
    left join workbench.sync.run_end e on e.run_id = r.run_id
    where coalesce(e.ended_utc, r.started_utc) > getvariable('known_utc')
) r on r.run_id = a.run_id;
