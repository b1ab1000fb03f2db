-- report.later: postings dated after the day the tie-out is asked for (variable as_of; none while
-- it is asked as both systems stand). Figures of a day are today's less these.
create or replace view report.later as
select
    organisation, side, document, document_id, case_invoice_number, posting_date, amount,
    pair_key, applied_to, applied_date
from report.posting
where posting_date > getvariable('as_of');
