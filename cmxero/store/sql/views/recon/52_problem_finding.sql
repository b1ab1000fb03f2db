-- recon.problem_finding: rows of Case Manager's files that could not be used or look wrong. They do
-- not move the ledger.
create or replace table memory.recon.problem_finding as
with problem as (
    select
        organisation, code, subject, journal_number, file_name, row_number, column_name,
        value, message, remedy, received_utc,
        row_number() over (
            partition by organisation, journal_number, code, subject,
                case when subject = '' then file_number * 10000000 + row_number else 0 end
            order by row_number
        ) as n
    from stage.case_problem
    where severity = 'blocks' and code <> 'held-with-sibling'
        or code in ('contact-renamed', 'due-before-date')
)
select
    p.organisation,
    case p.code
        when 'contact-renamed' then 'contact renamed between journals'
        when 'due-before-date' then 'due date before invoice date'
        else 'row of a journal export cannot be used'
    end as kind,
    case when p.code in ('contact-renamed', 'due-before-date') then '' else p.code || ': ' end
        || case when p.subject <> '' then p.subject
        else p.file_name || ' row ' || coalesce(p.row_number::varchar, '-') end
        || case when p.n > 1 then ' (row ' || p.row_number::varchar || ')' else '' end
        as subject,
    '' as case_invoice_number, '' as customer, '' as case_number, p.journal_number,
    '' as xero_invoice_id, m.currency_code, null::decimal(18, 2) as case_amount,
    null::decimal(18, 2) as xero_amount, 0.00::decimal(18, 2) as effect,
    p.received_utc::date as since,
    list_filter([
        p.file_name || case when p.row_number is not null
            then ', row ' || p.row_number::varchar else '' end
            || case when p.column_name <> '' then ', column ' || p.column_name else '' end
            || case when p.value <> '' then ': ' || p.value else '' end,
        p.message, p.remedy
    ], lambda line: line <> '') as evidence, '' as pair_key
from problem p
left join stage.parameter m on m.organisation = p.organisation;
