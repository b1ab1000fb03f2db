-- recon.invoice_pair: one row an invoice known to either side: every Case Manager invoice, and
-- every Xero sales invoice whose CM- number Case Manager does not know. Paired by our stored
-- link first, by the number second (how says which), always within one organisation. What a
-- person gave up so that its invoice can be sent again is no longer anybody's partner.
-- case_paid is what payments and refunds of Case Manager add to what is owed. xero_net is what Xero
-- says the invoice comes to once credit notes about it are taken off, also those that were refunded
-- or are not used yet; overpayments and prepayments that were applied (money_applied) are money and
-- take nothing off. In another currency nothing is counted. state is the one word that says how the
-- pair stands; 'agrees' when nothing needs doing; the words are those of core.findings.FindingKind.
-- 'rounding' is a difference of five cents at most, with nothing adjusted or credited. case_row,
-- xero_row and intent_row are the places of the documents and of what was sent; pair_number is the
-- case invoice's, and below zero, from Xero's, where there is none. The documents' other fields are
-- in recon.invoice_state.
create or replace table memory.recon.invoice_pair as
with followed as (
    select
        invoice_row, sum(total) filter (kind = 'adjustment') as adjustments,
        sum(effect) filter (kind <> 'adjustment') as paid
    from recon.follower
    where invoice_row is not null
    group by invoice_row
), unlinked as (
    select x.organisation, x.case_invoice_number, x.xero_invoice_id, x.status, x.updated_utc
    from stage.xero_invoice x
    anti join known.link l
        on l.organisation = x.organisation and l.xero_invoice_id = x.xero_invoice_id
    where x.case_invoice_number is not null
), numbered as (
    select u.organisation, u.case_invoice_number, u.xero_invoice_id
    from unlinked u
    anti join known.released_link g
        on g.organisation = u.organisation and g.xero_invoice_id = u.xero_invoice_id
    anti join known.link l
        on l.organisation = u.organisation and l.case_invoice_number = u.case_invoice_number
    semi join stage.case_invoice i
        on i.organisation = u.organisation and i.case_invoice_number = u.case_invoice_number
    qualify row_number() over (
        partition by u.organisation, u.case_invoice_number
        order by u.status in ('VOIDED', 'DELETED'), u.updated_utc desc, u.xero_invoice_id
    ) = 1
), partner as (
    select
        l.organisation, l.case_invoice_number, l.xero_invoice_id, 'link' as how,
        t.rowid as intent_row, t.contact_name, t.invoice_date, t.due_date, t.total, t.total_tax,
        t.lines_mark
    from known.link l
    left join workbench.sync.intent t on t.intent_id = l.intent_id
    union all by name
    select organisation, case_invoice_number, xero_invoice_id, 'number' as how
    from numbered
), applied as (
    select organisation, xero_invoice_id, sum(amount)::decimal(18, 2) as money
    from stage.xero_allocation
    where is_live and kind <> 'credit note'
    group by organisation, xero_invoice_id
), credited_elsewhere as (
    select
        organisation, case_invoice_number,
        sum(refunded + remaining)::decimal(18, 2) as amount
    from recon.credit
    where kind = 'credit note' and is_counted and case_invoice_number is not null
    group by organisation, case_invoice_number
), either as (
    select
        i.organisation, i.case_invoice_number, i.landing_row as case_row,
        coalesce(p.how, 'none') as how, p.xero_invoice_id, i.invoice_date, i.due_date, i.total,
        p.intent_row, p.contact_name as sent_contact_name,
        p.invoice_date as sent_date, p.due_date as sent_due_date, p.total as sent_total,
        p.total_tax as sent_tax, p.lines_mark as sent_lines
    from stage.case_invoice i
    left join partner p
        on p.organisation = i.organisation and p.case_invoice_number = i.case_invoice_number
    union all by name
    select u.organisation, 'none' as how, u.xero_invoice_id
    from unlinked u
    anti join numbered n
        on n.organisation = u.organisation and n.xero_invoice_id = u.xero_invoice_id
), joined as (
    select
        i.organisation, i.case_invoice_number, i.case_row, i.how, i.xero_invoice_id,
        x.landing_row as xero_row, i.intent_row,
        coalesce(i.invoice_date, x.invoice_date) as invoice_date, i.due_date as case_due_date,
        x.invoice_date as xero_invoice_date, x.due_date as xero_due_date,
        x.status as xero_status, x.currency_code as xero_currency_code, i.total as case_total,
        coalesce(a.adjustments, 0.00)::decimal(18, 2) as adjustments,
        coalesce(a.paid, 0.00)::decimal(18, 2) as case_paid, x.total as xero_total, x.amount_due,
        (coalesce(x.amount_credited, 0.00) - coalesce(d.money, 0.00)
            + coalesce(e.amount, 0.00))::decimal(18, 2) as credited,
        coalesce(e.amount, 0.00) as credited_elsewhere,
        coalesce(x.is_receivable, false) as is_receivable,
        coalesce(x.is_receivable and x.currency_code = m.currency_code, false) as is_counted,
        x.xero_invoice_id is not null as is_in_xero,
        i.how = 'link' and (
            i.sent_contact_name <> x.contact_name
            or i.sent_date is distinct from x.invoice_date
            or i.sent_due_date is distinct from x.due_date
            or i.sent_total = x.total and (i.sent_tax <> x.total_tax
                or i.sent_lines <> x.lines_mark and '' not in (i.sent_lines, x.lines_mark))
        ) as is_edited
    from either i
    left join stage.parameter m on m.organisation = i.organisation
    left join followed a on a.invoice_row = i.case_row
    left join stage.xero_invoice x
        on x.organisation = i.organisation and x.xero_invoice_id = i.xero_invoice_id
    left join applied d
        on d.organisation = i.organisation and d.xero_invoice_id = i.xero_invoice_id
    left join credited_elsewhere e
        on e.organisation = i.organisation and e.case_invoice_number = i.case_invoice_number
), netted as (
    select
        j.*, coalesce(j.case_total + j.adjustments, 0.00)::decimal(18, 2) as case_net,
        (case when j.is_counted then j.xero_total - j.credited else -j.credited_elsewhere end)
            ::decimal(18, 2) as xero_net
    from joined j
)
select
    coalesce(p.case_row, -1 - p.xero_row) as pair_number, p.case_row, p.xero_row, p.intent_row,
    p.organisation, p.case_invoice_number, p.how, p.xero_invoice_id, p.invoice_date,
    p.case_due_date, p.xero_invoice_date, p.xero_due_date, p.xero_status, p.xero_currency_code,
    p.case_total, p.adjustments, p.case_net, p.case_paid, p.xero_total, p.credited, p.xero_net,
    case when p.is_counted then p.amount_due else 0.00 end as xero_owed, p.is_receivable,
    p.is_counted, p.is_in_xero,
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
        when p.case_net = p.xero_net and p.is_edited then 'edited in Xero'
        when p.case_net = p.xero_net then 'agrees'
        when p.adjustments = 0 and p.credited = 0
            and abs(p.case_total - p.xero_total) <= 0.05 then 'rounding'
        when p.case_total = p.xero_total and p.credited = 0
            then 'adjustment without counterpart in Xero'
        when p.case_total = p.xero_total and p.adjustments = 0
            then 'credit in Xero without counterpart'
        else 'totals differ'
    end as state
from netted p
left join recon.unlinked_outcome o using (organisation, case_invoice_number);
