-- stage.xero_contact: one row a contact, in its newest version as received, unless a full recount
-- no longer found it. merged_into is the id of the contact that took its place, else empty.
create or replace view stage.xero_contact as
with newer as (
    select organisation, xero_contact_id, version
    from known.xero_contact
    where version > 1
)
select
    x.organisation, x.xero_contact_id, x.version, x.contact_name, x.status, x.contact_number,
    x.merged_into, x.updated_utc, x.body_sha256, x.run_id, x.received_utc
from known.xero_contact x
anti join newer n
    on n.organisation = x.organisation
    and n.xero_contact_id = x.xero_contact_id
    and n.version = x.version + 1
anti join known.absence a
    on a.document = 'contact'
    and a.organisation = x.organisation
    and a.xero_id = x.xero_contact_id
    and a.version = x.version;
