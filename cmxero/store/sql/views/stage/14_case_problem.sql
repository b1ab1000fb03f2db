-- stage.case_problem: one row a problem of the newest file of its journal; a problem is gone
-- when a newer file of the same journal was imported. A problem without a journal number stays
-- until its very file is superseded by name.
create or replace view stage.case_problem as
with newest as (
    select organisation, journal_number, max(file_number) as file_number
    from known.case_file_journal
    group by organisation, journal_number
), newest_name as (
    select organisation, file_name, max(file_number) as file_number
    from known.case_file
    group by organisation, file_name
)
select
    p.organisation, p.file_number, f.file_name, p.journal_number, p.subject,
    p.row_number, p.column_name, p.value, p.code, p.message, p.remedy, p.severity, p.raw,
    f.received_utc, p.run_id
from known.case_problem p
inner join known.case_file f
    on f.organisation = p.organisation and f.file_number = p.file_number
left join newest n
    on n.organisation = p.organisation and n.journal_number = p.journal_number
left join newest_name m
    on m.organisation = f.organisation and m.file_name = f.file_name
where coalesce(n.file_number, m.file_number) = p.file_number;
