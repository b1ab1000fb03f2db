-- report.payment_change: one row a payment added, changed or deleted in Xero on a CM- invoice, kept
-- for ever. Xero changes a payment by deleting it and entering another; people see one change
-- (case-manager.md 3.5): a deletion, and a payment entered on the same invoice not before it. Of
-- several, the one recorded in the outbox, then one with the same amount, date or reference, then
-- the nearest in time, then by id; each is used once. A payment that a full recount no longer found
-- counts as deleted. at_utc is Xero's clock, known_utc ours; run_id is the pull that brought it.
create or replace view report.payment_change as
with recursive recorded as (
    select
        organisation, xero_payment_id,
        lag(xero_payment_id) over (
            partition by organisation, entry_payment_id
            order by made_utc, how desc, xero_payment_id
        ) as replaced_payment_id
    from workbench.sync.outbox_payment
), candidate as (
    select
        g.organisation, g.case_invoice_number, g.xero_payment_id as gone_id,
        c.xero_payment_id as new_id,
        row_number() over (
            partition by g.organisation, g.case_invoice_number
            order by
                o.xero_payment_id is not null desc,
                (c.amount = g.amount)::integer + (c.payment_date = g.payment_date)::integer
                    + (c.reference <> '' and c.reference = g.reference)::integer desc,
                case when g.is_absent then c.first_received_utc - g.gone_received_utc
                    else c.created_utc - g.gone_utc end,
                g.xero_payment_id, c.xero_payment_id
        ) as n
    from recon.payment_life g
    inner join recon.payment_life c
        on c.organisation = g.organisation
        and c.case_invoice_number = g.case_invoice_number
        and c.xero_payment_id <> g.xero_payment_id
    left join recorded o
        on o.organisation = g.organisation
        and o.xero_payment_id = c.xero_payment_id
        and o.replaced_payment_id = g.xero_payment_id
    where g.is_gone and c.created_utc is not null
        and case when g.is_absent then c.first_received_utc >= g.gone_received_utc
            else c.created_utc >= g.gone_utc end
), walk as (
    select
        organisation, case_invoice_number, 0::bigint as n, ''::varchar as gone_id,
        ''::varchar as new_id, []::varchar[] as used, false as is_taken
    from (select distinct organisation, case_invoice_number from candidate)
    union all
    select
        c.organisation, c.case_invoice_number, c.n, c.gone_id, c.new_id,
        case when list_has_any(w.used, ['-' || c.gone_id, '+' || c.new_id]) then w.used
            else list_concat(w.used, ['-' || c.gone_id, '+' || c.new_id]) end,
        not list_has_any(w.used, ['-' || c.gone_id, '+' || c.new_id])
    from walk w
    inner join candidate c
        on c.organisation = w.organisation
        and c.case_invoice_number = w.case_invoice_number
        and c.n = w.n + 1
), replaced as (
    select organisation, gone_id, new_id from walk where is_taken
)
select
    n.organisation, case when g.xero_payment_id is null then 'added' else 'changed' end as change,
    n.case_invoice_number, n.invoice_number, n.xero_payment_id,
    coalesce(g.xero_payment_id, '') as replaced_payment_id, g.payment_date as date_before,
    g.amount as amount_before, g.reference as reference_before, n.payment_date as date_after,
    n.amount as amount_after, n.reference as reference_after, n.created_utc as at_utc,
    n.first_received_utc as known_utc, n.first_run_id as run_id
from recon.payment_life n
left join replaced r on r.organisation = n.organisation and r.new_id = n.xero_payment_id
left join recon.payment_life g
    on g.organisation = r.organisation and g.xero_payment_id = r.gone_id
where n.created_utc is not null
union all
select
    g.organisation, 'deleted', g.case_invoice_number, g.invoice_number, g.xero_payment_id, '',
    g.payment_date, g.amount, g.reference, null, null, null, g.gone_utc, g.gone_received_utc,
    g.gone_run_id
from recon.payment_life g
anti join replaced r on r.organisation = g.organisation and r.gone_id = g.xero_payment_id
where g.is_gone;
