-- known.case_line: what files imported by the instant asked about brought.
create or replace view known.case_line as
select t.*
from workbench.landing.case_line t
semi join known.case_file f
    on f.organisation = t.organisation and f.file_number = t.file_number;
