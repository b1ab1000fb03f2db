-- Closed periods. A certificate is a fact: closing the same period again adds another version.
create table sync.period_close (
    organisation varchar not null,
    as_of date not null,
    version integer not null,
    currency_code varchar not null,
    case_receivables decimal(18, 2) not null,
    xero_receivables decimal(18, 2) not null,
    bridge varchar not null,
    ageing varchar not null,
    open_findings integer not null,
    facts_sha256 varchar not null,
    posting_count bigint not null,
    known_utc timestamp not null,
    last_pull_utc timestamp not null,
    person varchar not null,
    note varchar not null,
    run_id varchar not null,
    primary key (organisation, as_of, version)
);
