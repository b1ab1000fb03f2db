-- The money back: credits with what they were used for, deposits for several invoices, versions
-- of contacts, and which credit a refund pays back.

create table landing.xero_credit (
    organisation varchar not null,
    xero_credit_id varchar not null,
    version integer not null,
    kind varchar not null,
    credit_number varchar not null,
    type varchar not null,
    status varchar not null,
    contact_id varchar not null,
    contact_name varchar not null,
    credit_date date,
    reference varchar not null,
    currency_code varchar not null,
    line_amount_types varchar not null,
    sub_total decimal(18, 2) not null,
    total_tax decimal(18, 2) not null,
    total decimal(18, 2) not null,
    remaining decimal(18, 2) not null,
    updated_utc timestamp not null,
    body_sha256 varchar not null,
    body varchar not null,
    run_id varchar not null,
    received_utc timestamp not null
);

create table landing.xero_allocation (
    organisation varchar not null,
    xero_credit_id varchar not null,
    body_sha256 varchar not null,
    place integer not null,
    xero_allocation_id varchar not null,
    amount decimal(18, 2) not null,
    allocation_date date,
    xero_invoice_id varchar not null,
    invoice_number varchar not null,
    case_invoice_number varchar,
    is_deleted boolean not null
);

create table landing.xero_batch_payment (
    organisation varchar not null,
    xero_batch_payment_id varchar not null,
    version integer not null,
    type varchar not null,
    status varchar not null,
    payment_date date,
    reference varchar not null,
    total_amount decimal(18, 2) not null,
    is_reconciled boolean not null,
    payment_count integer not null,
    updated_utc timestamp not null,
    body_sha256 varchar not null,
    body varchar not null,
    run_id varchar not null,
    received_utc timestamp not null
);

create table landing.xero_contact (
    organisation varchar not null,
    xero_contact_id varchar not null,
    version integer not null,
    contact_name varchar not null,
    status varchar not null,
    contact_number varchar not null,
    merged_into varchar not null,
    updated_utc timestamp not null,
    body_sha256 varchar not null,
    body varchar not null,
    run_id varchar not null,
    received_utc timestamp not null
);

alter table landing.xero_payment add column xero_credit_id varchar default '';

-- A payment lands again only when Xero changes it, so refunds we hold are read from their bodies.
update landing.xero_payment
set xero_credit_id = coalesce(
    json_extract_string(body, '$.CreditNote.CreditNoteID'),
    json_extract_string(body, '$.Overpayment.OverpaymentID'),
    json_extract_string(body, '$.Prepayment.PrepaymentID'),
    json_extract_string(body, '$.Invoice.InvoiceID'),
    ''
)
where payment_type in ('ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT');
