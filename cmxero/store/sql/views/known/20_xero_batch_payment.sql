-- known.xero_batch_payment: versions that had been received by the instant asked about.
create or replace view known.xero_batch_payment as
select x.*
from workbench.landing.xero_batch_payment x
where x.received_utc <= getvariable('known_utc');
