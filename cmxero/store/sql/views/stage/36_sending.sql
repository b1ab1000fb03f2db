-- stage.sending: one row a decision that cmxero began to send to Xero: how far that got.
create or replace view stage.sending as
select finding_key, version, organisation, state, words, xero_id, run_id, at_utc
from known.sending
qualify row_number() over (
    partition by finding_key, version order by case when state = 'begun' then 1 else 0 end
) = 1;
