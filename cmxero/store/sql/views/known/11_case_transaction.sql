-- known.case_transaction: what files imported by the instant asked about brought. Left out are the
-- files that came later, as there are none as a rule. rowid: as that of the table (stage).
create or replace view known.case_transaction as
select t.rowid, t.*
from workbench.landing.case_transaction t
anti join (
    select f.organisation, f.file_number
    from workbench.landing.case_file f
    where f.received_utc > getvariable('known_utc')
) f on f.organisation = t.organisation and f.file_number = t.file_number;
