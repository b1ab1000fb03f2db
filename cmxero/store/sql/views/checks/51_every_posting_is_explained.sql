-- checks.every_posting_is_explained: must be empty. Documents that belong together and do not cancel
-- out without being a finding of that amount.
create or replace view checks.every_posting_is_explained as
with posted as (
    select
        organisation, pair_key,
        sum(case when side = 'Xero' then -amount else amount end) as effect
    from report.posting
    group by organisation, pair_key
), found as (
    select organisation, pair_key, sum(effect) as effect
    from recon.finding
    where pair_key <> ''
    group by organisation, pair_key
)
select
    coalesce(p.organisation, f.organisation) as organisation,
    coalesce(p.pair_key, f.pair_key) as pair_key,
    coalesce(p.effect, 0.00) as posted, coalesce(f.effect, 0.00) as found
from posted p
full join found f on f.organisation = p.organisation and f.pair_key = p.pair_key
where coalesce(p.effect, 0.00) <> coalesce(f.effect, 0.00);
