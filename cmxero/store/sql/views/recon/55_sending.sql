-- recon.sending: one row a decision that cmxero began to carry out in Xero: how far the newest of its
-- settlements got (they go one after the other), and what was sent, or what Xero said against it. It
-- is begun until the last document is there, and voided once a credit note of it was voided in Xero,
-- which nobody can take back there. What Xero shows nothing of was never sent.
create or replace table memory.recon.sending as
with sent as (
    select
        s.finding_key, s.version, s.organisation, s.settlement_id, s.created_utc,
        s.documents_after, coalesce(o.state, '') as ended,
        coalesce(array_to_string(from_json(o.messages, '["varchar"]'), ' '), '') as said, s.what,
        coalesce(o.run_id, s.run_id) as run_id, coalesce(o.at_utc, s.created_utc) as at_utc,
        exists (
            select 1 from known.credit_link l
            inner join known.xero_credit x
                on x.organisation = l.organisation and x.xero_credit_id = l.xero_credit_id
            where l.settlement_id = s.settlement_id and x.status in ('VOIDED', 'DELETED')
        ) as is_voided
    from known.settlement s
    left join known.settlement_outcome o
        on o.settlement_id = s.settlement_id and o.step = 'end'
    where s.version > 0 and coalesce(o.state, '') <> 'NOT SAVED'
), in_order as (
    select
        finding_key, version, organisation, documents_after, ended, said, run_id, at_utc,
        row_number() over this_one as place, bool_or(is_voided) over this_one as is_voided,
        string_agg(
            what || case when said <> '' then ' (' || said || ')' else '' end, '; '
        ) over this_one as whole
    from sent
    window this_one as (
        partition by finding_key, version
        order by created_utc, documents_after desc, settlement_id
    )
)
select
    finding_key, version, organisation,
    case
        when is_voided then 'voided'
        when ended = 'DONE' and documents_after = 0 then 'sent'
        when ended in ('', 'DONE') then 'begun'
        else 'refused'
    end as state,
    case when ended in ('', 'DONE') then whole else said end as words, run_id, at_utc
from in_order
qualify row_number() over (partition by finding_key, version order by place desc) = 1;
