-- An answer of Xero's exactly as it travelled (gzipped JSON), once, for all the payments in it that
-- were new: a payment says in which page it came and which element of the list it was, from 0.
-- Payments landed before this revision keep their own body.
create table landing.xero_page (
    page_number bigint not null,
    organisation varchar not null,
    list_name varchar not null,
    received blob not null,
    run_id varchar not null,
    received_utc timestamp not null
);

-- A new table, as DuckDB alters none that an earlier revision of the same upgrade has updated.
create table landing.xero_payment_anew (
    organisation varchar not null,
    xero_payment_id varchar not null,
    version integer not null,
    payment_type varchar not null,
    status varchar not null,
    payment_date date not null,
    amount decimal(18, 2) not null,
    reference varchar not null,
    xero_invoice_id varchar not null,
    invoice_number varchar not null,
    case_invoice_number varchar,
    xero_batch_payment_id varchar not null,
    bank_account_code varchar not null,
    is_reconciled boolean not null,
    xero_credit_id varchar not null,
    updated_utc timestamp not null,
    body varchar,
    page_number bigint,
    place integer,
    run_id varchar not null,
    received_utc timestamp not null
);

insert into landing.xero_payment_anew
select
    organisation, xero_payment_id, version, payment_type, status, payment_date, amount, reference,
    xero_invoice_id, invoice_number, case_invoice_number, xero_batch_payment_id,
    bank_account_code, is_reconciled, coalesce(xero_credit_id, ''), updated_utc, body, null, null,
    run_id, received_utc
from landing.xero_payment;

drop table landing.xero_payment;

alter table landing.xero_payment_anew rename to xero_payment;
