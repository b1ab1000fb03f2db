-- Every document of either side that adds another amount to the period, or on another day of it.
with present as (
    select
        organisation, side, document,
        case when side = 'Xero' then split_part(document_id, ' ', 1) else document_id end
            as document_id,
        max(case_invoice_number) as case_invoice_number, min(posting_date) as posting_date,
        sum(amount)::decimal(18, 2) as amount, min(posting_date) <= $1 as is_within
    from report.posting
    group by all
)
select
    coalesce(b.side, p.side), coalesce(b.document, p.document),
    coalesce(b.document_id, p.document_id),
    coalesce(p.case_invoice_number, b.case_invoice_number), b.posting_date, b.amount,
    p.posting_date, case when p.is_within then p.amount end
from closed_posting b
full join present p
    on p.organisation = b.organisation
    and p.side = b.side
    and p.document = b.document
    and p.document_id = b.document_id
where (b.amount is not null or p.is_within)
    and (b.amount is distinct from case when p.is_within then p.amount end
        or b.posting_date is distinct from p.posting_date)
order by 4, 1, 2, 3
