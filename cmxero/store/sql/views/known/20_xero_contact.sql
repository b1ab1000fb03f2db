-- known.xero_contact: versions that had been received by the instant asked about.
create or replace view known.xero_contact as
select x.*
from workbench.landing.xero_contact x
where x.received_utc <= getvariable('known_utc');
