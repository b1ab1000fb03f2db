-- known.case_problem: what files imported by the instant asked about brought.
create or replace view known.case_problem as
select t.*
from workbench.landing.case_problem t
semi join known.case_file f
    on f.organisation = t.organisation and f.file_number = t.file_number;
