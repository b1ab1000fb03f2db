-- recon.invoice_state: recon.invoice_pair with everything a person wants to see of both documents;
-- edits says what was changed in Xero since it was sent, in words; it names what is_edited in
-- recon.invoice_pair looks at, which has no words as it is asked of every invoice.
create or replace view recon.invoice_state as
select
    p.organisation, p.case_invoice_number, p.how, p.xero_invoice_id, x.invoice_number,
    coalesce(i.customer, x.contact_name) as customer, x.contact_name as xero_contact_name,
    coalesce(i.case_number, '') as case_number, coalesce(i.journal_number, '') as journal_number,
    m.currency_code, p.xero_currency_code, p.invoice_date, p.xero_status, p.case_total,
    p.adjustments, p.case_net, p.xero_total, x.amount_credited, p.credited, p.xero_net,
    p.xero_owed, p.is_receivable, p.is_counted, p.is_in_xero, coalesce(o.messages, '[]')
        as messages,
    list_filter([
        case when t.contact_name <> x.contact_name
            then 'contact: sent ' || t.contact_name
                || case when k.merged_into is not null then ', merged into '
                    else ', now ' end || x.contact_name end,
        case when t.invoice_date is distinct from x.invoice_date
            then 'date: sent ' || t.invoice_date::varchar || ', now '
                || coalesce(x.invoice_date::varchar, 'none') end,
        case when t.due_date is distinct from x.due_date
            then 'due date: sent ' || t.due_date::varchar || ', now '
                || coalesce(x.due_date::varchar, 'none') end,
        case when t.total = x.total and t.total_tax <> x.total_tax
            then 'tax: sent ' || t.total_tax::varchar || ', now ' || x.total_tax::varchar end,
        case when t.total = x.total and t.lines_mark <> x.lines_mark and t.lines_mark <> ''
            and x.lines_mark <> ''
            then 'lines: texts, quantities, prices, tax types or accounts are others than sent' end
    ], lambda edit: edit is not null) as edits,
    p.state
from recon.invoice_pair p
left join stage.parameter m on m.organisation = p.organisation
left join stage.case_invoice i on i.landing_row = p.case_row
left join stage.xero_invoice x on x.landing_row = p.xero_row
left join recon.unlinked_outcome o
    on o.organisation = p.organisation and o.case_invoice_number = p.case_invoice_number
left join workbench.sync.intent t on t.rowid = p.intent_row
left join (
    select distinct organisation, contact_name, merged_into
    from stage.xero_contact
    where merged_into <> ''
) k
    on k.organisation = p.organisation
    and k.contact_name = t.contact_name
    and k.merged_into = x.contact_id;
