-- stage.resolution: one row a finding that was ever decided, its newest decision.
create or replace view stage.resolution as
select
    finding_key, version, organisation, action, status, reason, note, decided_by,
    decided_utc, facts
from known.resolution
qualify row_number() over (partition by finding_key order by version desc) = 1;
