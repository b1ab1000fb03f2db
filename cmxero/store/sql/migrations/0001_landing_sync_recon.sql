-- What arrived (landing), what we did (sync), what people decided (recon). Only ever inserted into.
-- Bulk tables carry no primary key: uniqueness comes from the statement that lands them, and a
-- check view watches it (storage.md 3.3). Small tables that processes race for carry real keys.

create schema landing;
create schema sync;
create schema recon;

create table landing.case_file (
    organisation varchar not null,
    file_number bigint not null,
    file_sha256 varchar not null,
    file_name varchar not null,
    size_bytes bigint not null,
    row_count bigint not null,
    rows_used bigint not null,
    rows_held bigint not null,
    run_id varchar not null,
    received_utc timestamp not null,
    primary key (organisation, file_sha256)
);

create table landing.case_file_journal (
    organisation varchar not null,
    file_number bigint not null,
    journal_number varchar not null,
    journal_date date
);

create table landing.case_transaction (
    organisation varchar not null,
    kind varchar not null,
    transaction_number varchar not null,
    version integer not null,
    invoice_number varchar not null,
    journal_number varchar not null,
    journal_date date not null,
    transaction_date date not null,
    terms varchar not null,
    due_date date,
    case_number varchar not null,
    claim_number varchar not null,
    client_name varchar not null,
    contact_title varchar not null,
    contact_first_name varchar not null,
    contact_last_name varchar not null,
    company_name varchar not null,
    office varchar not null,
    category varchar not null,
    payment_type varchar not null,
    reference varchar not null,
    payment_group varchar not null,
    reason varchar not null,
    refers_to varchar not null,
    sub_total decimal(18, 2) not null,
    tax decimal(18, 2) not null,
    total decimal(18, 2) not null,
    fingerprint varchar not null,
    row_number integer not null,
    file_number bigint not null,
    run_id varchar not null
);

create table landing.case_line (
    organisation varchar not null,
    kind varchar not null,
    transaction_number varchar not null,
    version integer not null,
    line_number integer not null,
    cost_name varchar not null,
    cost_date date,
    notes varchar not null,
    charge_code varchar not null,
    quantity decimal(18, 4) not null,
    unit varchar not null,
    rate decimal(18, 4) not null,
    tax_code varchar not null,
    sub_total decimal(18, 2) not null,
    tax decimal(18, 2) not null,
    total decimal(18, 2) not null,
    employee varchar not null,
    row_number integer not null,
    file_number bigint not null
);

create table landing.case_problem (
    organisation varchar not null,
    file_number bigint not null,
    journal_number varchar not null,
    subject varchar not null,
    row_number integer,
    column_name varchar not null,
    value varchar not null,
    code varchar not null,
    message varchar not null,
    remedy varchar not null,
    severity varchar not null,
    raw varchar not null,
    run_id varchar not null
);

create table landing.case_difference (
    organisation varchar not null,
    kind varchar not null,
    transaction_number varchar not null,
    journal_number varchar not null,
    version integer not null,
    field varchar not null,
    before_value varchar not null,
    after_value varchar not null,
    file_number bigint not null,
    run_id varchar not null
);

create table landing.xero_invoice (
    organisation varchar not null,
    xero_invoice_id varchar not null,
    version integer not null,
    invoice_number varchar not null,
    case_invoice_number varchar,
    type varchar not null,
    status varchar not null,
    contact_id varchar not null,
    contact_name varchar not null,
    invoice_date date,
    due_date date,
    reference varchar not null,
    currency_code varchar not null,
    line_amount_types varchar not null,
    sub_total decimal(18, 2) not null,
    total_tax decimal(18, 2) not null,
    total decimal(18, 2) not null,
    amount_due decimal(18, 2) not null,
    amount_paid decimal(18, 2) not null,
    amount_credited decimal(18, 2) not null,
    updated_utc timestamp not null,
    body_sha256 varchar not null,
    body varchar not null,
    run_id varchar not null,
    received_utc timestamp not null
);

create table landing.xero_invoice_line (
    organisation varchar not null,
    xero_invoice_id varchar not null,
    body_sha256 varchar not null,
    line_number integer not null,
    line_item_id varchar not null,
    description varchar not null,
    quantity decimal(18, 4) not null,
    unit_amount decimal(18, 4) not null,
    line_amount decimal(18, 2) not null,
    tax_amount decimal(18, 2) not null,
    tax_type varchar not null,
    account_code varchar not null,
    item_code varchar not null
);

create table landing.xero_payment (
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
    updated_utc timestamp not null,
    body_sha256 varchar not null,
    body varchar not null,
    run_id varchar not null,
    received_utc timestamp not null
);

create table sync.organisation (
    organisation varchar not null primary key,
    tenant_id varchar not null,
    name varchar not null,
    base_currency varchar not null,
    country_code varchar not null,
    timezone varchar not null,
    mode varchar not null,
    connected_utc timestamp not null
);

create table sync.run (
    run_id varchar not null primary key,
    kind varchar not null,
    organisation varchar not null,
    person varchar not null,
    parameters varchar not null,
    started_utc timestamp not null
);

create table sync.run_end (
    run_id varchar not null primary key,
    outcome varchar not null,
    summary varchar not null,
    message varchar not null,
    ended_utc timestamp not null
);

create table sync.event (
    run_id varchar not null,
    kind varchar not null,
    subject varchar not null,
    message varchar not null,
    at_utc timestamp not null
);

create table sync.batch (
    batch_id varchar not null primary key,
    organisation varchar not null,
    run_id varchar not null,
    idempotency_key varchar not null,
    body varchar not null,
    body_sha256 varchar not null,
    elements integer not null,
    created_utc timestamp not null
);

create table sync.intent (
    intent_id varchar not null primary key,
    batch_id varchar not null,
    organisation varchar not null,
    case_invoice_number varchar not null,
    invoice_number varchar not null,
    journal_number varchar not null,
    fingerprint varchar not null,
    contact_name varchar not null,
    invoice_date date not null,
    due_date date not null,
    currency_code varchar not null,
    total decimal(18, 2) not null,
    total_tax decimal(18, 2) not null,
    case_total decimal(18, 2) not null
);

create table sync.attempt (
    batch_id varchar not null,
    run_id varchar not null,
    started_utc timestamp not null
);

create table sync.outcome (
    organisation varchar not null,
    case_invoice_number varchar not null,
    intent_id varchar,
    run_id varchar not null,
    state varchar not null,
    xero_invoice_id varchar not null,
    xero_total decimal(18, 2),
    messages varchar not null,
    at_utc timestamp not null,
    sequence bigint not null
);

create table sync.link (
    organisation varchar not null,
    case_invoice_number varchar not null,
    xero_invoice_id varchar not null,
    intent_id varchar not null,
    how varchar not null,
    run_id varchar not null,
    linked_utc timestamp not null,
    primary key (organisation, case_invoice_number),
    unique (organisation, xero_invoice_id)
);

create table sync.watermark (
    organisation varchar not null,
    endpoint varchar not null,
    watermark_utc timestamp not null,
    run_id varchar not null
);

create table sync.absence (
    organisation varchar not null,
    document varchar not null,
    xero_id varchar not null,
    version integer not null,
    run_id varchar not null
);

create table recon.resolution (
    finding_key varchar not null,
    version integer not null,
    organisation varchar not null,
    action varchar not null,
    status varchar not null,
    reason varchar not null,
    note varchar not null,
    decided_by varchar not null,
    decided_utc timestamp not null,
    facts varchar not null,
    primary key (finding_key, version)
);
