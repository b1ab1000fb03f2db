-- stage.run: one row an execution; outcome is 'not ended' while it runs or after it was killed.
create or replace view stage.run as
select
    r.run_id, r.kind, r.organisation, r.person, r.parameters, r.started_utc, e.ended_utc,
    coalesce(e.outcome, 'not ended') as outcome, coalesce(e.summary, '{}') as summary,
    coalesce(e.message, '') as message
from known.run r
left join known.run_end e on e.run_id = r.run_id;
