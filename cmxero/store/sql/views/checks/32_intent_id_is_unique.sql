-- checks.intent_id_is_unique: intents that share an id; must be empty.
create or replace view checks.intent_id_is_unique as
select intent_id, count(*) as intents
from workbench.sync.intent
group by intent_id
having count(*) > 1;
