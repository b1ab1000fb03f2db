-- What was called: a row each time a gateway was let go, added up by day when it is read. A killed
-- process takes the count of its last gateway with it and nothing else.

create table sync.usage (
    organisation varchar not null,
    day_utc date not null,
    calls integer not null,
    bytes_received bigint not null,
    bytes_decoded bigint not null,
    day_remaining integer,
    told_utc timestamp,
    recorded_utc timestamp not null
);
