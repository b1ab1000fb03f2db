-- known.case_file: one row a file that had been imported by the instant asked about
-- (variable known_utc); every known view is a table of facts as it stood then.
create or replace view known.case_file as
select f.*
from workbench.landing.case_file f
where f.received_utc <= getvariable('known_utc');
