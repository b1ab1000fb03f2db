-- recon.waiting: one row a decision that waits for proof, since when, and what looked for the proof
-- meanwhile: what was done in Case Manager comes with an import, everything else with a pull.
-- looked_utc is the end of the newest of these, outlived the number of reconciles after the first.
create or replace view recon.waiting as
with asked as (
    select
        d.finding_key, d.version, d.stands, d.organisation,
        case when d.action = 'did it in Case Manager' then 'import' else 'pull' end as look,
        coalesce(s.at_utc, d.decided_utc) as asked_utc
    from stage.resolution d
    left join recon.sending s
        on s.finding_key = d.finding_key and s.version = d.stands and s.state = 'sent'
    where d.status = 'waiting for proof'
        or d.status = 'waiting to be sent' and s.finding_key is not null
), went_well as (
    select organisation, kind, started_utc, ended_utc
    from stage.run
    where kind in ('pull', 'import', 'reconcile') and outcome in ('done', 'needs a person')
), reconcile as (
    select
        organisation, started_utc,
        row_number() over (partition by organisation order by started_utc desc) as from_last
    from went_well
    where kind = 'reconcile'
), newest_look as (
    select organisation, kind, max(ended_utc) as ended_utc
    from went_well
    group by organisation, kind
), first_look as (
    select a.finding_key, a.version, a.stands, a.organisation, a.look, a.asked_utc, l.ended_utc
    from asked a
    asof left join went_well l
        on l.organisation = a.organisation and l.kind = a.look and l.started_utc >= a.asked_utc
)
select
    f.finding_key, f.version, f.stands, f.organisation, f.asked_utc, f.look,
    case when f.ended_utc is not null then n.ended_utc end as looked_utc,
    coalesce(r.from_last, 0)::integer as outlived
from first_look f
left join newest_look n on n.organisation = f.organisation and n.kind = f.look
asof left join reconcile r
    on r.organisation = f.organisation and r.started_utc >= f.ended_utc;
