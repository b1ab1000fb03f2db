-- known.xero_credit: versions that had been received by the instant asked about.
create or replace view known.xero_credit as
select x.*
from workbench.landing.xero_credit x
where x.received_utc <= getvariable('known_utc');
