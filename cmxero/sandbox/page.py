"""The page at /: what a person wants to see of a running sandbox. No script, nothing loaded."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from typing import Any

import msgspec

from cmxero.sandbox.html import document
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import TABLES, Invoice
from cmxero.sandbox.switches import Switches
from cmxero.sandbox.world import World

SHOWN = 25
_DOCUMENTS = (
    ("Last changed invoices", "invoices"),
    ("Last changed credit notes", "credit_notes"),
    ("Last changed overpayments and prepayments", "bank_credits"),
)
_HEADS = "Number,Type,Contact,Date,Status,Total,Due"
_CURRENT = {True: ' aria-current="page"', False: ""}
_ORGANISATION_HEADS = (
    "Key,Name,Tenant,App,Currency,Today,Period locked to,Year locked to,Contacts,Invoices,Payments"
)


def page_html(world: World, chosen: OrganisationState) -> str:
    """The whole page, with the documents of one organisation; every value is escaped."""
    name = chosen.settings.name
    documents = "".join(
        _table(title, _HEADS, _documents(chosen, table), 2)
        for title, table in _DOCUMENTS
        if table == "invoices" or getattr(chosen, table)
    )
    return document(
        name,
        f"""<main><h1>{escape(name)} <span class="badge">DEMO</span></h1>
<p class="muted">A stand-in for Xero on this computer; nothing here reaches the real service.
Its time is {escape(_instant(world.now_utc()))} UTC. Reload to see what is new.</p>
{_navigation(world, chosen)}
{_table("Organisations", _ORGANISATION_HEADS, _organisations(world), 3)}
{_table(f"Documents of {name}", "Kind,Number", _counts(chosen), 1)}
{documents}
{_table("Last changed payments", "Paid,Type,Date,Reference,Status,Amount", _payments(chosen), 1)}
{_webhooks(world)}
{_table("Last requests", "At (UTC),Organisation,Method,Path,Status,Fault", _requests(world))}
{_table("Switches that were changed", "Switch,Now,By default", _switches(world))}
</main>""",
    )


def _navigation(world: World, chosen: OrganisationState) -> str:
    links = "".join(
        f'<li><a href="/?organisation={escape(one.settings.key)}"{_CURRENT[one is chosen]}>'
        f"{escape(one.settings.name)}</a></li>"
        for one in world.sandbox.organisations.values()
    )
    return f'<nav aria-label="Organisations"><ul>{links}</ul></nav>'


def _organisations(world: World) -> Iterator[tuple[object, ...]]:
    for tenant_id, one in world.sandbox.organisations.items():
        settings = one.settings
        is_connected = tenant_id in world.sandbox.app.connections
        yield (
            settings.key,
            settings.name,
            tenant_id,
            f"{world.app.client_id} {'is connected' if is_connected else 'not connected'}",
            settings.currency_code,
            one.today(world.now_utc()),
            settings.period_lock_date or "open",
            settings.end_of_year_lock_date or "open",
            len(one.contacts),
            len(one.invoices),
            len(one.payments),
        )


def _counts(chosen: OrganisationState) -> Iterator[tuple[object, ...]]:
    for name in TABLES:
        yield name.replace("_", " ").capitalize(), len(getattr(chosen, name))


def _documents(chosen: OrganisationState, table: str) -> Iterator[tuple[object, ...]]:
    rows: dict[str, Invoice] = getattr(chosen, table)
    for row in _newest(rows):
        contact = chosen.contacts[row.contact_id].name
        yield (
            row.number or row.reference,
            row.type,
            contact,
            row.invoice_date,
            row.status,
            row.total,
            row.amount_due,
        )


def _payments(chosen: OrganisationState) -> Iterator[tuple[object, ...]]:
    for payment in _newest(chosen.payments):
        paid = chosen.payable(payment)
        yield (
            paid.number or paid.reference,
            payment.payment_type,
            payment.payment_date,
            payment.reference,
            payment.status,
            payment.amount,
        )


def _webhooks(world: World) -> str:
    heads = "Address,Categories,Status,Waiting,Next try (UTC),Last problem"
    subscriptions = (
        (
            s.url,
            ", ".join(sorted(s.categories)),
            s.status,
            len(world.webhooks.waiting(s)),
            _instant(s.next_try_utc),
            s.said,
        )
        for s in world.webhooks.subscriptions.values()
    )
    text = _table("Webhook subscriptions", heads, subscriptions)
    if world.courier.deliveries:
        sent = (
            (row["at_utc"], row["url"], _span(row["sequences"]), row["outcome"] or "no answer")
            for row in _newest(world.courier.deliveries)
        )
        text += _table("Last webhook posts", "At (UTC),Address,Events,Outcome", sent)
    return text


def _requests(world: World) -> Iterator[tuple[object, ...]]:
    for r in _newest(world.requests):
        organisation = r["organisation"] or ""
        status, fault = r["status"] or "cut", r["fault"] or ""
        yield r["at_utc"], organisation, r["method"], r["path"], status, fault


def _switches(world: World) -> Iterator[tuple[object, ...]]:
    usual = msgspec.structs.asdict(Switches())
    for name, value in msgspec.structs.asdict(world.switches).items():
        if value != usual[name]:
            yield name, value, usual[name]


def _newest(rows: Any) -> Iterator[Any]:  # noqa: ANN401 - a table or a list, newest last
    values = rows.values() if isinstance(rows, dict) else rows
    return islice(reversed(values), SHOWN)


def _instant(instant: object) -> str:
    return str(instant)[:19] if instant else ""


def _span(sequences: list[int]) -> str:
    if not sequences:
        return "intent to receive"
    return f"{min(sequences)} to {max(sequences)}"


def _table(caption: str, heads: str, rows: Iterable[tuple[object, ...]], numeric: int = 0) -> str:
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
    body = body or f'<tr><td colspan="{len(names)}" class="muted">Nothing yet.</td></tr>'
    title = f"<caption>{escape(caption)}</caption>"
    table = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll">{table}</div>'
