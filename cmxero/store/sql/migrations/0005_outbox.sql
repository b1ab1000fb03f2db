-- The way back to Case Manager. A Xero payment reaches it once: in an import file (how = 'file'),
-- or as the change of a payment delivered before that it replaces (how = 'change'). The key of
-- outbox_payment is what makes a second time impossible. layout is stored with the file, so that
-- it can be made again, byte for byte, after options changed.

create table sync.outbox_file (
    organisation varchar not null,
    file_number integer not null,
    file_name varchar not null,
    format varchar not null,
    layout varchar not null,
    run_id varchar not null,
    person varchar not null,
    made_utc timestamp not null,
    row_count integer not null,
    total decimal(18, 2) not null,
    content_sha256 varchar not null,
    primary key (organisation, file_number)
);

create table sync.outbox_payment (
    organisation varchar not null,
    xero_payment_id varchar not null,
    how varchar not null,
    entry_payment_id varchar not null,
    file_number integer,
    place integer not null,
    case_invoice_number varchar not null,
    payment_date date not null,
    amount decimal(18, 2) not null,
    reference varchar not null,
    payer varchar not null,
    payment_type varchar not null,
    payment_group varchar not null,
    bank_account_code varchar not null,
    case_number varchar not null,
    journal_number varchar not null,
    run_id varchar not null,
    made_utc timestamp not null,
    primary key (organisation, xero_payment_id)
);

create table sync.outbox_written (
    organisation varchar not null,
    file_number integer not null,
    run_id varchar not null,
    written_utc timestamp not null
);

create table sync.outbox_done (
    organisation varchar not null,
    item_key varchar not null,
    facts varchar not null,
    person varchar not null,
    note varchar not null,
    done_utc timestamp not null
);
