-- What Xero's webhooks told. A delivery is one rightly signed body and is taken in once, which its
-- key sees to; its events come in the same transaction and need no key of their own.

create table sync.webhook_delivery (
    organisation varchar not null,
    body_sha256 varchar not null,
    received_utc timestamp not null,
    taken_utc timestamp not null,
    signed_with varchar not null,
    event_count integer not null,
    problem varchar not null,
    primary key (organisation, body_sha256)
);

create table sync.webhook_event (
    organisation varchar not null,
    tenant_id varchar not null,
    category varchar not null,
    type varchar not null,
    resource_id varchar not null,
    event_utc timestamp,
    sequence bigint,
    received_utc timestamp not null,
    body_sha256 varchar not null,
    place integer not null
);
