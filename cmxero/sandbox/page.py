"""The page at /: what a person wants to see of a running sandbox. No script, nothing loaded."""

from collections.abc import Iterable
from html import escape
from itertools import islice

from cmxero.sandbox.control import health
from cmxero.sandbox.world import World

SHOWN = 25
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
.badge { background: #7a3e00; color: #fff; border-radius: 4px; padding: 2px 8px }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; padding: 4px 10px; border-bottom: 1px solid #8886 }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
"""


def page_html(world: World) -> str:
    """The whole page; every value is escaped."""
    state, facts = world.state, health(world)
    counts = "; ".join(
        f"{count} {word.replace('_', ' ')}" for word, count in facts["counts"].items()
    )
    invoices = (
        (
            i.number,
            state.contacts[i.contact_id].name,
            i.invoice_date,
            i.status,
            i.total,
            i.amount_due,
        )
        for i in islice(reversed(state.invoices.values()), SHOWN)
    )
    payments = (
        (state.invoices[p.invoice_id].number, p.payment_date, p.reference, p.status, p.amount)
        for p in islice(reversed(state.payments.values()), SHOWN)
    )
    requests = (
        (r["at_utc"], r["method"], r["path"], r["status"] or "cut", r["fault"] or "")
        for r in islice(reversed(world.requests), SHOWN)
    )
    return f"""<!doctype html>
<html lang="en-AU"><head><meta charset="utf-8"><title>{escape(str(facts["organisation"]))}</title>
<style>{_STYLE}</style></head><body>
<h1>{escape(str(facts["organisation"]))} <span class="badge">DEMO</span></h1>
<p>A stand-in for Xero on this computer; nothing here reaches the real service.
Tenant {escape(str(facts["tenant_id"]))}. It holds {escape(counts)}.
Its time is {escape(str(facts["now_utc"])[:19])} UTC.</p>
{_table("Last changed invoices", "Number,Contact,Date,Status,Total,Due", invoices, 2)}
{_table("Last changed payments", "Invoice,Date,Reference,Status,Amount", payments, 1)}
{_table("Last requests", "At (UTC),Method,Path,Status,Fault", requests, 0)}
</body></html>"""


def _table(caption: str, heads: str, rows: Iterable[tuple[object, ...]], numeric: int) -> str:
    """A table whose last ``numeric`` columns are amounts."""
    names = heads.split(",")
    marks = ["" if place < len(names) - numeric else ' class="n"' for place in range(len(names))]
    head = "".join(
        f'<th scope="col"{m}>{escape(n)}</th>' for n, m in zip(names, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{m}>{escape(str(v))}</td>" for v, m in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    )
    body = body or f'<tr><td colspan="{len(names)}">Nothing yet.</td></tr>'
    title = f"<caption>{escape(caption)}</caption>"
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
