-- recon.follower: stage.case_follower by rows in landing: its own, and that of its invoice, which an
-- orphan has none of.
create or replace table memory.recon.follower as
select landing_row as case_row, invoice_row, kind, transaction_date, total, effect
from stage.case_follower;
