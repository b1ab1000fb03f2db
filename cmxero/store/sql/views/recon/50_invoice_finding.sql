-- recon.invoice_finding: one row an invoice that does not agree; an adjustment without
-- counterpart is one row an adjustment. effect is what it adds to Case Manager receivables
-- minus Xero receivables, payments left aside.
create or replace table memory.recon.invoice_finding as
with apart as materialized (
    select
        organisation, case_invoice_number, how, xero_invoice_id, invoice_number, customer,
        xero_contact_name, case_number, journal_number, currency_code, xero_currency_code,
        invoice_date, xero_status, case_total, adjustments, case_net, xero_total, credited,
        xero_net, is_receivable, is_counted, is_in_xero, messages, edits, state
    from recon.invoice_state
    where state <> 'agrees'
), facts as (
    select
        organisation, state as kind, coalesce(invoice_number, 'CM-' || case_invoice_number)
            as subject,
        coalesce(case_invoice_number, '') as case_invoice_number, customer, case_number,
        journal_number, coalesce(xero_invoice_id, '') as xero_invoice_id, currency_code,
        case when case_invoice_number is not null then case_net end as case_amount,
        case when is_in_xero then xero_net end as xero_amount,
        case_net - xero_net as effect, invoice_date as since,
        'invoice ' || coalesce(case_invoice_number, xero_invoice_id) as pair_key,
        list_concat(
            [
                case when case_invoice_number is null
                    then 'Case Manager has no invoice of this number.'
                    else 'Case Manager: invoice ' || case_invoice_number || ' of '
                        || case_total::varchar
                        || case when adjustments <> 0
                            then ', adjusted by ' || adjustments::varchar else '' end || '.' end,
                case when is_in_xero
                    then 'Xero: ' || xero_status || ', total ' || xero_total::varchar
                        || case when not is_counted and is_receivable
                            then ' in ' || xero_currency_code else '' end
                        || case when credited <> 0
                            then ', credit notes ' || credited::varchar else '' end
                        || ', contact ' || xero_contact_name || '.'
                    else 'Xero: nothing.' end,
                case when how = 'number'
                    then 'Paired by the number only; cmxero did not send this invoice.' end
            ],
            list_transform(edits, lambda edit: 'Edited ' || edit || '.'),
            case when state in ('export failed', 'number used twice')
                then from_json(messages, '["varchar"]') else [] end
        ) as evidence
    from apart
    where state <> 'adjustment without counterpart in Xero'
)
select
    organisation, kind, subject, case_invoice_number, customer, case_number, journal_number,
    xero_invoice_id, currency_code, case_amount, xero_amount, effect, since,
    list_filter(evidence, lambda line: line is not null) as evidence, pair_key
from facts
union all
select
    f.organisation, s.state, 'adjustment ' || f.transaction_number, f.invoice_number,
    s.customer, s.case_number, f.journal_number, s.xero_invoice_id, s.currency_code,
    f.total, null, f.total, f.transaction_date,
    [
        'Case Manager: adjustment ' || f.transaction_number || ' of ' || f.total::varchar
            || ' on invoice ' || f.invoice_number
            || case when f.reason <> '' then ' (' || f.reason || ')' else '' end || '.',
        'Xero: ' || s.invoice_number || ' still has its first total, '
            || s.xero_total::varchar || ', and nothing credited.'
    ],
    'adjustment ' || f.transaction_number
from apart s
inner join stage.case_follower f
    on f.organisation = s.organisation
    and f.invoice_number = s.case_invoice_number
    and f.kind = 'adjustment'
where s.state = 'adjustment without counterpart in Xero';
