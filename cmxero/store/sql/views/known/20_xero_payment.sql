-- known.xero_payment: versions that had been received by the instant asked about.
-- rowid: as that of the table (stage).
create or replace view known.xero_payment as
select x.rowid, x.*
from workbench.landing.xero_payment x
where x.received_utc <= getvariable('known_utc');
