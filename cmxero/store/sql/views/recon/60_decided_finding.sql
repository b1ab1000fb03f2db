-- recon.decided_finding: one row a disagreement, with the decision that stands on it, and whether
-- that still holds: lapsed says why not. To accept holds up to its cap and until its day; without a
-- cap, and where cmxero is still to send, while the figures are those it was decided for (where no
-- amount tells, while the evidence is); a link while every finding of it is there with the same
-- figures.
create or replace view recon.decided_finding as
with found as materialized (
    select * from recon.disagreement
), link_fault as (
    select
        l.group_id,
        list(substr(o.name, position('/' in o.name) + 1) || case
            when k.finding_key is null then ' is gone'
            when d.group_id <> l.group_id or d.status <> 'linked'
                then ' was decided otherwise' || case
                    when d.decided_by <> '' then ' by ' || d.decided_by else '' end
            else ' changed' end order by o.name) as faults
    from stage.link_member l
    cross join lateral (select substr(l.finding_key, length(l.organisation) + 2) as name) o
    inner join stage.resolution d on d.finding_key = l.finding_key
    left join found k on k.finding_key = l.finding_key
    where k.finding_key is null or k.facts <> l.facts
        or d.group_id <> l.group_id or d.status <> 'linked'
    group by l.group_id
), met as (
    select
        k.finding_key, k.organisation, k.kind, k.subject, k.case_invoice_number, k.customer,
        k.case_number, k.journal_number, k.xero_invoice_id, k.currency_code, k.case_amount,
        k.xero_amount, k.effect, k.since, k.evidence, k.facts, k.pair_key,
        greatest(0, m.today - k.since) as age, d.status as decided_status,
        coalesce(d.version, 0) as version, coalesce(d.stands, 0) as stands, d.newest_action,
        coalesce(d.action, '') as action, coalesce(d.decided_by, '') as decided_by,
        d.decided_utc, coalesce(d.reason, '') as reason, coalesce(d.note, '') as note,
        coalesce(d.assigned_to, '') as assigned_to, coalesce(d.approved_by, '') as approved_by,
        d.approved_utc, d.cap, d.expires_on, d.snoozed_until,
        coalesce(d.group_id, '') as group_id, coalesce(d.facts, '') as facts_before,
        coalesce(d.status <> 'open' and d.facts <> k.facts, false) as is_changed,
        coalesce(l.faults, []) as link_faults, p.gone_utc as proven_utc, p.back_utc,
        coalesce(s.state, '') as sending, coalesce(s.words, '') as sending_words,
        s.at_utc as sending_utc, coalesce(w.look, '') as look, w.looked_utc,
        coalesce(w.outlived, 0) as outlived,
        case
            when coalesce(d.status, 'open') = 'open' then ''
            when p.gone_utc is not null then 'came back'
            when d.status = 'snoozed' and m.today >= d.snoozed_until then 'snooze over'
            when d.status = 'linked' and l.group_id is not null then 'link broken'
            when d.action = 'accept' and m.today > d.expires_on then 'expired'
            when d.action = 'accept' and abs(k.effect) > d.cap then 'above its cap'
            when d.action = 'accept' and d.cap is null and d.facts <> k.facts
                then 'facts changed'
            when s.state = 'refused' then 'refused by Xero'
            when s.state = 'voided' then 'voided in Xero'
            when d.action = 'let cmxero create it in Xero' and s.state is null
                and d.facts <> k.facts then 'facts changed'
            else ''
        end as lapsed
    from found k
    left join stage.parameter m on m.organisation = k.organisation
    left join stage.resolution d on d.finding_key = k.finding_key
    left join stage.proof p on p.finding_key = d.finding_key and p.version = d.stands
    left join recon.sending s on s.finding_key = d.finding_key and s.version = d.stands
    left join recon.waiting w on w.finding_key = d.finding_key
    left join link_fault l on l.group_id = d.group_id
)
select
    finding_key, organisation, kind, subject, case_invoice_number, customer, case_number,
    journal_number, xero_invoice_id, currency_code, case_amount, xero_amount, effect, since,
    evidence, facts, pair_key,
    case
        when decided_status is null or lapsed <> '' then 'open'
        when decided_status = 'waiting to be sent' and sending = 'sent' then 'waiting for proof'
        else decided_status
    end as status,
    decided_by, case when note <> '' then reason || case when reason <> '' then ': ' else '' end
        || note else reason end as note,
    version, age, action, decided_utc, assigned_to,
    case
        when lapsed <> '' then ''
        when decided_status = 'waiting for approval' then 'waiting'
        when approved_by <> '' then 'approved'
        when action = 'decline' then 'declined'
        else ''
    end as approval,
    approved_by, approved_utc, cap, expires_on, snoozed_until, group_id, stands, newest_action,
    lapsed, facts_before, is_changed, link_faults, proven_utc, back_utc, sending, sending_words,
    sending_utc, look, looked_utc, outlived
from met;
