-- known.case_file_journal: what files imported by the instant asked about brought.
create or replace view known.case_file_journal as
select t.*
from workbench.landing.case_file_journal t
semi join known.case_file f
    on f.organisation = t.organisation and f.file_number = t.file_number;
