-- checks.outbox_file_adds_up: must be empty. An import file whose payments are not those it was
-- recorded with.
create or replace view checks.outbox_file_adds_up as
with held as (
    select organisation, file_number, count(*) as row_count, sum(amount) as total
    from workbench.sync.outbox_payment
    where how = 'file'
    group by organisation, file_number
)
select f.organisation, f.file_number, f.row_count, h.row_count as held, f.total, h.total as sum
from workbench.sync.outbox_file f
full join held h on h.organisation = f.organisation and h.file_number = f.file_number
where f.row_count is distinct from h.row_count or f.total is distinct from h.total;
