-- outbox_copied: recon.copied_payment, worked out once a transaction.
create or replace temp table outbox_copied as
select
    organisation, xero_payment_id, case_invoice_number, payment_date, amount, reference, payer,
    payment_type, payment_group, bank_account_code, case_number, journal_number, state,
    case_payment_number
from recon.copied_payment;
