-- outbox_life: recon.payment_life, worked out once a transaction.
create or replace temp table outbox_life as
select
    organisation, xero_payment_id, case_invoice_number, payment_date, amount, reference,
    created_utc, first_received_utc, is_gone, is_absent, gone_utc, gone_received_utc
from recon.payment_life;
