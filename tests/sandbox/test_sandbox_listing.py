"""Pages of a list are cut out of what was found without sorting all of it; the naive way agrees."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sandbox_api import START

from cmxero.sandbox.accounting import invoice_fields
from cmxero.sandbox.calls import Call
from cmxero.sandbox.listing import Lister
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Invoice

SECOND = timedelta(seconds=1)
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 3),  # quarter seconds since the change before
        st.sampled_from("abcdefgh"),  # the id, which decides within one instant
        st.sampled_from(["DRAFT", "PAID"]),
        st.decimals(0, 9, places=0),
    ),
    max_size=30,
)


def state_after(changes):
    """An organisation whose invoices were saved and changed in this order."""
    state, now_utc = OrganisationState.new(START, "listing"), START
    for quarters, ident, status, total in changes:
        now_utc += quarters * SECOND / 4
        state.save(
            Invoice(
                invoice_id=ident,
                type="ACCREC",
                number=ident,
                contact_id="",
                invoice_date=START.date(),
                status=status,
                updated_utc=now_utc,
                total=Decimal(total),
            )
        )
    return state


def naive(state, since, where, order, page, size):
    """The same list, made by looking at everything and sorting all of it."""
    rows = sorted(state.invoices.values(), key=lambda row: (row.updated_utc, row.invoice_id))
    rows = [row for row in rows if since is None or row.updated_utc >= since]
    rows = [row for row in rows if where is None or row.status == where]
    if order:
        rows.sort(key=lambda row: row.total, reverse=order == "DESC")
    return rows[(page - 1) * size : page * size], len(rows)


@given(
    changes=CHANGES,
    seconds=st.none() | st.integers(-1, 12),
    where=st.none() | st.sampled_from(["DRAFT", "PAID", "VOIDED"]),
    order=st.sampled_from(["", "ASC", "DESC"]),
    size=st.integers(1, 5),
)
def test_pages_are_those_of_the_whole_list_cut_up(changes, seconds, where, order, size):
    """Any mixture of ties, filter, If-Modified-Since, order and page size; each page in turn."""
    state, lister = state_after(changes), Lister()
    since = None if seconds is None else START + seconds * SECOND
    query = {"pageSize": str(size)}
    query |= {"where": f'Status=="{where}"'} if where else {}
    query |= {"order": f"Total {order}"} if order else {}
    headers = {"if-modified-since": since.isoformat()} if since else {}
    for page in range(1, 5):
        asked = {**query, "page": str(page)}
        call = Call("GET", "/api.xro/2.0/Invoices", asked, headers, b"", START)
        made = lister.make(state, call, state.invoices, invoice_fields(state))
        rows, count = naive(state, since, where, order, page, size)
        assert made.rows == rows
        assert made.pagination["itemCount"] == count


def test_a_list_is_made_anew_after_a_change():
    """What was remembered is of one version of the state only."""
    state, lister = state_after([(0, "a", "DRAFT", 1)]), Lister()
    call = Call("GET", "/api.xro/2.0/Invoices", {"page": "1"}, {}, b"", START)

    def ids():
        made = lister.make(state, call, state.invoices, invoice_fields(state))
        return [row.invoice_id for row in made.rows]

    assert ids() == ["a"]
    for change in state_after([(1, "b", "PAID", 2)]).invoices.values():
        state.save(change)
    assert ids() == ["a", "b"]
