"""The second part of the fuzzing: every odd value in every field of every good body.

In this process and in a fixed order, so that what is found can be found again.
"""

from collections.abc import Iterator

from odd_bodies import Write, odd_writes
from sandbox_api import BASE, ROOT, START, Api, Clock, InProcess
from test_sandbox_odd_bodies import prepared, send
from xero_contract import checking_contract

from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.server import create_app

QUERIES = ("", "?summarizeErrors=false&unitdp=4")


def try_all() -> tuple[int, list[str]]:
    """Send them all: how many there were, and what went wrong, each in words."""
    api = _api()
    count, faults = 0, []
    for good in prepared(api):
        for write, query in _of(good):
            count += 1
            try:
                send(api, write, query)
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is what we look for
                where = f"{write.method} {write.path}{query}"
                faults.append(f"{where}\n{write.body!r:.500}\n{fault!r:.500}")
    return count, faults


def _of(good: Write) -> Iterator[tuple[Write, str]]:
    for query in QUERIES:
        for write in odd_writes(good):
            yield write, query


def _api() -> Api:
    state, clock = OrganisationState.new(START, "fuzz"), Clock()
    app = create_app(state, clock)
    api = Api(app, state, clock, InProcess(app, checking_contract(BASE + ROOT)))
    api.sign_in()
    return api
