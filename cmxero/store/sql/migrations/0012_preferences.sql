-- What a person chose for the pages: saved views, columns, tiles. Nobody's money depends on it, so the
-- newest choice replaces the one before.
create table sync.preference (
    person varchar not null,
    name varchar not null,
    value varchar not null,
    at_utc timestamp not null,
    primary key (person, name)
);
