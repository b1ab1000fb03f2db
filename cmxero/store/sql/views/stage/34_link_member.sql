-- stage.link_member: one row a finding of each set that people linked by hand, whether or not the
-- link still holds; facts are the finding's figures when it was linked.
create or replace view stage.link_member as
select group_id, finding_key, version, organisation, facts
from known.resolution
where action = 'link';
