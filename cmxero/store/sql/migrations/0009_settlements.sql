-- What cmxero sends to Xero to settle findings, and what Xero last said about itself.
-- A settlement is one finding's entry; each of its steps is stored with its exact bytes before the
-- call, and has an outcome once one is known. The keys of credit_link are what makes a second
-- credit note under the same number impossible.

create table sync.settlement (
    settlement_id varchar not null primary key,
    organisation varchar not null,
    finding_key varchar not null,
    finding_facts varchar not null,
    operation varchar not null,
    document_number varchar not null,
    case_invoice_number varchar not null,
    xero_invoice_id varchar not null,
    invoice_number varchar not null,
    xero_credit_id varchar not null,
    contact_id varchar not null,
    document_date date,
    currency_code varchar not null,
    total decimal(18, 2) not null,
    total_tax decimal(18, 2) not null,
    to_allocate decimal(18, 2) not null,
    note varchar not null,
    run_id varchar not null,
    person varchar not null,
    created_utc timestamp not null
);

create table sync.settlement_step (
    settlement_id varchar not null,
    step varchar not null,
    amount decimal(18, 2) not null,
    used_before decimal(18, 2) not null,
    idempotency_key varchar not null,
    body varchar not null,
    body_sha256 varchar not null,
    run_id varchar not null,
    created_utc timestamp not null,
    primary key (settlement_id, step)
);

create table sync.settlement_attempt (
    settlement_id varchar not null,
    step varchar not null,
    run_id varchar not null,
    started_utc timestamp not null
);

create table sync.settlement_outcome (
    settlement_id varchar not null,
    step varchar not null,
    state varchar not null,
    xero_id varchar not null,
    messages varchar not null,
    run_id varchar not null,
    at_utc timestamp not null,
    primary key (settlement_id, step)
);

create table sync.credit_link (
    organisation varchar not null,
    document_number varchar not null,
    xero_credit_id varchar not null,
    settlement_id varchar not null,
    how varchar not null,
    run_id varchar not null,
    linked_utc timestamp not null,
    primary key (organisation, document_number),
    unique (organisation, xero_credit_id)
);

create table sync.organisation_answer (
    organisation varchar not null,
    asked_utc timestamp not null,
    answer varchar not null
);
