-- A settlement carries out a decision (version: of the decision, 0 for what was sent before this was
-- kept), says in words what is sent, and how many documents of the same decision come after it. So it
-- is itself the record of what was sent: recon.sending, which only tests wrote, is gone.
alter table sync.settlement add column version integer default 0;

alter table sync.settlement add column what varchar default '';

alter table sync.settlement add column documents_after integer default 0;

drop table recon.sending;
