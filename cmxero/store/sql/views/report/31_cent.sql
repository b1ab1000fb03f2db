-- report.cent: one row a place where rounding moved cents, and who owns them: what = 'GST' (Xero works
-- GST out line by line; the totals agree, the cents lie between income and GST), 'rounding line'
-- (sent to the rounding account so that the totals agree) or 'difference' (a finding of kind rounding;
-- owner is its key, or the person who decided on it). amount: Xero's less Case Manager's, in dollars.
create or replace view report.cent as
select
    p.organisation, p.case_invoice_number, i.journal_number, 'GST' as what,
    (x.total_tax - i.tax)::decimal(18, 2) as amount,
    'GST in Xero' as owner, '' as finding_key
from recon.invoice_pair p
inner join stage.case_invoice i on i.landing_row = p.case_row
inner join stage.xero_invoice x on x.landing_row = p.xero_row
inner join workbench.sync.intent t on t.rowid = p.intent_row
where p.how = 'link' and p.is_counted and x.total = i.total and x.total_tax <> i.tax
    and x.total_tax = t.total_tax
union all
select
    p.organisation, p.case_invoice_number, i.journal_number, 'rounding line',
    sum(l.line_amount)::decimal(18, 2), 'account ' || l.account_code || ' in Xero', ''
from recon.invoice_pair p
inner join stage.case_invoice i on i.landing_row = p.case_row
inner join stage.xero_invoice_line l
    on l.organisation = p.organisation and l.xero_invoice_id = p.xero_invoice_id
where p.how = 'link' and p.is_counted and l.description = 'Rounding'
group by p.organisation, p.case_invoice_number, i.journal_number, l.account_code
union all
select
    organisation, case_invoice_number, journal_number, 'difference', -effect,
    case when decided_by <> '' then decided_by || ' (' || status || ')' else 'nobody yet' end,
    finding_key
from recon.finding
where kind = 'rounding';
