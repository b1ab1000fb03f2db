-- recon.invoice_pair: one row an invoice known to either side: every Case Manager invoice, and
-- every Xero sales invoice whose CM- number Case Manager does not know. Paired by our stored
-- link first, by the number second (how says which), always within one organisation. What a
-- person gave up so that its invoice can be sent again is no longer anybody's partner.
create or replace view recon.invoice_pair as
with adjusted as (
    select organisation, invoice_number, sum(total) as adjustments
    from stage.case_follower
    where kind = 'adjustment' and not is_orphan
    group by organisation, invoice_number
), numbered as (
    select x.organisation, x.case_invoice_number, x.xero_invoice_id
    from stage.xero_invoice x
    anti join workbench.sync.released_link g
        on g.organisation = x.organisation and g.xero_invoice_id = x.xero_invoice_id
    where x.case_invoice_number is not null
    qualify row_number() over (
        partition by x.organisation, x.case_invoice_number
        order by x.status in ('VOIDED', 'DELETED'), x.updated_utc desc, x.xero_invoice_id
    ) = 1
), partner as (
    select
        i.organisation, i.case_invoice_number,
        coalesce(l.xero_invoice_id, n.xero_invoice_id) as xero_invoice_id,
        case
            when l.xero_invoice_id is not null then 'link'
            when n.xero_invoice_id is not null then 'number'
            else 'none'
        end as how
    from stage.case_invoice i
    left join workbench.sync.link l
        on l.organisation = i.organisation and l.case_invoice_number = i.case_invoice_number
    left join numbered n
        on n.organisation = i.organisation and n.case_invoice_number = i.case_invoice_number
)
select
    i.organisation, i.case_invoice_number, p.how, p.xero_invoice_id, x.invoice_number,
    i.customer, x.contact_name as xero_contact_name, i.case_number, i.journal_number,
    coalesce(x.currency_code, m.currency_code) as currency_code,
    i.invoice_date, i.due_date as case_due_date, x.invoice_date as xero_invoice_date,
    x.due_date as xero_due_date, x.status as xero_status,
    i.total as case_total, coalesce(a.adjustments, 0.00) as adjustments,
    i.total + coalesce(a.adjustments, 0.00) as case_net,
    x.total as xero_total, x.total_tax as xero_tax, x.amount_credited,
    case when x.is_receivable then x.total - x.amount_credited else 0.00 end as xero_net,
    case when x.is_receivable then x.amount_due else 0.00 end as xero_owed,
    coalesce(x.is_receivable, false) as is_receivable,
    x.xero_invoice_id is not null as is_in_xero
from stage.case_invoice i
inner join partner p
    on p.organisation = i.organisation and p.case_invoice_number = i.case_invoice_number
left join stage.parameter m on m.organisation = i.organisation
left join adjusted a
    on a.organisation = i.organisation and a.invoice_number = i.case_invoice_number
left join stage.xero_invoice x
    on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id
union all
select
    x.organisation, null, 'none', x.xero_invoice_id, x.invoice_number, x.contact_name,
    x.contact_name, '', '', x.currency_code, x.invoice_date, null, x.invoice_date,
    x.due_date, x.status, null, 0.00, 0.00, x.total, x.total_tax, x.amount_credited,
    case when x.is_receivable then x.total - x.amount_credited else 0.00 end,
    case when x.is_receivable then x.amount_due else 0.00 end,
    x.is_receivable, true
from stage.xero_invoice x
anti join partner p
    on p.organisation = x.organisation and p.xero_invoice_id = x.xero_invoice_id
where x.case_invoice_number is not null;
