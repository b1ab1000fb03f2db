-- recon.received_payment: one row a live Xero payment on a CM- invoice, with what Case Manager's
-- ledger makes of it (case-manager.md 3): 'journaled' (it has it already), 'mirrored' (copied from
-- Xero), 'held' (dated too far ahead), 'only in Xero' (payments do not come from Xero), 'before the
-- start date', 'beyond the amount due' (Case Manager refuses to overpay: the oldest go first, and
-- those behind one that does not fit wait with it), 'voided invoice', 'another currency',
-- 'hand-typed number' (the invoice that carries the number is not the one we know), or 'unknown
-- invoice'. effect is what it adds to Case Manager minus Xero.
create or replace view recon.received_payment as
with followed as (
    select organisation, invoice_number, sum(effect) as effect
    from stage.case_follower
    where kind in ('payment', 'refund') and not is_orphan
    group by organisation, invoice_number
), placed as (
    select
        p.organisation, p.xero_payment_id, p.case_invoice_number, p.invoice_number,
        p.xero_invoice_id, p.payment_date, p.amount, p.reference, p.xero_batch_payment_id,
        p.bank_account_code, a.customer, a.case_number, a.journal_number,
        x.status as invoice_status, x.currency_code,
        coalesce(x.is_receivable and x.currency_code = m.currency_code, false) as is_counted,
        a.case_net + coalesce(f.effect, 0.00) as owed_before,
        case
            when q.case_payment_number is not null then 'journaled'
            when a.case_invoice_number is null then 'unknown invoice'
            when o.state = 'CONFLICT' or a.xero_invoice_id is distinct from p.xero_invoice_id
                then 'hand-typed number'
            when x.currency_code <> m.currency_code then 'another currency'
            when x.is_receivable is not true then 'voided invoice'
            when m.payments_from is null then 'only in Xero'
            when p.payment_date < m.payments_from then 'before the start date'
            when p.payment_date > m.today + m.forward_days then 'held'
            else 'mirrored'
        end as state,
        q.case_payment_number
    from stage.xero_payment p
    left join stage.parameter m on m.organisation = p.organisation
    left join recon.invoice_pair a
        on a.organisation = p.organisation and a.case_invoice_number = p.case_invoice_number
    left join stage.xero_invoice x
        on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id
    left join stage.outcome o
        on o.organisation = p.organisation and o.case_invoice_number = p.case_invoice_number
    left join followed f
        on f.organisation = p.organisation and f.invoice_number = p.case_invoice_number
    left join recon.payment_pair q
        on q.organisation = p.organisation and q.xero_payment_id = p.xero_payment_id
        and q.case_payment_number is not null and not q.twin_was_deleted
    where p.payment_type = 'ACCRECPAYMENT'
        and p.status = 'AUTHORISED'
        and p.case_invoice_number is not null
), summed as (
    select
        organisation, xero_payment_id, case_invoice_number, invoice_number, xero_invoice_id,
        payment_date, amount, reference, xero_batch_payment_id, bank_account_code, customer,
        case_number, journal_number, invoice_status, currency_code, is_counted, owed_before,
        state, case_payment_number,
        sum(case when state = 'mirrored' then amount end) over (
            partition by organisation, case_invoice_number
            order by payment_date, xero_payment_id
            rows unbounded preceding
        ) as mirrored_so_far
    from placed
)
select
    organisation, xero_payment_id, case_invoice_number, invoice_number, xero_invoice_id,
    payment_date, amount, reference, xero_batch_payment_id, bank_account_code, customer,
    case_number, journal_number,
    case when state = 'mirrored' and mirrored_so_far > owed_before
        then 'beyond the amount due' else state end as state,
    case_payment_number, invoice_status, currency_code, owed_before,
    case when is_counted then amount else 0.00 end as effect
from summed;
