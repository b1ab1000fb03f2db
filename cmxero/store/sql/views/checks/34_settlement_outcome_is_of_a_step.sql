-- checks.settlement_outcome_is_of_a_step: must be empty. Outcomes of steps that were not stored
-- before they were sent; the end and what was skipped are no steps that are sent.
create or replace view checks.settlement_outcome_is_of_a_step as
select o.settlement_id, o.step, o.state
from workbench.sync.settlement_outcome o
anti join workbench.sync.settlement_step s
    on s.settlement_id = o.settlement_id and s.step = o.step
where o.step <> 'end' and o.state <> 'SKIPPED';
