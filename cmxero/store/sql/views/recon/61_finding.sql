-- recon.finding: the rows of recon.decided_finding, worked out. After a decision only those that it
-- touches are read anew (recon.touched_finding).
create or replace table memory.recon.finding as
select * from recon.decided_finding;
