-- recon.mirrored_payment: one row a payment that Case Manager's ledger holds as a copy of Xero's:
-- one transaction an invoice (case-manager.md 3.5), with the fields of 3.4.
create or replace view recon.mirrored_payment as
select
    organisation, xero_payment_id, case_invoice_number, payment_date, amount, reference, payer,
    payment_type, payment_group, bank_account_code, case_number, journal_number
from recon.copied_payment
where state = 'mirrored';
