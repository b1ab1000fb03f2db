-- report.journal: one row a journal: what it holds and how far its export is.
create or replace view report.journal as
with counted as (
    select
        organisation, journal_number, min(journal_date) as journal_date,
        count(*) filter (kind = 'invoice') as invoices,
        count(*) filter (kind = 'adjustment') as adjustments,
        count(*) filter (kind = 'payment') as payments,
        count(*) filter (kind = 'refund') as refunds,
        (coalesce(sum(total) filter (kind = 'invoice'), 0))::decimal(18, 2) as invoice_total
    from stage.case_transaction
    group by organisation, journal_number
), linked as (
    select i.organisation, i.journal_number, count(*) as exported
    from stage.case_invoice i
    inner join workbench.sync.link l
        on l.organisation = i.organisation and l.case_invoice_number = i.case_invoice_number
    group by i.organisation, i.journal_number
)
select
    c.organisation, c.journal_number, c.journal_date, c.invoices, c.adjustments, c.payments,
    c.refunds, c.invoice_total, coalesce(l.exported, 0) as exported,
    c.invoices - coalesce(l.exported, 0) as not_exported
from counted c
left join linked l
    on l.organisation = c.organisation and l.journal_number = c.journal_number;
