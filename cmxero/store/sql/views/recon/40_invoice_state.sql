-- recon.invoice_state: one row an invoice pair with the one word that says how it stands;
-- 'agrees' when nothing needs doing. The words are those of core.findings.FindingKind.
create or replace view recon.invoice_state as
select
    p.organisation, p.case_invoice_number, p.how, p.xero_invoice_id, p.invoice_number,
    p.customer, p.xero_contact_name, p.case_number, p.journal_number, p.currency_code,
    p.xero_currency_code,
    p.invoice_date, p.xero_status, p.case_total, p.adjustments, p.case_net, p.xero_total,
    p.amount_credited,
    (p.amount_credited - p.money_applied + p.credited_elsewhere)::decimal(18, 2) as credited,
    p.money_applied, p.xero_net, p.xero_owed, p.is_receivable, p.is_counted, p.is_in_xero,
    coalesce(o.messages, '[]') as messages,
    list_filter([
        case when t.contact_name <> p.xero_contact_name
            then 'contact: sent ' || t.contact_name
                || case when k.merged_into is not null then ', merged into '
                    else ', now ' end || p.xero_contact_name end,
        case when t.invoice_date is distinct from p.xero_invoice_date
            then 'date: sent ' || t.invoice_date::varchar || ', now '
                || coalesce(p.xero_invoice_date::varchar, 'none') end,
        case when t.due_date is distinct from p.xero_due_date
            then 'due date: sent ' || t.due_date::varchar || ', now '
                || coalesce(p.xero_due_date::varchar, 'none') end,
        case when t.total = p.xero_total and t.total_tax <> p.xero_tax
            then 'tax: sent ' || t.total_tax::varchar || ', now ' || p.xero_tax::varchar end
    ], lambda edit: edit is not null) as edits,
    case
        when p.case_invoice_number is null and p.xero_status in ('VOIDED', 'DELETED')
            then 'agrees'
        when p.case_invoice_number is null then 'number typed by hand'
        when p.how = 'number' and (o.state = 'CONFLICT' or p.xero_total <> p.case_total)
            then 'number used twice'
        when p.how = 'link' and not p.is_in_xero then 'missing in Xero'
        when not p.is_in_xero and o.state in ('HELD', 'ERROR', 'CONFLICT') then 'export failed'
        when not p.is_in_xero then 'not exported'
        when p.xero_status in ('VOIDED', 'DELETED') and p.case_net = p.xero_net then 'agrees'
        when p.xero_status = 'VOIDED' then 'voided in Xero'
        when p.xero_status = 'DELETED' then 'deleted in Xero'
        when not p.is_receivable then 'still a draft in Xero'
        when not p.is_counted then 'in another currency in Xero'
        when p.case_net = p.xero_net and len(edits) > 0 then 'edited in Xero'
        when p.case_net = p.xero_net then 'agrees'
        when p.case_total = p.xero_total and credited = 0
            then 'adjustment without counterpart in Xero'
        when p.case_total = p.xero_total and p.adjustments = 0
            then 'credit in Xero without counterpart'
        else 'totals differ'
    end as state
from recon.invoice_pair p
left join stage.outcome o
    on o.organisation = p.organisation and o.case_invoice_number = p.case_invoice_number
left join known.link l
    on l.organisation = p.organisation and l.case_invoice_number = p.case_invoice_number
left join workbench.sync.intent t on t.intent_id = l.intent_id
left join (
    select distinct organisation, contact_name, merged_into
    from stage.xero_contact
    where merged_into <> ''
) k
    on k.organisation = p.organisation
    and k.contact_name = t.contact_name
    and k.merged_into = p.xero_contact_id;
