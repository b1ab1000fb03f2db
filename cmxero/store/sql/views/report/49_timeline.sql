-- report.timeline: one row a thing that happened and is kept for ever: who did what, when, and the
-- fields it changed, before and after. at_utc is when it happened, by Xero's clock for what happened
-- there; known_utc when a pull brought that. kind holds the words of core.timeline.HistoryKind. Dates
-- and amounts among the changes are texts as SQL writes them; readers put them into words.
create or replace view report.timeline as
with entry as (
    select * from report.run_entry
    union all select * from report.decision_entry
    union all select * from report.sent_entry
    union all select * from report.payment_entry
    union all select * from report.document_entry
    union all select * from report.told_entry
)
select
    e.organisation, e.entry_id, e.at_utc, e.known_utc, e.ended_utc, e.kind, e.person, e.subject,
    e.case_invoice_number, coalesce(c.case_number, '') as case_number,
    coalesce(c.customer, '') as customer, e.what, e.state, e.said, e.note, e.amount,
    e.currency_code, e.run_id, e.finding_key, e.changes
from entry e
left join stage.case_invoice c
    on c.organisation = e.organisation and c.case_invoice_number = e.case_invoice_number;
