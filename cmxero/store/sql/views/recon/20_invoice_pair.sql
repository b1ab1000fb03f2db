-- recon.invoice_pair: one row an invoice known to either side: every Case Manager invoice, and
-- every Xero sales invoice whose CM- number Case Manager does not know. Paired by our stored
-- link first, by the number second (how says which), always within one organisation. What a
-- person gave up so that its invoice can be sent again is no longer anybody's partner.
-- xero_net is what Xero says the invoice comes to once credit notes about it are taken off, also
-- those that were refunded or are not used yet; overpayments and prepayments that were applied
-- (money_applied) are money and take nothing off. In another currency nothing is counted.
create or replace view recon.invoice_pair as
with adjusted as (
    select organisation, invoice_number, sum(total) as adjustments
    from stage.case_follower
    where kind = 'adjustment' and not is_orphan
    group by organisation, invoice_number
), numbered as (
    select x.organisation, x.case_invoice_number, x.xero_invoice_id
    from stage.xero_invoice x
    anti join known.released_link g
        on g.organisation = x.organisation and g.xero_invoice_id = x.xero_invoice_id
    where x.case_invoice_number is not null
    qualify row_number() over (
        partition by x.organisation, x.case_invoice_number
        order by x.status in ('VOIDED', 'DELETED'), x.updated_utc desc, x.xero_invoice_id
    ) = 1
), applied as (
    select
        organisation, xero_invoice_id,
        sum(amount) filter (kind <> 'credit note')::decimal(18, 2) as money
    from stage.xero_allocation
    where is_live
    group by organisation, xero_invoice_id
), credited_elsewhere as (
    select
        organisation, case_invoice_number,
        sum(refunded + remaining)::decimal(18, 2) as amount
    from recon.credit
    where kind = 'credit note' and is_counted and case_invoice_number is not null
    group by organisation, case_invoice_number
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
    left join known.link l
        on l.organisation = i.organisation and l.case_invoice_number = i.case_invoice_number
    left join numbered n
        on n.organisation = i.organisation and n.case_invoice_number = i.case_invoice_number
)
select
    i.organisation, i.case_invoice_number, p.how, p.xero_invoice_id, x.invoice_number,
    i.customer, x.contact_id as xero_contact_id, x.contact_name as xero_contact_name,
    i.case_number, i.journal_number,
    m.currency_code, x.currency_code as xero_currency_code,
    i.invoice_date, i.due_date as case_due_date, x.invoice_date as xero_invoice_date,
    x.due_date as xero_due_date, x.status as xero_status,
    i.total as case_total, coalesce(a.adjustments, 0.00) as adjustments,
    i.total + coalesce(a.adjustments, 0.00) as case_net,
    x.total as xero_total, x.total_tax as xero_tax, x.amount_credited,
    coalesce(d.money, 0.00) as money_applied, coalesce(e.amount, 0.00) as credited_elsewhere,
    (case when x.is_receivable and x.currency_code = m.currency_code
        then x.total - x.amount_credited + coalesce(d.money, 0.00) else 0.00 end
        - coalesce(e.amount, 0.00))::decimal(18, 2) as xero_net,
    case when x.is_receivable and x.currency_code = m.currency_code
        then x.amount_due else 0.00 end as xero_owed,
    coalesce(x.is_receivable, false) as is_receivable,
    coalesce(x.is_receivable and x.currency_code = m.currency_code, false) as is_counted,
    x.xero_invoice_id is not null as is_in_xero
from stage.case_invoice i
inner join partner p
    on p.organisation = i.organisation and p.case_invoice_number = i.case_invoice_number
left join stage.parameter m on m.organisation = i.organisation
left join adjusted a
    on a.organisation = i.organisation and a.invoice_number = i.case_invoice_number
left join stage.xero_invoice x
    on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id
left join applied d
    on d.organisation = p.organisation and d.xero_invoice_id = p.xero_invoice_id
left join credited_elsewhere e
    on e.organisation = p.organisation and e.case_invoice_number = p.case_invoice_number
union all
select
    x.organisation, null, 'none', x.xero_invoice_id, x.invoice_number, x.contact_name,
    x.contact_id, x.contact_name, '', '', m.currency_code, x.currency_code, x.invoice_date, null, x.invoice_date,
    x.due_date, x.status, null, 0.00, 0.00, x.total, x.total_tax, x.amount_credited,
    coalesce(d.money, 0.00), 0.00,
    case when x.is_receivable and x.currency_code = m.currency_code
        then x.total - x.amount_credited + coalesce(d.money, 0.00) else 0.00 end,
    case when x.is_receivable and x.currency_code = m.currency_code
        then x.amount_due else 0.00 end,
    x.is_receivable, coalesce(x.is_receivable and x.currency_code = m.currency_code, false), true
from stage.xero_invoice x
left join stage.parameter m on m.organisation = x.organisation
left join applied d
    on d.organisation = x.organisation and d.xero_invoice_id = x.xero_invoice_id
anti join partner p
    on p.organisation = x.organisation and p.xero_invoice_id = x.xero_invoice_id
where x.case_invoice_number is not null;
