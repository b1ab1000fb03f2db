-- outbox_next: one row a payment that the next import file takes: mirrored, never delivered,
-- and no replacement of a delivered one. One that counts as journaled goes, too, when the journaled
-- payment is the copy of a delivered one: Case Manager then has that, and not this.
create or replace temp table outbox_next as
select
    c.organisation, c.xero_payment_id, c.case_invoice_number, c.payment_date, c.amount,
    c.reference, c.payer, c.payment_type, c.payment_group, c.bank_account_code, c.case_number,
    c.journal_number
from outbox_copied c
inner join stage.parameter m on m.organisation = c.organisation
anti join workbench.sync.outbox_payment p
    on p.organisation = c.organisation and p.xero_payment_id = c.xero_payment_id
anti join outbox_successor s
    on s.organisation = c.organisation and s.xero_payment_id = c.xero_payment_id
left join outbox_copy y
    on y.organisation = c.organisation and y.case_payment_number = c.case_payment_number
where c.state = 'mirrored'
    or (c.state = 'journaled' and y.case_payment_number is not null
        and c.payment_date >= m.payments_from
        and c.payment_date <= m.today + m.forward_days);
