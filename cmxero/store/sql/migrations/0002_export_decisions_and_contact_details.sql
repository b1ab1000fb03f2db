-- Contact details as Case Manager knows them; links that a person released so that an invoice
-- can be sent again; history notes, meant and done.

alter table landing.case_transaction add column contact_email varchar default '';
alter table landing.case_transaction add column contact_phone varchar default '';
alter table landing.case_transaction add column contact_address varchar default '';
alter table landing.case_transaction add column contact_suburb varchar default '';
alter table landing.case_transaction add column contact_state varchar default '';
alter table landing.case_transaction add column contact_postcode varchar default '';

-- Intents lose their key: they come a batch at a time, and a batch has one; an index on them is
-- written anew at each closing checkpoint, which cost an export more than sending did. A check
-- view watches that their ids stay unique.
create table sync.intent_without_key as select * from sync.intent;

drop table sync.intent;

alter table sync.intent_without_key rename to intent;

create table sync.released_link (
    organisation varchar not null,
    case_invoice_number varchar not null,
    xero_invoice_id varchar not null,
    xero_status varchar not null,
    reason varchar not null,
    person varchar not null,
    released_utc timestamp not null
);

create table sync.history_note (
    organisation varchar not null,
    xero_invoice_id varchar not null,
    state varchar not null,
    note varchar not null,
    run_id varchar not null,
    at_utc timestamp not null
);
