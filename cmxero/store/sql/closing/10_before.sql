-- A credit is posted in parts, by what each was used for; using it is no change of the period.
select
    organisation, side, document,
    case when side = 'Xero' then split_part(document_id, ' ', 1) else document_id end
        as document_id,
    max(case_invoice_number) as case_invoice_number, min(posting_date) as posting_date,
    sum(amount)::decimal(18, 2) as amount
from report.posting
where posting_date <= ?
group by all
