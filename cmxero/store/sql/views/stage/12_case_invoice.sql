-- stage.case_invoice: one row a Case Manager invoice. customer is the name a person knows it by.
create or replace view stage.case_invoice as
select
    organisation, transaction_number as case_invoice_number, version, journal_number,
    journal_date, transaction_date as invoice_date, terms, due_date, case_number,
    claim_number, client_name, contact_title, contact_first_name, contact_last_name,
    company_name,
    case
        when company_name <> '' then company_name
        else trim(contact_first_name || ' ' || contact_last_name)
    end as customer,
    office, category, sub_total, tax, total, fingerprint, row_number, file_number, run_id,
    landing_row
from stage.case_transaction
where kind = 'invoice';
