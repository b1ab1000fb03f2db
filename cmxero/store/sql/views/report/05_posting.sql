-- report.posting: one row an entry in either receivables ledger: a document's amount as it moves what
-- customers owe, on the document's own date. pair_key names the documents that belong together; a
-- pair whose postings do not cancel out is a finding, unless only dates keep them apart
-- (report.position). A credit of Xero's is posted in parts (report.credit_posting); applied_date is
-- when a posting reached the document it is held against (applied_to, empty while it reached none).
create or replace view report.posting as
with alone as (
    select organisation, pair_key
    from recon.finding
    where kind = 'adjustment without counterpart in Xero'
)
select
    i.organisation, 'Case Manager' as side, 'invoice' as document,
    i.case_invoice_number as document_id, i.case_invoice_number, i.invoice_date as posting_date,
    i.case_total as amount, 'invoice ' || i.case_invoice_number as pair_key,
    i.case_invoice_number as applied_to, i.invoice_date as applied_date
from recon.invoice_pair i
where i.case_invoice_number is not null
union all
select
    f.organisation, 'Case Manager', o.kind, f.transaction_number, f.invoice_number,
    o.transaction_date, o.effect,
    case
        when o.kind = 'adjustment' and a.pair_key is null then 'invoice ' || f.invoice_number
        else o.kind || ' ' || f.transaction_number
    end, f.invoice_number, o.transaction_date
from recon.follower o
inner join known.case_transaction f on f.rowid = o.case_row
left join alone a
    on a.organisation = f.organisation
    and a.pair_key = 'adjustment ' || f.transaction_number
    and o.kind = 'adjustment'
where o.invoice_row is not null
union all
select
    organisation, 'Case Manager', 'mirrored payment', xero_payment_id, case_invoice_number,
    payment_date, -amount, 'received ' || xero_payment_id, case_invoice_number, payment_date
from recon.payment_state
where state = 'mirrored'
union all
select
    organisation, 'Xero', 'invoice', xero_invoice_id, coalesce(case_invoice_number, ''),
    xero_invoice_date, xero_total,
    'invoice ' || coalesce(case_invoice_number, xero_invoice_id), xero_invoice_id,
    xero_invoice_date
from recon.invoice_pair
where is_counted
union all
select
    s.organisation, 'Xero', 'payment', s.xero_payment_id, s.case_invoice_number, s.payment_date,
    -s.effect, 'payment ' || f.transaction_number, s.xero_invoice_id, s.payment_date
from recon.payment_state s
inner join known.case_transaction f on f.rowid = s.case_row
where s.effect <> 0
union all
select
    organisation, 'Xero', 'payment', xero_payment_id, case_invoice_number, payment_date, -effect,
    'received ' || xero_payment_id, xero_invoice_id, payment_date
from recon.payment_state
where effect <> 0 and case_row is null
union all
select
    organisation, side, document, document_id, case_invoice_number, posting_date, amount, pair_key,
    applied_to, applied_date
from report.credit_posting;
