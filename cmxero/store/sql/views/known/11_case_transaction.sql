-- known.case_transaction: what files imported by the instant asked about brought.
create or replace view known.case_transaction as
select t.*
from workbench.landing.case_transaction t
semi join known.case_file f
    on f.organisation = t.organisation and f.file_number = t.file_number;
