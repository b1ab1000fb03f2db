-- Whether two records have the same lines, without comparing them line by line: 16 hexadecimal digits;
-- empty for what was stored before, of which nobody can tell.
alter table sync.intent add column lines_mark varchar default '';

alter table landing.xero_invoice add column lines_mark varchar default '';
