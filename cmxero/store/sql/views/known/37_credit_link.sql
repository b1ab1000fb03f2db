-- known.credit_link: which credit notes in Xero were of which settlement at the instant asked about.
create or replace view known.credit_link as
select l.*
from workbench.sync.credit_link l
where l.linked_utc <= getvariable('known_utc');
