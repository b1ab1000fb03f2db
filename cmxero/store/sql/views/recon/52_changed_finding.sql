-- recon.changed_finding: transactions that changed after they were locked, and those that the newest
-- file of their journal no longer has, which go on counting. Neither moves the ledger.
create or replace table memory.recon.changed_finding as
with changed as (
    select
        d.organisation, d.kind, d.transaction_number, d.journal_number, f.received_utc,
        list(d.field || ': ' || d.before_value || ' became ' || d.after_value
            order by d.field) as evidence
    from known.case_difference d
    inner join known.case_file f
        on f.organisation = d.organisation and f.file_number = d.file_number
    where d.field <> 'transaction'
    group by d.organisation, d.kind, d.transaction_number, d.journal_number, f.received_utc
), newest_file as (
    select organisation, journal_number, max(file_number) as file_number
    from known.case_file_journal
    group by organisation, journal_number
), gone as (
    select
        t.organisation, t.kind, t.transaction_number, t.journal_number, t.transaction_date, t.total,
        case when t.kind = 'invoice' then t.transaction_number else t.invoice_number end
            as case_invoice_number,
        t.row_number, s.file_name as seen_in, f.file_name as gone_from, f.received_utc
    from known.case_difference d
    inner join newest_file n
        on n.organisation = d.organisation
        and n.journal_number = d.journal_number
        and n.file_number = d.file_number
    inner join known.case_file f
        on f.organisation = d.organisation and f.file_number = d.file_number
    inner join known.case_transaction t
        on t.organisation = d.organisation
        and t.kind = d.kind
        and t.transaction_number = d.transaction_number
        and t.version = d.version
    inner join known.case_file s
        on s.organisation = t.organisation and s.file_number = t.file_number
    where d.field = 'transaction'
)
select
    c.organisation, 'journal changed after it was imported' as kind,
    c.kind || ' ' || c.transaction_number || ' of journal ' || c.journal_number as subject,
    case when c.kind = 'invoice' then c.transaction_number else '' end as case_invoice_number,
    '' as customer, '' as case_number, c.journal_number, '' as xero_invoice_id,
    m.currency_code, null::decimal(18, 2) as case_amount, null::decimal(18, 2) as xero_amount,
    0.00::decimal(18, 2) as effect, max(c.received_utc)::date as since,
    flatten(list(c.evidence order by c.received_utc)) as evidence, '' as pair_key
from changed c
left join stage.parameter m on m.organisation = c.organisation
group by c.organisation, c.kind, c.transaction_number, c.journal_number, m.currency_code
union all
select
    g.organisation, 'transaction gone from its journal',
    g.kind || ' ' || g.transaction_number || ' of journal ' || g.journal_number,
    g.case_invoice_number, '', '', g.journal_number, '', m.currency_code, g.total, null, 0.00,
    g.received_utc::date,
    [
        'Case Manager: ' || g.kind || ' ' || g.transaction_number || ' of ' || g.total::varchar
            || ' dated ' || g.transaction_date::varchar || ' was in ' || g.seen_in || ', row '
            || g.row_number::varchar || '.',
        'The newest file of journal ' || g.journal_number || ', ' || g.gone_from
            || ', does not have it.',
        'It still counts in Case Manager''s ledger here, as it was imported.'
    ], ''
from gone g
left join stage.parameter m on m.organisation = g.organisation;
