-- outbox_change: one row a thing a person must do in Case Manager, since what was delivered
-- cannot be imported again: 'change' it to what its replacement in Xero says, 'delete' it, or
-- 'enter' what came back in Xero. status: 'proven' by a journal that shows it, 'said done' by a
-- person's word for exactly these facts, else 'to do'.
create or replace temp table outbox_change as
with entry as (
    select
        e.organisation, e.entry_payment_id, e.file_number, e.case_invoice_number,
        e.payment_date, e.amount, e.reference, e.payer, e.case_number, e.is_absent, e.is_gone,
        e.delete_facts, coalesce(e.is_delete_proven, false) as is_delete_proven,
        e.newest_payment_id,
        coalesce(e.target_payment_id, s.xero_payment_id) as target_payment_id
    from outbox_entry e
    left join outbox_successor s
        on s.organisation = e.organisation and s.entry_payment_id = e.entry_payment_id
), differing as (
    select distinct p.organisation, p.entry_payment_id
    from workbench.sync.outbox_payment p
    inner join entry e
        on e.organisation = p.organisation and e.entry_payment_id = p.entry_payment_id
    inner join outbox_copied t
        on t.organisation = e.organisation and t.xero_payment_id = e.target_payment_id
    where (p.case_invoice_number, p.payment_date, p.amount, p.reference)
        <> (t.case_invoice_number, t.payment_date, t.amount, t.reference)
), deleted_before as (
    select distinct d.organisation, d.item_key
    from workbench.sync.outbox_done d
    inner join entry e
        on e.organisation = d.organisation and e.entry_payment_id = d.item_key
    where d.facts like 'delete|%'
        and split_part(d.facts, '|', 2) = e.target_payment_id
), item as (
    select
        e.organisation, e.entry_payment_id as item_key,
        case
            when t.xero_payment_id is null then 'delete'
            when b.item_key is not null then 'enter'
            else 'change'
        end as action,
        e.file_number, e.case_invoice_number, e.payment_date, e.amount, e.reference, e.payer,
        e.case_number, t.xero_payment_id as target_payment_id,
        t.case_invoice_number as target_case_invoice_number,
        t.payment_date as target_date, t.amount as target_amount,
        t.reference as target_reference,
        case
            when t.xero_payment_id is not null and b.item_key is not null
                then 'Deleted in Case Manager; it is in Xero again.'
            when t.xero_payment_id is not null and t.xero_payment_id <> e.entry_payment_id
                then 'Deleted and entered anew in Xero.'
            when t.xero_payment_id is not null then 'Changed in Xero.'
            when e.is_absent then 'No longer in Xero; a full recount did not find it.'
            when e.is_gone then 'Deleted in Xero.'
            else 'In Xero, but Case Manager is not to hold it (any more): look at its finding.'
        end as why,
        e.delete_facts,
        case when t.xero_payment_id is null then e.is_delete_proven
            else coalesce(y.xero_payment_id = t.xero_payment_id
                and j.total = t.amount and j.transaction_date = t.payment_date
                and not y.is_withdrawn, false) end as is_proven
    from entry e
    left join outbox_copied t
        on t.organisation = e.organisation and t.xero_payment_id = e.target_payment_id
    left join differing d
        on d.organisation = e.organisation and d.entry_payment_id = e.entry_payment_id
    left join deleted_before b
        on b.organisation = e.organisation and b.item_key = e.entry_payment_id
    left join outbox_copy y
        on y.organisation = e.organisation and y.entry_payment_id = e.entry_payment_id
    left join stage.case_follower j
        on j.organisation = y.organisation and j.kind = 'payment'
        and j.transaction_number = y.case_payment_number
    where t.xero_payment_id is null or d.entry_payment_id is not null
        or b.item_key is not null
    union all
    select
        p.organisation, p.xero_payment_id, 'enter', null, p.case_invoice_number, null, null,
        '', c.payer, c.case_number, c.xero_payment_id, c.case_invoice_number, c.payment_date,
        c.amount, c.reference, 'In Xero again beside the payment that it had replaced.', '',
        false
    from workbench.sync.outbox_payment p
    inner join outbox_copied c
        on c.organisation = p.organisation and c.xero_payment_id = p.xero_payment_id
        and c.state = 'mirrored'
    inner join entry e
        on e.organisation = p.organisation and e.entry_payment_id = p.entry_payment_id
    where p.how = 'change' and e.target_payment_id <> p.xero_payment_id
), stated as (
    select
        organisation, item_key, action, file_number, case_invoice_number, payment_date, amount,
        reference, payer, case_number, target_payment_id, target_case_invoice_number,
        target_date, target_amount, target_reference, why, is_proven,
        case when action = 'delete' then delete_facts
            else action || '|' || target_payment_id || '|' || target_case_invoice_number || '|'
                || target_date::varchar || '|' || target_amount::varchar || '|'
                || target_reference end as facts
    from item
), word as (
    select organisation, item_key, facts, person, note, done_utc
    from workbench.sync.outbox_done
    qualify row_number() over (
        partition by organisation, item_key, facts order by done_utc desc
    ) = 1
)
select
    s.organisation, s.item_key, s.action, s.file_number, s.case_invoice_number,
    s.payment_date, s.amount, s.reference, s.payer, s.case_number, s.target_payment_id,
    s.target_case_invoice_number, s.target_date, s.target_amount, s.target_reference, s.why,
    case when s.is_proven then 'proven' when w.item_key is not null then 'said done'
        else 'to do' end as status,
    coalesce(w.person, '') as said_by, coalesce(w.note, '') as note, w.done_utc, s.facts
from stated s
left join word w
    on w.organisation = s.organisation and w.item_key = s.item_key and w.facts = s.facts;
