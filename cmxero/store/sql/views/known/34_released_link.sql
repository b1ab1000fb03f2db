-- known.released_link: what a person had given up by the instant asked about.
create or replace view known.released_link as
select g.*
from workbench.sync.released_link g
where g.released_utc <= getvariable('known_utc');
