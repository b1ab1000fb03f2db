-- outbox_entry: one row a payment that was delivered to Case Manager in an import file, with
-- the Xero payment it must be the copy of now: itself, or the newest that replaced it; none when
-- that is gone, too. newest_payment_id is what it was last meant to be; is_closed when it is gone
-- and a person or a journal says that Case Manager's copy is as well: what is paid on the invoice
-- after that is a payment of its own. What is 'beyond the amount due' lives as well: Case Manager
-- has its copy, or an earlier one of it that a journal shows and that makes it look too much.
create or replace temp table outbox_entry as
with claim as (
    select
        p.organisation, p.entry_payment_id, p.xero_payment_id, p.how, p.made_utc,
        c.xero_payment_id is not null as is_live,
        row_number() over (
            partition by p.organisation, p.entry_payment_id
            order by p.made_utc desc, p.how, p.xero_payment_id
        ) as age
    from workbench.sync.outbox_payment p
    left join outbox_copied c
        on c.organisation = p.organisation
        and c.xero_payment_id = p.xero_payment_id
        and c.state in ('mirrored', 'journaled', 'beyond the amount due')
), target as (
    select organisation, entry_payment_id, xero_payment_id
    from claim
    where is_live
    qualify row_number() over (
        partition by organisation, entry_payment_id order by how = 'file' desc, age
    ) = 1
), said_deleted as (
    select distinct organisation, item_key, facts
    from workbench.sync.outbox_done
    where facts like 'delete|%'
)
select
    e.organisation, e.xero_payment_id as entry_payment_id, e.file_number,
    e.case_invoice_number, e.payment_date, e.amount, e.reference, e.payer, e.case_number,
    t.xero_payment_id as target_payment_id, n.xero_payment_id as newest_payment_id,
    l.case_invoice_number as newest_case_invoice_number, l.payment_date as newest_date,
    l.amount as newest_amount, l.reference as newest_reference, l.is_gone, l.is_absent,
    l.gone_utc, l.gone_received_utc,
    'delete|' || n.xero_payment_id || '|' || coalesce(l.gone_received_utc::varchar, 'live')
        as delete_facts,
    y.is_withdrawn or y.is_refunded as is_delete_proven,
    s.item_key is not null as is_delete_said,
    t.xero_payment_id is null
        and (s.item_key is not null or coalesce(y.is_withdrawn or y.is_refunded, false))
        as is_closed
from workbench.sync.outbox_payment e
inner join claim n
    on n.organisation = e.organisation and n.entry_payment_id = e.xero_payment_id
    and n.age = 1
left join outbox_life l
    on l.organisation = n.organisation and l.xero_payment_id = n.xero_payment_id
left join target t
    on t.organisation = e.organisation and t.entry_payment_id = e.xero_payment_id
left join outbox_copy y
    on y.organisation = e.organisation and y.entry_payment_id = e.xero_payment_id
left join said_deleted s
    on s.organisation = e.organisation and s.item_key = e.xero_payment_id
    and s.facts = 'delete|' || n.xero_payment_id || '|'
        || coalesce(l.gone_received_utc::varchar, 'live')
where e.how = 'file';
