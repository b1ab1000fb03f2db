-- checks.nothing_is_unexplained: must be empty. An organisation with a difference nobody explains.
create or replace view checks.nothing_is_unexplained as
select organisation, difference, explained, unexplained
from report.tie_out
where unexplained <> 0;
