-- recon.orphan_finding: transactions from Case Manager of an invoice that no imported journal holds.
-- They do not move the ledger.
create or replace table memory.recon.orphan_finding as
select
    f.organisation, 'row of a journal export cannot be used' as kind,
    'unknown-invoice: ' || f.kind || ' ' || f.transaction_number as subject,
    '' as case_invoice_number, '' as customer, '' as case_number, f.journal_number,
    '' as xero_invoice_id, m.currency_code, f.total as case_amount,
    null::decimal(18, 2) as xero_amount, 0.00::decimal(18, 2) as effect,
    f.transaction_date as since,
    [
        'Journal ' || f.journal_number || ', row ' || f.row_number::varchar || ': '
            || f.kind || ' ' || f.transaction_number || ' of ' || f.total::varchar
            || ' belongs to invoice ' || f.invoice_number
            || ', which no imported journal holds.',
        'Import the journal with that invoice, or correct the number in Case Manager.'
    ] as evidence, '' as pair_key
from recon.follower o
inner join known.case_transaction f on f.rowid = o.case_row
left join stage.parameter m on m.organisation = f.organisation
where o.invoice_row is null;
