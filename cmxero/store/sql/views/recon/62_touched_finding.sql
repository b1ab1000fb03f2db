-- recon.touched_finding: one row a worked out finding that may read otherwise for decisions made
-- since: those decided, and those linked with one that was, or with one that is no finding any more,
-- of which nobody remembers the decision it had.
create or replace view recon.touched_finding as
with decided as (
    select d.finding_key
    from stage.resolution d
    left join recon.finding f on f.finding_key = d.finding_key
    where f.version is null or f.version <> d.version
)
select f.finding_key
from recon.finding f
where f.finding_key in (select finding_key from decided)
    or f.group_id in (
        select m.group_id
        from stage.link_member m
        inner join decided d on d.finding_key = m.finding_key
    );
