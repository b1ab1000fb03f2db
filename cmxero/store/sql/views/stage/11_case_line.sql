-- stage.case_line: one row a line of the newest version of a Case Manager transaction.
create or replace view stage.case_line as
with newer as (
    select organisation, kind, transaction_number, version
    from known.case_transaction
    where version > 1
)
select
    l.organisation, l.kind, l.transaction_number, l.version, l.line_number, l.cost_name,
    l.cost_date, l.notes, l.charge_code, l.quantity, l.unit, l.rate, l.tax_code,
    l.sub_total, l.tax, l.total, l.employee, l.row_number, l.file_number
from known.case_line l
anti join newer n
    on n.organisation = l.organisation
    and n.kind = l.kind
    and n.transaction_number = l.transaction_number
    and n.version = l.version + 1;
