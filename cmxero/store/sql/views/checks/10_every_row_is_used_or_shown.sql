-- checks.every_row_is_used_or_shown: must be empty. A file whose rows do not add up.
create or replace view checks.every_row_is_used_or_shown as
select organisation, file_name, row_count, rows_used, rows_held
from known.case_file
where row_count <> rows_used + rows_held;
