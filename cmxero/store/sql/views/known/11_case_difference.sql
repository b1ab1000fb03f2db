-- known.case_difference: what files imported by the instant asked about brought. Left out are the
-- files that came later, as there are none as a rule.
create or replace view known.case_difference as
select t.*
from workbench.landing.case_difference t
anti join (
    select f.organisation, f.file_number
    from workbench.landing.case_file f
    where f.received_utc > getvariable('known_utc')
) f on f.organisation = t.organisation and f.file_number = t.file_number;
