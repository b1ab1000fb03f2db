-- stage.resolution: one row a finding that was ever decided: where its newest decision leaves it,
-- and the decision that stands (an assignment or an approval leaves an earlier one standing; after
-- an undo it may be none, with stands 0 and no action).
create or replace view stage.resolution as
with newest as (
    select
        finding_key, version, organisation, action, status, stands, assigned_to, approved_by,
        approved_utc
    from known.resolution
    qualify row_number() over (partition by finding_key order by version desc) = 1
)
select
    n.finding_key, n.version, n.organisation, n.action as newest_action, n.status, n.stands,
    n.assigned_to, n.approved_by, n.approved_utc, coalesce(s.action, '') as action,
    coalesce(s.decided_by, '') as decided_by, s.decided_utc, coalesce(s.reason, '') as reason,
    coalesce(s.note, '') as note, coalesce(s.facts, '') as facts, s.cap, s.expires_on,
    s.snoozed_until, coalesce(s.group_id, '') as group_id
from newest n
left join known.resolution s
    on s.finding_key = n.finding_key and s.version = n.stands;
