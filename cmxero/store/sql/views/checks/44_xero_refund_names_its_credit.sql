-- checks.xero_refund_names_its_credit: must be empty. A live refund of a credit we do not hold.
create or replace view checks.xero_refund_names_its_credit as
select p.organisation, p.xero_payment_id, p.payment_type, p.xero_credit_id, p.amount
from stage.xero_payment p
anti join stage.xero_credit x
    on x.organisation = p.organisation and x.xero_credit_id = p.xero_credit_id
where p.status = 'AUTHORISED'
    and p.payment_type in ('ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT');
