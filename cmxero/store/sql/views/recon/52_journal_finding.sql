-- recon.journal_finding: what is wrong with what came from Case Manager: rows that could not be
-- used or look wrong, transactions of an unknown invoice, and transactions that changed after they
-- were locked.
-- None of them moves the ledger.
create or replace table memory.recon.journal_finding as
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
), changed as (
    select
        d.organisation, d.kind, d.transaction_number, d.journal_number, f.received_utc,
        list(d.field || ': ' || d.before_value || ' became ' || d.after_value
            order by d.field) as evidence
    from known.case_difference d
    inner join known.case_file f
        on f.organisation = d.organisation and f.file_number = d.file_number
    group by d.organisation, d.kind, d.transaction_number, d.journal_number, f.received_utc
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
left join stage.parameter m on m.organisation = p.organisation
union all
select
    f.organisation, 'row of a journal export cannot be used',
    'unknown-invoice: ' || f.kind || ' ' || f.transaction_number, '', '', '',
    f.journal_number, '', m.currency_code, f.total, null, 0.00, f.transaction_date,
    [
        'Journal ' || f.journal_number || ', row ' || f.row_number::varchar || ': '
            || f.kind || ' ' || f.transaction_number || ' of ' || f.total::varchar
            || ' belongs to invoice ' || f.invoice_number
            || ', which no imported journal holds.',
        'Import the journal with that invoice, or correct the number in Case Manager.'
    ], ''
from stage.case_follower f
left join stage.parameter m on m.organisation = f.organisation
where f.is_orphan
union all
select
    c.organisation, 'journal changed after it was imported',
    c.kind || ' ' || c.transaction_number || ' of journal ' || c.journal_number,
    case when c.kind = 'invoice' then c.transaction_number else '' end, '', '',
    c.journal_number, '', m.currency_code, null, null, 0.00, max(c.received_utc)::date,
    flatten(list(c.evidence order by c.received_utc)), ''
from changed c
left join stage.parameter m on m.organisation = c.organisation
group by c.organisation, c.kind, c.transaction_number, c.journal_number, m.currency_code;
