-- Decisions know which one stands (an assignment or an approval leaves an earlier one standing), to
-- whom a finding is assigned, who approved, how far and how long an acceptance holds, until when a
-- finding sleeps, and what was linked together. Decisions from before stand for themselves, as they
-- did. A new table, as in 0007.
create table recon.resolution_anew (
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
    stands integer not null,
    assigned_to varchar not null,
    approved_by varchar not null,
    approved_utc timestamp,
    cap decimal(18, 2),
    expires_on date,
    snoozed_until date,
    group_id varchar not null,
    primary key (finding_key, version)
);

insert into recon.resolution_anew
select
    finding_key, version, organisation, action, status, reason, note, decided_by, decided_utc,
    facts, version, '', '', null, null, null, null, ''
from recon.resolution;

drop table recon.resolution;

alter table recon.resolution_anew rename to resolution;

-- What a reconcile saw of a decision that waited for proof: the finding gone (what = 'gone'), and,
-- if it is ever there again, that (what = 'back'). version: of the decision. The key is what makes
-- recording it twice impossible.
create table recon.proof (
    finding_key varchar not null,
    version integer not null,
    organisation varchar not null,
    what varchar not null,
    run_id varchar not null,
    at_utc timestamp not null,
    primary key (finding_key, version, what)
);

-- How far sending what a person let cmxero create in Xero got: state is 'begun' before the call, then
-- 'sent' or 'refused'. version: of the decision.
create table recon.sending (
    finding_key varchar not null,
    version integer not null,
    organisation varchar not null,
    state varchar not null,
    words varchar not null,
    xero_id varchar not null,
    run_id varchar not null,
    at_utc timestamp not null,
    primary key (finding_key, version, state)
);
