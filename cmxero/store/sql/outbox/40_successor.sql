-- outbox_successor: one row a delivered payment that is gone from Xero, with the payment that
-- replaces it: Xero changes a payment by deleting it and entering another (case-manager.md 3.5), on
-- the same invoice, not before. Of several, one with the same amount, date or reference goes first,
-- then the nearest in time, then by id; each is used once. A payment that Case Manager journaled by
-- itself before the deletion was known replaces nothing.
create or replace temp table outbox_successor as
with recursive gone as (
    select
        organisation, entry_payment_id, newest_case_invoice_number as case_invoice_number,
        newest_date, newest_amount, newest_reference, is_absent, gone_utc, gone_received_utc
    from outbox_entry
    where target_payment_id is null and not is_closed and is_gone
), candidate as (
    select
        g.organisation, g.case_invoice_number, g.entry_payment_id, c.xero_payment_id,
        row_number() over (
            partition by g.organisation, g.case_invoice_number
            order by
                (c.amount = g.newest_amount)::integer
                    + (c.payment_date = g.newest_date)::integer
                    + (c.reference <> '' and c.reference = g.newest_reference)::integer desc,
                case when g.is_absent then l.first_received_utc - g.gone_received_utc
                    else l.created_utc - g.gone_utc end,
                g.entry_payment_id, c.xero_payment_id
        ) as n
    from gone g
    inner join outbox_copied c
        on c.organisation = g.organisation
        and c.case_invoice_number = g.case_invoice_number
        and c.state in ('mirrored', 'journaled', 'beyond the amount due')
    inner join outbox_life l
        on l.organisation = c.organisation and l.xero_payment_id = c.xero_payment_id
    left join workbench.sync.outbox_payment p
        on p.organisation = c.organisation and p.xero_payment_id = c.xero_payment_id
    left join stage.case_follower j
        on j.organisation = c.organisation and j.kind = 'payment'
        and j.transaction_number = c.case_payment_number
    left join outbox_copy y
        on y.organisation = c.organisation and y.case_payment_number = c.case_payment_number
    left join workbench.landing.case_file f
        on f.organisation = j.organisation and f.file_number = j.file_number
    where p.xero_payment_id is null
        and case when g.is_absent then l.first_received_utc >= g.gone_received_utc
            else l.created_utc >= g.gone_utc end
        and (c.state <> 'journaled' or y.case_payment_number is not null
            or f.received_utc >= g.gone_received_utc)
), walk as (
    select
        organisation, case_invoice_number, 0::bigint as n, ''::varchar as entry_payment_id,
        ''::varchar as xero_payment_id, []::varchar[] as used, false as is_taken
    from (select distinct organisation, case_invoice_number from candidate)
    union all
    select
        c.organisation, c.case_invoice_number, c.n, c.entry_payment_id, c.xero_payment_id,
        case when list_has_any(w.used, [c.entry_payment_id, c.xero_payment_id]) then w.used
            else list_concat(w.used, [c.entry_payment_id, c.xero_payment_id]) end,
        not list_has_any(w.used, [c.entry_payment_id, c.xero_payment_id])
    from walk w
    inner join candidate c
        on c.organisation = w.organisation
        and c.case_invoice_number = w.case_invoice_number
        and c.n = w.n + 1
)
select organisation, entry_payment_id, xero_payment_id
from walk
where is_taken;
